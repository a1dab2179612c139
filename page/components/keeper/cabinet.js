// @ts-check
/**
 * The last photos in the browser's IndexedDB, {photo, title, at, file or tile}, and the recipes of
 * what was decided about them, {photo, recipe}: apart, so that a stroke does not copy a file.
 *
 * A full, closed or missing database is no reason to stop: then nothing is kept.
 */

import { isKeeping } from "../keeping.js";

/**
 * @typedef {{ photo: string, title: string, file?: File, tile?: string }} Photo
 * @typedef {Photo & { at: number }} KeptPhoto
 */

const DATABASE = "seedcut";
const STORES = ["photos", "recipes"];
const MOST_KEPT = 5;

/**
 * Keep a photo, and forget the oldest beyond the last five.
 * @param {Photo} record
 */
export async function keepPhoto(record) {
  if (!isKeeping()) return;
  await inStore("photos", (store) => store.put({ ...record, at: Date.now() }));
  for (const { photo } of (await keptPhotos()).slice(MOST_KEPT)) await forgetPhoto(photo);
}

/**
 * Keep what was decided about a photo, if the photo is kept.
 * @param {string} photo
 * @param {string} recipe
 */
export async function keepRecipe(photo, recipe) {
  if (await keptPhoto(photo)) await inStore("recipes", (store) => store.put({ photo, recipe }));
}

/**
 * @param {string} photo
 * @returns {Promise<KeptPhoto | null>}
 */
export function keptPhoto(photo) {
  return inStore("photos", (store) => store.get(photo));
}

/**
 * @param {string} photo
 * @returns {Promise<string | null>}
 */
export async function keptRecipe(photo) {
  return (await inStore("recipes", (store) => store.get(photo)))?.recipe ?? null;
}

/**
 * All photos, the latest first.
 * @returns {Promise<KeptPhoto[]>}
 */
export async function keptPhotos() {
  /** @type {KeptPhoto[]} */
  const records = (await inStore("photos", (store) => store.getAll())) ?? [];
  return records.sort((a, b) => b.at - a.at);
}

/** @param {string} photo */
export function forgetRecipe(photo) {
  return inStore("recipes", (store) => store.delete(photo));
}

export async function forgetPhotos() {
  for (const name of STORES) await inStore(name, (store) => store.clear());
}

/** @param {string} photo */
async function forgetPhoto(photo) {
  for (const name of STORES) await inStore(name, (store) => store.delete(photo));
}

/**
 * Do something in a store; return what comes of it, null if it fails.
 * @param {string} name
 * @param {(store: IDBObjectStore) => IDBRequest<any>} act
 */
async function inStore(name, act) {
  try {
    const database = await openDatabase();
    const store = database.transaction(name, "readwrite").objectStore(name);
    const result = await settled(act(store));
    database.close();
    return result ?? null;
  } catch {
    return null;
  }
}

function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    for (const name of STORES) request.result.createObjectStore(name, { keyPath: "photo" });
  };
  return settled(request);
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
