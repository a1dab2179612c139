// @ts-check
/** The pictures of one photo: the photo itself, and what the server answered last. */

import { Bits } from "./bits.js";
import { decodePicture } from "./wire.js";

/**
 * @import { Bytes, Sharp } from "../components.js"
 * @import { Answer, Header } from "./messages.js"
 * @typedef {{ x: number, y: number, width: number, height: number }} Rectangle
 * @typedef {Rectangle & { image: HTMLImageElement }} SharpImage
 */

export class Scene {
  /** @param {Header} header */
  constructor({ photoId, shape, units, colors }) {
    const [rows, cols] = shape;
    Object.assign(this, { photoId, rows, cols, units, colors });
    /** @type {ImageBitmap | null} */
    this.photo = null;
    // A part of it at the resolution of the screen.
    /** @type {SharpImage | null} */
    this.sharp = null;
    /** @type {Record<string, { bits: Bits | null, revision: number }>} */
    this.answers = {};
    /** @type {Record<string, number>} */
    this.turns = {};
  }

  /**
   * Decode the photo; say whether that could be done.
   * @param {Bytes} jpeg
   */
  async showPhoto(jpeg) {
    this.photo = await decodePicture(jpeg, "image/jpeg");
    return this.photo !== null;
  }

  /**
   * Decode a part of the photo, and where it lies; say whether it is the newest.
   * @param {Sharp} part
   */
  async sharpen({ url, area: [top, left, bottom, right] }) {
    const image = Object.assign(new Image(), { src: url });
    const turn = (this.turns.sharp = (this.turns.sharp ?? 0) + 1);
    try {
      await image.decode();
    } catch {
      return false;
    }
    if (turn !== this.turns.sharp) return false;
    const [x, y] = [left * this.cols, top * this.rows];
    const [width, height] = [(right - left) * this.cols, (bottom - top) * this.rows];
    this.sharp = { image, x, y, width, height };
    return true;
  }

  /**
   * Take an answer; say whether it is the newest of its kind once it is decoded.
   * @param {string} kind
   * @param {Answer} answer
   */
  async take(kind, { revision, bits }) {
    const turn = (this.turns[kind] = (this.turns[kind] ?? 0) + 1);
    const answer = /** @type {Bits | null | undefined} */ (bits && (await Bits.decode(bits)));
    if (turn !== this.turns[kind]) return false;
    // One that can't be decoded leaves what is there.
    const old = this.answers[kind]?.bits ?? null;
    this.answers[kind] = { bits: answer === undefined ? old : answer, revision };
    return true;
  }

  get mask() {
    return this.answers.mask?.bits ?? null;
  }

  /** The hint; one for earlier strokes says nothing any more. */
  get hint() {
    const { mask, hint } = this.answers;
    return hint?.revision >= mask?.revision ? hint.bits : null;
  }
}
