/** What browsers have and Node lacks, as far as the scripts under test use it. */

import { inflateSync } from "node:zlib";

/** Remembers its parts: [name, ...arguments]. */
export class FakePath2D {
  parts = [];

  constructor(path) {
    if (path) this.parts.push(...path.parts);
  }

  addPath(path, transform) {
    this.parts.push(["addPath", path, transform]);
  }
}

for (const name of ["moveTo", "lineTo", "closePath", "arc", "rect"]) {
  FakePath2D.prototype[name] = function (...parts) {
    this.parts.push([name, ...parts]);
  };
}

/** The polygons of a path, each a list of places. */
export function polygonsOf(path) {
  const polygons = [];
  for (const [name, ...place] of path.parts) {
    if (name === "moveTo") polygons.push([place]);
    if (name === "lineTo") polygons.at(-1).push(place);
  }
  return polygons;
}

/** How often polygons go around a place, as the fill rule "nonzero" counts. */
export function windingNumber(polygons, x, y) {
  let turns = 0;
  for (const polygon of polygons) {
    polygon.forEach(([ax, ay], i) => {
      const [bx, by] = polygon[(i + 1) % polygon.length];
      const side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
      if (ay <= y && by > y && side > 0) turns += 1;
      if (ay > y && by <= y && side < 0) turns -= 1;
    });
  }
  return turns;
}

/** The area of polygons that go around clockwise on the screen, less that of their holes. */
export function areaOfPolygons(polygons) {
  const twice = polygons.flatMap((polygon) =>
    polygon.map(([ax, ay], i) => {
      const [bx, by] = polygon[(i + 1) % polygon.length];
      return ax * by - bx * ay;
    }),
  );
  return twice.reduce((sum, part) => sum + part, 0) / 2;
}

/** A canvas that shows one picture, {width, height, pixels}, in pixels of 32 bits. */
class FakeCanvas {
  getContext() {
    return {
      drawImage: ({ pixels }) => (this.pixels = pixels),
      getImageData: () => ({ data: { buffer: this.pixels.buffer } }),
      putImageData: () => {},
    };
  }
}

/** Decode a PNG of gray pixels of one bit, whose rows may be filtered. */
export function decodePng(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height, depth] = [view.getUint32(16), view.getUint32(20), view.getUint8(24)];
  if (depth !== 1) throw new Error(`a pixel must have one bit, got ${depth}`);
  const parts = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (kind === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const raw = inflateSync(Buffer.concat(parts));
  const length = Math.ceil(width / 8);
  const rows = [new Uint8Array(length)];
  for (let row = 0; row < height; row += 1) {
    const [filter, ...line] = raw.subarray(row * (length + 1), (row + 1) * (length + 1));
    rows.push(unfiltered(filter, Uint8Array.from(line), rows.at(-1)));
  }
  const pixels = new Uint32Array(width * height).map((_, at) => {
    const [row, col] = [Math.floor(at / width), at % width];
    return (rows[row + 1][col >> 3] >> (7 - (col & 7))) & 1 ? 0xffffffff : 0xff000000;
  });
  return { width, height, pixels };
}

/** Undo a row's filter: none, left, above, mean, or Paeth's. */
function unfiltered(filter, line, above) {
  line.forEach((value, i) => {
    const [left, up, corner] = [line[i - 1] ?? 0, above[i], above[i - 1] ?? 0];
    const guess = left + up - corner;
    const nearest = [left, up, corner].reduce((best, each) =>
      Math.abs(guess - each) < Math.abs(guess - best) ? each : best,
    );
    line[i] = value + [0, left, up, (left + up) >> 1, nearest][filter];
  });
  return line;
}

/** Have pictures be decoded, drawn and traced. */
export function installPictures() {
  globalThis.Path2D = FakePath2D;
  globalThis.document = { createElement: () => new FakeCanvas() };
  globalThis.createImageBitmap = async (blob) =>
    decodePng(new Uint8Array(await blob.arrayBuffer()));
}

/** Return an empty storage that the scripts take for the browser's. */
export function installStorage(name = "localStorage") {
  const storage = Object.create({
    getItem(key) {
      return Object.hasOwn(storage, key) ? storage[key] : null;
    },
    setItem(key, value) {
      storage[key] = String(value);
    },
    removeItem(key) {
      delete storage[key];
    },
  });
  Object.defineProperty(globalThis, name, { value: storage, configurable: true, writable: true });
  return storage;
}

/** Return a clock that the scripts go by, and that goes when it is told to. */
export function installClock() {
  const clock = { now: 0, timers: new Map(), count: 0 };
  performance.now = () => clock.now;
  globalThis.setTimeout = (act, wait) => {
    clock.count += 1;
    clock.timers.set(clock.count, { act, at: clock.now + wait });
    return clock.count;
  };
  globalThis.clearTimeout = (id) => clock.timers.delete(id);
  clock.wait = (ms) => {
    const end = clock.now + ms;
    const next = () => [...clock.timers].sort(([, a], [, b]) => a.at - b.at)[0];
    for (let due = next(); due && due[1].at <= end; due = next()) {
      clock.timers.delete(due[0]);
      clock.now = due[1].at;
      due[1].act();
    }
    clock.now = end;
  };
  return clock;
}

/** Return a source of numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomBy(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
