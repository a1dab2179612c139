// @ts-check
/** What the browser remembers; a full, closed or corrupt storage is no reason to stop drawing. */

import { isKeeping } from "../keeping.js";
import { fromWire, toWire } from "./wire.js";

/**
 * @import { Mark } from "./messages.js"
 * @typedef {{ view: string, live: boolean, size: number }} Settings
 */

const STROKES = "seedcut:strokes:";
const SETTINGS = "seedcut:brush";
const REMEMBERED_PHOTOS = 30;

/**
 * Read a photo's strokes; none if there are none.
 * @param {string} photoId
 * @returns {Mark[]}
 */
export function loadStrokes(photoId) {
  try {
    // Once, a stroke of a pen was a list of strokes of one radius each.
    return read(STROKES + photoId).strokes.flat().map(fromWire);
  } catch {
    return [];
  }
}

/**
 * @param {string} photoId
 * @param {Mark[]} strokes
 */
export function storeStrokes(photoId, strokes) {
  const wires = strokes.map(toWire);
  if (!wires.length || !isKeeping()) return forget(STROKES + photoId);
  write(STROKES + photoId, { at: Date.now(), strokes: wires });
  return forgetOldPhotos();
}

/** @returns {Partial<Settings> | null} */
export function loadSettings() {
  return read(SETTINGS);
}

/** @param {Settings} settings */
export function storeSettings(settings) {
  write(SETTINGS, settings);
}

function forgetOldPhotos() {
  const names = namesOfPhotos();
  if (names.length <= REMEMBERED_PHOTOS) return;
  // What can't be read counts as the oldest.
  /** @type {Map<string, any>} */
  const ages = new Map(names.map((name) => [name, Number(read(name)?.at) || 0]));
  names.sort((a, b) => ages.get(b) - ages.get(a));
  names.slice(REMEMBERED_PHOTOS).forEach(forget);
}

function namesOfPhotos() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(STROKES));
  } catch {
    return [];
  }
}

/**
 * @param {string} name
 * @returns {any}
 */
function read(name) {
  try {
    return JSON.parse(/** @type {string} */ (localStorage.getItem(name)));
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Without it, nothing is remembered.
  }
}

/** @param {string} name */
function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing to forget.
  }
}
