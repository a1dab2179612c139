/** Brings the strokes on a photo to the server; `drawing.py` describes the messages. */

import { fromWire, toWire } from "./wire.js";

const LIVE_MS = 90;
// After this, an answer no longer holds up the next message: its run may have failed.
const PATIENCE_MS = 4000;
// An answer to an earlier message is followed by that to the last one sooner than this.
const REPEAT_MS = 1500;
// How long to wait for any answer before a message is sent again.
const LOST_MS = 5000;
const LONGEST_MS = 40000;

/** What the server knows of the strokes on a photo, and what is on its way. */
export class Link {
  constructor(strokes) {
    this.strokes = strokes;
    this.token = null;
    this.loads = 0;
    this.revision = 0;
    // The last state that the server confirmed, those that it may have got since, and the last one
    // that was sent.
    this.known = { revision: 0, strokes: [] };
    this.sent = new Map();
    this.latest = [];
    this.latestLive = false;
    // How a message leaves the browser, and whom to tell whether one is waited for.
    this.post = null;
    this.onWait = null;
    this.awaited = 0;
    this.sentAt = 0;
    this.repeats = 0;
    this.timer = undefined;
  }

  /** Take it that the server knows no strokes. */
  forget() {
    this.known = { revision: 0, strokes: [] };
    this.sent = new Map();
    this.latest = [];
    this.latestLive = false;
  }

  /** Follow the server to a new session, or to strokes that the page put here, if there are. */
  follow({ token, loads, marks }, wasMounted) {
    if (token === this.token && loads === this.loads) return false;
    // Opened anew, a photo starts without strokes; those of the last time are offered.
    const again = token !== this.token && !wasMounted;
    Object.assign(this, { token, loads });
    this.forget();
    if (again && this.strokes.finished.length) this.strokes.offer();
    if (loads > 0) {
      this.strokes.load(marks.map(fromWire));
      this.latest = this.strokes.all;
    }
    return true;
  }

  get isSent() {
    const { all, unfinished } = this.strokes;
    const longest = Math.max(all.length, this.latest.length);
    return this.latestLive === Boolean(unfinished) && common(all, this.latest) === longest;
  }

  /** Send what is new, and send it again as long as no answer comes. */
  send() {
    if (!this.post) return;
    const message = this.nextMessage();
    this.awaited = message.revision;
    this.sentAt = performance.now();
    this.onWait(true);
    this.post(message);
    // Without any answer it may have got lost, or the server is slow: ever longer between repeats.
    this.repeatAfter(Math.min(LOST_MS * 2 ** this.repeats, LONGEST_MS), () => (this.repeats += 1));
  }

  repeatAfter(wait, note) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.awaited) return;
      note?.();
      this.send();
    }, wait);
  }

  /** The message that brings the server from the last state it confirmed to the present one. */
  nextMessage() {
    const { all, unfinished } = this.strokes;
    const kept = common(all, this.known.strokes);
    this.revision += 1;
    this.sent.set(this.revision, all);
    this.latest = all;
    this.latestLive = Boolean(unfinished);
    const { token, loads, revision, latestLive: live } = this;
    const added = all.slice(kept).map(toWire);
    return { token, loads, base: this.known.revision, revision, kept, live, added };
  }

  /** Take note of a letter from the server; say whether it speaks of these strokes. */
  hear({ token, loads, revision, incomplete }) {
    if (token !== this.token || loads !== this.loads) return false;
    if (incomplete) this.startOver();
    else this.confirm(revision);
    return !incomplete;
  }

  /** Send everything, once, to a server that lost track. */
  startOver() {
    if (!this.known.revision && this.sent.size) return;
    this.forget();
    this.send();
  }

  /** Note that a state arrived. */
  confirm(revision) {
    const strokes = this.sent.get(revision);
    this.revision = Math.max(this.revision, revision);
    if (!strokes) return;
    this.known = { revision, strokes };
    for (const number of this.sent.keys()) if (number <= revision) this.sent.delete(number);
  }

  /** Note that the answer to a state is on the screen; say whether it is that to the last one. */
  answered(revision) {
    if (revision < this.awaited) {
      // The server is at work, but maybe not for the last message: it may have got lost.
      this.repeatAfter(REPEAT_MS);
      return false;
    }
    this.rest();
    return true;
  }

  /** Wait for nothing. */
  rest() {
    clearTimeout(this.timer);
    this.awaited = 0;
    this.repeats = 0;
    this.onWait?.(false);
  }

  /** How long until the next message about an unfinished stroke may go. */
  get waitMs() {
    return this.sentAt + (this.awaited ? PATIENCE_MS : LIVE_MS) - performance.now();
  }
}

/** How many strokes two lists have in common, from the start. */
function common(first, second) {
  let count = 0;
  while (count < Math.min(first.length, second.length) && first[count] === second[count]) count += 1;
  return count;
}
