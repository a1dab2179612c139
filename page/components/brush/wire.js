// @ts-check
/** How strokes and the photo travel; `drawing.py` describes the messages. */

/**
 * @import { Bytes } from "../components.js"
 * @import { Act, Header, Mark, NumberedAct } from "./messages.js"
 */

/**
 * Points become steps, which are shorter to write.
 * @param {Mark} mark
 * @returns {Mark}
 */
export function toWire({ points, ...rest }) {
  return { ...rest, points: points.map((value, i) => (i < 2 ? value : value - points[i - 2])) };
}

/**
 * @param {Mark} mark
 * @returns {Mark}
 */
export function fromWire({ points, ...rest }) {
  /** @type {number[]} */
  const places = [];
  points.forEach((step, i) => places.push(i < 2 ? step : step + places[i - 2]));
  return { ...rest, points: places };
}

/**
 * @param {NumberedAct} act
 * @returns {Act}
 */
export function actToWire({ number, marks, ...rest }) {
  return /** @type {Act} */ (marks ? { ...rest, marks: marks.map(toWire) } : rest);
}

/**
 * Split the canvas' data into the header and the bytes of the photo.
 * @param {Bytes} data
 * @returns {[Header, Bytes]}
 */
export function unpack(data) {
  const length = new DataView(data.buffer, data.byteOffset).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
  return [header, data.subarray(4 + length)];
}

/**
 * Decode a picture; null if it is broken, or the browser has no room for it.
 * @param {Bytes} bytes
 * @param {string} type
 */
export async function decodePicture(bytes, type) {
  try {
    return await createImageBitmap(new Blob([bytes], { type }));
  } catch {
    return null;
  }
}
