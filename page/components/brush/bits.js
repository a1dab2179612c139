// @ts-check
/** A picture of one bit per pixel that the server answered: a mask, or a hint. */

import { newCanvas } from "./surface.js";
import { decodePicture } from "./wire.js";

export class Bits {
  /**
   * Decode a PNG whose white pixels are inside; undefined if that can't be done.
   * @param {string} base64
   */
  static async decode(base64) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const picture = await decodePicture(bytes, "image/png");
    return picture ? new Bits(picture) : undefined;
  }

  /** @param {ImageBitmap} picture */
  constructor(picture) {
    const { width, height } = picture;
    Object.assign(this, { width, height });
    this.outside = newCanvas(width, height);
    /** @type {Path2D | null} */
    this.outline = null;
    const context = this.outside.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const image = context.getImageData(0, 0, width, height);
    const pixels = new Uint32Array(image.data.buffer);
    this.inside = new Uint8Array(pixels.length);
    for (let i = 0; i < pixels.length; i += 1) {
      this.inside[i] = pixels[i] & 1;
      pixels[i] = this.inside[i] ? 0 : 0xff000000;
    }
    context.putImageData(image, 0, 0);
  }

  /**
   * The outline on the screen, given where the photo lies there.
   * @param {DOMMatrix} place
   * @param {{ rows: number, cols: number }} photo
   */
  outlineAt(place, { rows, cols }) {
    this.outline ??= trace(this.inside, this.width, this.height);
    const path = new Path2D();
    path.addPath(this.outline, place.scale(cols / this.width, rows / this.height));
    return path;
  }
}

/**
 * Trace the outlines of a bitmap along the borders of its pixels, keeping it on the right hand;
 * joining the middles of the borders cuts the stairs' corners.
 * @param {Uint8Array} bits
 * @param {number} width
 * @param {number} height
 */
function trace(bits, width, height) {
  const path = new Path2D();
  const seen = new Uint8Array(bits.length);
  const stepX = [1, 0, -1, 0];
  const stepY = [0, 1, 0, -1];
  /** @type {(x: number, y: number) => number | boolean} */
  const at = (x, y) => x >= 0 && y >= 0 && x < width && y < height && bits[y * width + x];
  /** @type {(startX: number, startY: number) => void} */
  const follow = (startX, startY) => {
    let [x, y, way] = [startX, startY, 0];
    let first = true;
    do {
      if (way === 0) seen[y * width + x] = 1;
      const [middleX, middleY] = [x + stepX[way] / 2, y + stepY[way] / 2];
      x += stepX[way];
      y += stepY[way];
      // The pixels ahead, to the left and to the right of the way.
      const [dx, dy] = [stepX[way], stepY[way]];
      const left = at(x + (dx + dy - 1) / 2, y + (dy - dx - 1) / 2);
      const right = at(x + (dx - dy - 1) / 2, y + (dy + dx - 1) / 2);
      const next = left ? (way + 3) % 4 : right ? way : (way + 1) % 4;
      if (first) path.moveTo(middleX, middleY);
      else if (next !== way) path.lineTo(middleX, middleY);
      if (next !== way) path.lineTo(x + stepX[next] / 2, y + stepY[next] / 2);
      first = false;
      way = next;
    } while (x !== startX || y !== startY || way !== 0);
    path.closePath();
  };
  for (let i = 0; i < bits.length; i += 1) {
    if (bits[i] && !seen[i] && !(i >= width && bits[i - width])) follow(i % width, (i / width) | 0);
  }
  return path;
}
