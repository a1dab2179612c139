// @ts-check
/** Brings the strokes on a photo to the server; `drawing.py` describes the messages. */

import { actToWire, fromWire, toWire } from "./wire.js";

/**
 * @import { Header, Message } from "./messages.js"
 * @import { Strokes } from "./strokes.js"
 */

const LIVE_MS = 90;
// After this, an answer no longer holds up the next message: its run may have failed.
const PATIENCE_MS = 4000;
// An answer to an earlier message is followed by that to the last one sooner than this.
const REPEAT_MS = 1500;
// How long to wait for any answer before a message is sent again.
const LOST_MS = 5000;
const LONGEST_MS = 40000;

/** What was done with the strokes on a photo, and is on its way. */
export class Link {
  /** @param {Strokes} strokes */
  constructor(strokes) {
    this.strokes = strokes;
    /** @type {string | null} */
    this.token = null;
    this.loads = 0;
    this.revision = 0;
    // What was sent last: up to which act, and whether a stroke was being drawn.
    this.sent = { count: 0, live: false };
    // Whether a step of the history is on its way.
    this.isStepping = false;
    // How a message leaves the browser, and whom to tell whether one is waited for.
    /** @type {((message: Message) => void) | null} */
    this.post = null;
    /** @type {(isWaiting: boolean) => void} */
    this.onWait = /** @type {any} */ (null);
    this.awaited = 0;
    this.sentAt = 0;
    this.repeats = 0;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /**
   * Follow the server to a new session, or to strokes that the page put here, if there are.
   * @param {Pick<Header, "token" | "loads" | "marks" | "done">} header
   * @param {boolean} wasMounted
   */
  follow({ token, loads, marks, done }, wasMounted) {
    if (token === this.token && loads === this.loads) return false;
    if (token !== this.token) this.begin(wasMounted, loads);
    Object.assign(this, { token, loads });
    if (loads > 0) this.strokes.load(marks.map(fromWire), done);
    return true;
  }

  /**
   * Begin a new session; opened anew, a photo has no strokes but those that the page puts here.
   * @param {boolean} wasMounted
   * @param {number} loads
   */
  begin(wasMounted, loads) {
    if (!wasMounted && this.strokes.finished.length) this.strokes.offer();
    if (loads > 0) this.strokes.finished = [];
    this.strokes.begin();
    this.sent = { count: 0, live: false };
  }

  get isSent() {
    const { count, unfinished } = this.strokes;
    return this.sent.count === count && this.sent.live === Boolean(unfinished);
  }

  /** Send what is new, and send it again as long as no answer comes. */
  send() {
    // A step of the history may set widgets. Until it is answered they don't show it yet, and the
    // next message would bring what they showed before.
    if (this.awaited && this.isStepping) return;
    this.sendNow();
  }

  sendNow() {
    if (!this.post) return;
    const message = this.nextMessage();
    this.awaited = message.revision;
    this.sentAt = performance.now();
    this.onWait(true);
    this.post(message);
    // Without any answer it may have got lost, or the server is slow: ever longer between repeats.
    this.repeatAfter(Math.min(LOST_MS * 2 ** this.repeats, LONGEST_MS), () => (this.repeats += 1));
  }

  /**
   * @param {number} wait
   * @param {() => void} [note]
   */
  repeatAfter(wait, note) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.awaited) return;
      note?.();
      this.sendNow();
    }, wait);
  }

  /**
   * The message that tells the server all that it may not know.
   * @returns {Message}
   */
  nextMessage() {
    const { acts, count, unfinished } = this.strokes;
    this.revision += 1;
    this.sent = { count, live: Boolean(unfinished) };
    this.isStepping = acts.some((act) => act.do === "undo" || act.do === "redo");
    return {
      token: this.token,
      revision: this.revision,
      first: acts[0]?.number ?? count + 1,
      acts: acts.map(actToWire),
      live: unfinished && toWire(unfinished),
    };
  }

  /**
   * Take note of a letter from the server; say whether it speaks of these strokes.
   * @param {{ token: string, revision?: number, done: number, incomplete?: boolean }} letter
   */
  hear({ token, revision = 0, done, incomplete }) {
    if (token !== this.token) return false;
    this.revision = Math.max(this.revision, revision);
    if (incomplete) this.sayAll();
    else this.strokes.confirm(done);
    return !incomplete;
  }

  /** Say everything, once, to a server that lost track. */
  sayAll() {
    if (this.strokes.acts[0]?.do === "put") return;
    this.strokes.sayAll();
    this.sendNow();
  }

  /**
   * Note that the answer to a state is on the screen; say whether it is that to the last one.
   * @param {number} revision
   */
  answered(revision) {
    if (revision < this.awaited) {
      // The server is at work, but maybe not for the last message: it may have got lost.
      this.repeatAfter(REPEAT_MS);
      return false;
    }
    this.rest();
    if (!this.isSent) this.send();
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
