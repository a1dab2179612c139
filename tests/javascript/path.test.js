import assert from "node:assert/strict";
import { test } from "node:test";

import { areaOf, diskOf, lineOf, simplify } from "../../page/components/brush/path.js";
import { FakePath2D, areaOfPolygons, polygonsOf, randomBy, windingNumber } from "./fakes.js";

globalThis.Path2D = FakePath2D;

const line = (count, at, radiusAt = () => 5) => {
  const steps = Array.from({ length: count }, (_, i) => i / (count - 1));
  return { points: steps.flatMap(at), radii: steps.map(radiusAt) };
};
/** How far a place lies from the way between two others, and which share of it is nearest. */
const fromSegment = (x, y, ax, ay, bx, by) => {
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy;
  const share = squared && Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / squared));
  return [Math.hypot(x - ax - share * dx, y - ay - share * dy), share];
};

test("of a straight line both ends stay", () => {
  const path = line(200, (t) => [30 + 400 * t, 10 + 90 * t]);
  assert.deepEqual(simplify(path, 0.01), { points: [30, 10, 430, 100], radii: [5, 5] });
});

test("corners stay", () => {
  const path = line(101, (t) => (t < 0.5 ? [200 * t, 0] : [100, 200 * (t - 0.5)]));
  assert.deepEqual(simplify(path, 1).points, [0, 0, 100, 0, 100, 100]);
});

test("a place where the pen was pressed stays", () => {
  const path = line(
    101,
    (t) => [100 * t, 0],
    (t) => 5 + 10 * Math.max(0, 1 - 10 * Math.abs(t - 0.3)),
  );
  const { points, radii } = simplify(path, 0.5);
  assert.deepEqual(points, [0, 0, 20, 0, 30, 0, 40, 0, 100, 0]);
  assert.deepEqual(radii.map(Math.round), [5, 5, 15, 5, 5]);
});

test("a single point stays, and so does a loop that ends where it began", () => {
  assert.deepEqual(simplify({ points: [3, 4], radii: [5] }, 1), { points: [3, 4], radii: [5] });
  const loop = line(400, (t) => [100 * Math.cos(2 * Math.PI * t), 100 * Math.sin(2 * Math.PI * t)]);
  const { points } = simplify(loop, 1);
  assert.ok(points.length / 2 > 8 && points.length / 2 < 60);
});

test("what is left out lies within the tolerance of what stays, in place and radius", () => {
  const random = randomBy(5);
  for (const tolerance of [0.5, 3, 20]) {
    const path = { points: [0, 0], radii: [10] };
    for (let i = 1; i < 300; i += 1) {
      path.points.push(...path.points.slice(-2).map((at) => at + 12 * random() - 6));
      path.radii.push(Math.max(1, path.radii.at(-1) + 4 * random() - 2));
    }
    const { points, radii } = simplify(path, tolerance);
    assert.ok(radii.length < 300);
    const isKept = (i, k) =>
      path.points[2 * i] === points[2 * k] && path.points[2 * i + 1] === points[2 * k + 1];
    let kept = 0;
    for (let i = 0; i < 300; i += 1) {
      if (isKept(i, kept + 1)) kept += 1;
      const ends = points.slice(2 * kept, 2 * kept + 4);
      if (ends.length < 4) break;
      const [distance, share] = fromSegment(...path.points.slice(2 * i, 2 * i + 2), ...ends);
      const radius = radii[kept] + share * (radii[kept + 1] - radii[kept]);
      assert.ok(distance <= tolerance + 1e-9);
      assert.ok(Math.abs(path.radii[i] - radius) <= tolerance + 1e-9);
    }
    assert.equal(kept, radii.length - 1);
  }
});

test("a line goes through all points, a dot is a disk", () => {
  const names = (path) => path.parts.map(([name, ...place]) => [name, ...place]);
  assert.deepEqual(names(lineOf({ points: [1, 2, 3, 4, 5, 6] })), [
    ["lineTo", 1, 2],
    ["lineTo", 3, 4],
    ["lineTo", 5, 6],
  ]);
  assert.deepEqual(names(diskOf({ points: [10, 20], radius: 4 })), [
    ["moveTo", 14, 20],
    ["arc", 10, 20, 4, 0, 2 * Math.PI],
    ["closePath"],
  ]);
});

const disksOf = (path) =>
  path.parts.filter(([name]) => name === "arc").map((part) => part.slice(1, 4));

test("between two disks lies what their tangents enclose, clockwise", () => {
  const [ax, ay, ra, bx, by, rb] = [10, 20, 8, 70, 50, 3];
  const path = areaOf({ points: [ax, ay, bx, by], radius: [ra, rb] });
  const taper = polygonsOf(path).find((polygon) => polygon.length === 4);
  const centers = [
    [ax, ay, ra],
    [bx, by, rb],
    [bx, by, rb],
    [ax, ay, ra],
  ];
  taper.forEach(([x, y], i) => {
    const [cx, cy, radius] = centers[i];
    assert.ok(Math.abs(Math.hypot(x - cx, y - cy) - radius) < 1e-9);
  });
  for (const [i, k] of [
    [0, 1],
    [3, 2],
  ]) {
    const [[x, y], [tx, ty]] = [taper[i], taper[k]];
    // A tangent is at right angles to the radius.
    assert.ok(Math.abs((tx - x) * (x - ax) + (ty - y) * (y - ay)) < 1e-9);
  }
  assert.ok(areaOfPolygons([taper]) > 0);
});

test("a stroke of a pen covers what a disk covers that grows and shrinks along it", () => {
  const random = randomBy(6);
  for (let round = 0; round < 20; round += 1) {
    const [ax, ay, bx, by] = Array.from({ length: 4 }, () => 100 * random());
    const [ra, rb] = [1 + 30 * random(), 1 + 30 * random()];
    const path = areaOf({ points: [ax, ay, bx, by], radius: [ra, rb] });
    const tapers = polygonsOf(path).filter((polygon) => polygon.length === 4);
    for (let probe = 0; probe < 200; probe += 1) {
      const [x, y] = [160 * random() - 30, 160 * random() - 30];
      const steps = Array.from({ length: 1001 }, (_, i) => i / 1000);
      const reach = (t) =>
        ra + t * (rb - ra) - Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
      const most = Math.max(...steps.map(reach));
      // Too close to the border to tell.
      if (Math.abs(most) < 0.2) continue;
      const inDisk = disksOf(path).some(([cx, cy, radius]) => Math.hypot(x - cx, y - cy) < radius);
      const isCovered = inDisk || windingNumber(tapers, x, y) > 0;
      assert.equal(isCovered, most > 0);
    }
  }
});

test("a disk that covers its neighbor needs no tangents", () => {
  const path = areaOf({ points: [10, 10, 12, 10, 90, 10], radius: [20, 5, 5] });
  assert.deepEqual(disksOf(path), [
    [10, 10, 20],
    [12, 10, 5],
    [90, 10, 5],
  ]);
  assert.equal(polygonsOf(path).filter((polygon) => polygon.length === 4).length, 1);
});
