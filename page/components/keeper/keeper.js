// @ts-check
/** The keeper: see `keeper.py` for what it is told and tells. */

import { isKeeping, setKeeping } from "../keeping.js";
import { readLetters } from "../mailbox.js";
import {
  forgetPhotos,
  forgetRecipe,
  keepPhoto,
  keepRecipe,
  keptPhoto,
  keptPhotos,
  keptRecipe,
} from "./cabinet.js";
import { Intake } from "./intake.js";

/**
 * @import { Mounted, Shadow } from "../components.js"
 * @import { KeptPhoto } from "./cabinet.js"
 * @import { Origin } from "./intake.js"
 * @typedef {{ title: string, isChoosing: boolean, isBack: boolean, server: string }} Told
 * @typedef {Told & { photo: string }} Opened
 * @typedef {Told & { photo: null }} Choosing
 * @typedef {(name: string, value: unknown) => void} Post
 */

const STROKES = "seedcut:strokes:";
// What this tab had open, and on which start of the server; both outlive a reload.
const OPEN_PHOTO = "seedcut:open";
const OPEN_SERVER = "seedcut:server";
const UNREACHED =
  "The photo did not reach the server, which may have no room for it just now. Please try again.";

export class Keeper {
  constructor() {
    /** @type {string | null} */
    this.photo = null;
    // There from the first `follow` on.
    /** @type {Shadow} */
    this.root = /** @type {any} */ (null);
    /** @type {Post} */
    this.post = /** @type {any} */ (null);
    // The record that is being brought back.
    /** @type {{ photo: string, recipe: string | null } | null} */
    this.returning = null;
    // Changes of the database, one after the other.
    /** @type {Promise<unknown>} */
    this.changes = Promise.resolve();
    this.intake = new Intake({
      onWish: () => this.post("wish", true),
      onFailure: () => this.showFailure(),
    });
    readLetters("keeper", (_, letter) => this.note(letter));
  }

  /**
   * @param {Opened | Choosing} data
   * @param {Shadow} root
   * @param {Post} post
   */
  follow(data, root, post) {
    Object.assign(this, { root, post });
    if (data.isBack) this.returning = null;
    if (data.photo) this.noteOpen(data);
    else this.bringBackOnce();
    this.show(data);
  }

  /**
   * Keep a photo that was opened, or tell what was kept of it.
   * @param {Opened} data
   */
  noteOpen({ photo, title, server }) {
    const isRestarted = remembered(OPEN_SERVER) !== server;
    remember(OPEN_PHOTO, isKeeping() ? photo : "");
    remember(OPEN_SERVER, server);
    if (this.photo === photo) return;
    this.photo = photo;
    const { origin } = this.intake;
    this.change(() => keepPhoto({ photo, title, ...origin }));
    if (this.returning?.photo === photo) {
      this.post("back", { ...this.returning, isRestarted });
    } else {
      this.returning = null;
      this.change(() => forgetRecipe(photo));
    }
  }

  /** In a session that has no photo, open the one that this tab had. */
  async bringBackOnce() {
    this.photo = null;
    const photo = remembered(OPEN_PHOTO);
    // A photo that can't be opened is not tried for ever.
    remember(OPEN_PHOTO, "");
    const record = photo && (await keptPhoto(photo));
    if (record) this.bringBack(record);
  }

  /** @param {KeptPhoto} record */
  async bringBack({ photo, file, tile }) {
    this.root.querySelector(".waiting").hidden = false;
    this.returning = { photo, recipe: await keptRecipe(photo) };
    this.intake.open(/** @type {Origin} */ (file ? { file } : { tile }));
  }

  /**
   * What is decided counts once all that was kept is back.
   * @param {{ photo: string, recipe: string }} letter
   */
  note({ photo, recipe }) {
    if (!this.returning) this.change(() => keepRecipe(photo, recipe));
  }

  /** @param {() => unknown} act */
  change(act) {
    this.changes = this.changes.then(act);
  }

  // What is seen.

  /** @param {Pick<Told, "isChoosing">} data */
  async show({ isChoosing }) {
    const { root } = this;
    /** @type {(name: string) => HTMLInputElement} */
    const find = (name) => root.querySelector(`.${name}`);
    find("keeper").hidden = !isChoosing;
    this.showFailure();
    if (!isChoosing) return;
    find("keeps").checked = isKeeping();
    find("keeps").onchange = (/** @type {any} */ { target }) => this.switchKeeping(target.checked);
    find("forget").onclick = () => this.forget();
    await this.changes;
    const records = await keptPhotos();
    find("kept").hidden = !records.length;
    find("photos").replaceChildren(...records.map((record) => this.buttonFor(record)));
  }

  /** Say why the upload took no file, in a sentence. */
  showFailure() {
    const place = this.root.querySelector(".failure");
    const { failure } = this.intake;
    place.hidden = !failure;
    place.textContent = failure.includes("AxiosError") ? UNREACHED : failure;
  }

  /** @param {KeptPhoto} record */
  buttonFor(record) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = record.title;
    button.onclick = () => this.bringBack(record);
    return button;
  }

  /** @param {boolean} keeps */
  switchKeeping(keeps) {
    setKeeping(keeps);
    if (!keeps) this.forget();
  }

  forget() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(STROKES));
    names.forEach((name) => localStorage.removeItem(name));
    remember(OPEN_PHOTO, "");
    this.change(forgetPhotos);
    return this.show({ isChoosing: true });
  }
}

/** @param {string} name */
function remembered(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
function remember(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Without it, nothing comes back by itself.
  }
}

/**
 * Called by Streamlit when the keeper appears, and whenever its data change.
 * @param {Mounted<Opened | Choosing, Shadow>} mounted
 */
export default function mount({ data, parentElement, setTriggerValue }) {
  const keeper = (window.seedcutKeeper ??= new Keeper());
  // On the page of a photo it takes no room.
  /** @type {HTMLElement | null | undefined} */
  const place = /** @type {ShadowRoot} */ (parentElement.getRootNode()).host?.closest(
    "[data-testid=stElementContainer]",
  );
  if (place) place.style.position = data.isChoosing ? "" : "absolute";
  keeper.follow(data, parentElement, setTriggerValue);
}
