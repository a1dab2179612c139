/** How strokes and the photo travel; `drawing.py` describes the messages. */

/** Points become steps, which are shorter to write. */
export function toWire({ points, ...rest }) {
  return { ...rest, points: points.map((value, i) => (i < 2 ? value : value - points[i - 2])) };
}

export function fromWire({ points, ...rest }) {
  const places = [];
  points.forEach((step, i) => places.push(i < 2 ? step : step + places[i - 2]));
  return { ...rest, points: places };
}

export function actToWire({ number, marks, ...rest }) {
  return marks ? { ...rest, marks: marks.map(toWire) } : rest;
}

/** Split the canvas' data into the header and the bytes of the photo. */
export function unpack(data) {
  const length = new DataView(data.buffer, data.byteOffset).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
  return [header, data.subarray(4 + length)];
}

/** Decode a picture; null if it is broken, or the browser has no room for it. */
export async function decodePicture(bytes, type) {
  try {
    return await createImageBitmap(new Blob([bytes], { type }));
  } catch {
    return null;
  }
}
