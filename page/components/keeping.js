// @ts-check
/** Whether this browser keeps photos and strokes; a switch for computers that others use, too. */

const KEEPING = "seedcut:keeping";

export function isKeeping() {
  try {
    return localStorage.getItem(KEEPING) !== "nothing";
  } catch {
    return false;
  }
}

/** @param {boolean} keeps */
export function setKeeping(keeps) {
  try {
    if (keeps) localStorage.removeItem(KEEPING);
    else localStorage.setItem(KEEPING, "nothing");
  } catch {
    // Then nothing is kept anyway.
  }
}
