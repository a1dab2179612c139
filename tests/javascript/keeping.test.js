import assert from "node:assert/strict";
import { test } from "node:test";

import { isKeeping, setKeeping } from "../../page/components/keeping.js";
import { installStorage } from "./fakes.js";

test("without a storage nothing is kept, and nobody is stopped", () => {
  Object.defineProperty(globalThis, "localStorage", {
    get: () => assert.fail("closed"),
    configurable: true,
  });
  setKeeping(true);
  assert.equal(isKeeping(), false);
});

test("a browser keeps until it is told not to, and again when it is told to", () => {
  installStorage();
  assert.equal(isKeeping(), true);
  setKeeping(false);
  assert.equal(isKeeping(), false);
  setKeeping(true);
  assert.equal(isKeeping(), true);
});
