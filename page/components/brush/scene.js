/** The pictures of one photo: the photo itself, and what the server answered last. */

import { Bits } from "./bits.js";
import { decodePicture } from "./wire.js";

export class Scene {
  constructor({ photoId, shape, units, colors }) {
    const [rows, cols] = shape;
    Object.assign(this, { photoId, rows, cols, units, colors });
    this.photo = null;
    this.answers = {};
    this.turns = {};
  }

  /** Decode the photo; say whether that could be done. */
  async showPhoto(jpeg) {
    this.photo = await decodePicture(jpeg, "image/jpeg");
    return this.photo !== null;
  }

  /** Take an answer; say whether it is the newest of its kind once it is decoded. */
  async take(kind, { revision, bits }) {
    const turn = (this.turns[kind] = (this.turns[kind] ?? 0) + 1);
    const answer = bits && (await Bits.decode(bits));
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
