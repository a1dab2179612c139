/**
 * The brush: marks drawn on a photo, with the mask that the server answers live under them.
 *
 * A gesture is what one press of the pointer draws and what undo takes back: a list of pieces
 * {label, radius, points}, each of one radius. Lengths are whole units, fractions of a pixel of
 * the photo; (0, 0) is the center of its upper left pixel. Pieces never change once they are
 * drawn, so that two states are compared by identity.
 */

const REMEMBERED_PHOTOS = 30;
const STORAGE = "seedcut:strokes:";

/** The strokes on one photo: their history, and what the server knows of them. */
class Strokes {
  constructor(digest) {
    this.digest = digest;
    this.gestures = [];
    this.past = [];
    this.future = [];
    this.unfinished = [];
    this.offered = load(digest);
    this.revision = 0;
    this.token = null;
    this.loads = 0;
    this.forget();
  }

  /** Take it that the server knows no strokes. */
  forget() {
    this.known = { revision: 0, pieces: [] };
    this.sent = new Map();
    this.latest = [];
    this.latestLive = false;
  }

  /** Follow the server to a new session, or to strokes that the page put here, if there are. */
  follow({ token, loads, strokes }, wasMounted) {
    if (token === this.token && loads === this.loads) return false;
    // Opened anew, a photo starts without strokes; those of the last time are offered.
    const again = token !== this.token && !wasMounted;
    this.token = token;
    this.loads = loads;
    this.forget();
    if (loads > 0) {
      this.change(strokes.map((wire) => [fromWire(wire)]));
      this.latest = this.pieces();
    } else if (again && this.gestures.length) {
      this.offered = [...this.offered, ...this.gestures];
      this.gestures = [];
      this.past = [];
      this.future = [];
    }
    return true;
  }

  pieces() {
    return [...this.gestures, this.unfinished].flat();
  }

  change(gestures) {
    this.past.push(this.gestures);
    this.future = [];
    this.gestures = gestures;
    this.save();
  }

  /** Step back (from past to future) or forth. */
  travel(from, to) {
    if (!from.length) return false;
    to.push(this.gestures);
    this.gestures = from.pop();
    this.save();
    return true;
  }

  restore() {
    const offered = this.offered;
    this.offered = [];
    this.change([...offered, ...this.gestures]);
  }

  discard() {
    this.offered = [];
    this.save();
  }

  /** Keep the strokes in the browser; those still on offer stay until the user decides. */
  save() {
    store(this.digest, [...this.offered, ...this.gestures]);
  }

  get isSent() {
    const pieces = this.pieces();
    return (
      this.latestLive === this.unfinished.length > 0 &&
      pieces.length === this.latest.length &&
      pieces.every((piece, index) => piece === this.latest[index])
    );
  }

  /** The message that brings the server from the last state it confirmed to the present one. */
  nextMessage() {
    const pieces = this.pieces();
    const old = this.known.pieces;
    let kept = 0;
    while (kept < Math.min(pieces.length, old.length) && pieces[kept] === old[kept]) kept += 1;
    this.revision += 1;
    this.sent.set(this.revision, pieces);
    this.latest = pieces;
    this.latestLive = this.unfinished.length > 0;
    const { token, loads, revision, latestLive: live } = this;
    const added = pieces.slice(kept).map(toWire);
    return { token, loads, base: this.known.revision, revision, kept, live, added };
  }

  /** Note that a state arrived. */
  confirm(revision) {
    const pieces = this.sent.get(revision);
    this.revision = Math.max(this.revision, revision);
    if (!pieces) return;
    this.known = { revision, pieces };
    for (const number of this.sent.keys()) if (number <= revision) this.sent.delete(number);
  }
}

/** Points become steps, which are shorter to write. */
function toWire({ label, radius, points }) {
  const steps = points.map((value, i) => (i < 2 ? value : value - points[i - 2]));
  return { label, radius, points: steps };
}

function fromWire({ label, radius, points }) {
  const places = [];
  points.forEach((step, i) => places.push(i < 2 ? step : step + places[i - 2]));
  return { label, radius, points: places };
}

/** Read a photo's strokes from the browser's storage; none if there are none or it is closed. */
function load(digest) {
  try {
    const { strokes } = JSON.parse(localStorage.getItem(STORAGE + digest));
    return strokes.map((gesture) => gesture.map(fromWire));
  } catch {
    return [];
  }
}

function store(digest, gestures) {
  try {
    if (!gestures.length) return localStorage.removeItem(STORAGE + digest);
    const strokes = gestures.map((gesture) => gesture.map(toWire));
    localStorage.setItem(STORAGE + digest, JSON.stringify({ at: Date.now(), strokes }));
    forgetOldPhotos();
  } catch {
    // A full or closed storage is no reason to stop drawing.
  }
}

function forgetOldPhotos() {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(STORAGE));
  if (names.length <= REMEMBERED_PHOTOS) return;
  const age = (name) => JSON.parse(localStorage.getItem(name)).at;
  names.sort((a, b) => age(b) - age(a));
  names.slice(REMEMBERED_PHOTOS).forEach((name) => localStorage.removeItem(name));
}

/** Leave out corners that hardly bend the path (Ramer, Douglas and Peucker). */
function simplify(points, tolerance) {
  const count = points.length / 2;
  const keep = new Uint8Array(count);
  keep[0] = keep[count - 1] = 1;
  const spans = [[0, count - 1]];
  while (spans.length) {
    const [first, last] = spans.pop();
    const [index, distance] = farthest(points, first, last);
    if (distance <= tolerance) continue;
    keep[index] = 1;
    spans.push([first, index], [index, last]);
  }
  return points.filter((_, i) => keep[i >> 1]);
}

/** The corner between two others that is farthest from the straight way, and how far. */
function farthest(points, first, last) {
  const [ax, ay] = [points[2 * first], points[2 * first + 1]];
  const [dx, dy] = [points[2 * last] - ax, points[2 * last + 1] - ay];
  const squared = dx * dx + dy * dy;
  let best = [first, 0];
  for (let i = first + 1; i < last; i += 1) {
    const [x, y] = [points[2 * i] - ax, points[2 * i + 1] - ay];
    const share = squared ? Math.min(1, Math.max(0, (x * dx + y * dy) / squared)) : 0;
    const distance = Math.hypot(x - share * dx, y - share * dy);
    if (distance > best[1]) best = [i, distance];
  }
  return best;
}
