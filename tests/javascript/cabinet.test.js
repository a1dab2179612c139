import assert from "node:assert/strict";
import { test } from "node:test";

import {
  forgetPhotos,
  forgetRecipe,
  keepPhoto,
  keepRecipe,
  keptPhoto,
  keptPhotos,
  keptRecipe,
} from "../../page/components/keeper/cabinet.js";
import { installStorage } from "./fakes.js";

test("without a database nothing is kept, and nobody is stopped", async () => {
  installStorage();
  await keepPhoto({ photo: "a", title: "A", tile: "st-key-sample-a" });
  await keepRecipe("a", "{}");
  await forgetRecipe("a");
  await forgetPhotos();
  assert.equal(await keptPhoto("a"), null);
  assert.equal(await keptRecipe("a"), null);
  assert.deepEqual(await keptPhotos(), []);
});
