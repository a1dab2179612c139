// @ts-check
/** Paths of points {x, y, radius} in a row: [x0, y0, x1, y1, …] with a radius for each point. */

/**
 * @import { Stroke } from "./messages.js"
 * @typedef {{ points: number[], radii: number[] }} Path
 * @typedef {Pick<Stroke, "points"> & { radius: number }} Even
 * @typedef {Pick<Stroke, "points"> & { radius: number[] }} Uneven
 * @typedef {[ax: number, ay: number, bx: number, by: number]} Ends
 */

/**
 * Leave out points that hardly change the path (Ramer, Douglas and Peucker); a radius that
 * deviates counts like a place that does.
 * @param {Path} path
 * @param {number} tolerance
 * @returns {Path}
 */
export function simplify({ points, radii }, tolerance) {
  const keep = new Uint8Array(radii.length);
  keep[0] = keep[radii.length - 1] = 1;
  const spans = [[0, radii.length - 1]];
  while (spans.length) {
    const [first, last] = /** @type {[number, number]} */ (spans.pop());
    const [index, distance] = farthest(points, radii, first, last);
    if (distance <= tolerance) continue;
    keep[index] = 1;
    spans.push([first, index], [index, last]);
  }
  return { points: points.filter((_, i) => keep[i >> 1]), radii: radii.filter((_, i) => keep[i]) };
}

/**
 * The point between two others that is farthest from the straight way, and how far.
 * @param {number[]} points
 * @param {number[]} radii
 * @param {number} first
 * @param {number} last
 * @returns {[index: number, distance: number]}
 */
function farthest(points, radii, first, last) {
  /** @param {number} i */
  const at = (i) => [points[2 * i], points[2 * i + 1], radii[i]];
  const [ax, ay, ar] = at(first);
  const [dx, dy, dr] = at(last).map((value, i) => value - [ax, ay, ar][i]);
  const squared = dx * dx + dy * dy;
  /** @type {[number, number]} */
  let best = [first, 0];
  for (let i = first + 1; i < last; i += 1) {
    const [x, y, r] = [points[2 * i] - ax, points[2 * i + 1] - ay, radii[i] - ar];
    const share = squared ? Math.min(1, Math.max(0, (x * dx + y * dy) / squared)) : 0;
    const distance = Math.hypot(x - share * dx, y - share * dy, r - share * dr);
    if (distance > best[1]) best = [i, distance];
  }
  return best;
}

/**
 * The area that a path of one radius covers is that of its line; of others it is filled.
 * @param {Uneven} stroke
 */
export function areaOf({ points, radius }) {
  const area = new Path2D();
  for (let i = 0; i < points.length / 2; i += 1) {
    addDisk(area, points[2 * i], points[2 * i + 1], radius[i]);
    if (i > 0)
      addTaper(
        area,
        .../** @type {Ends} */ (points.slice(2 * i - 2, 2 * i + 2)),
        radius[i - 1],
        radius[i],
      );
  }
  return area;
}

/** @param {Pick<Stroke, "points">} stroke */
export function lineOf({ points }) {
  const line = new Path2D();
  for (let i = 0; i < points.length; i += 2) line.lineTo(points[i], points[i + 1]);
  return line;
}

/** @param {Even} stroke */
export function diskOf({ points: [x, y], radius }) {
  const disk = new Path2D();
  addDisk(disk, x, y, radius);
  return disk;
}

/**
 * @param {Path2D} path
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function addDisk(path, x, y, radius) {
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
  path.closePath();
}

/**
 * Add what lies between two disks and the tangents to both, clockwise like the disks.
 * @param {Path2D} path
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @param {number} ra
 * @param {number} rb
 */
function addTaper(path, ax, ay, bx, by, ra, rb) {
  const distance = Math.hypot(bx - ax, by - ay);
  // One of the disks covers the other.
  if (distance <= Math.abs(ra - rb)) return;
  const way = Math.atan2(by - ay, bx - ax);
  const lean = Math.acos((ra - rb) / distance);
  path.moveTo(ax + ra * Math.cos(way - lean), ay + ra * Math.sin(way - lean));
  path.lineTo(bx + rb * Math.cos(way - lean), by + rb * Math.sin(way - lean));
  path.lineTo(bx + rb * Math.cos(way + lean), by + rb * Math.sin(way + lean));
  path.lineTo(ax + ra * Math.cos(way + lean), ay + ra * Math.sin(way + lean));
  path.closePath();
}
