// @ts-check
/** Gives parts of the page what screen readers need, and takes no room on it. */

/**
 * @import { Mounted, Place } from "../components.js"
 * @typedef {Record<string, Record<string, string>>} Attributes
 */

/**
 * @param {Mounted<Attributes, Place & { observer?: MutationObserver }>} mounted
 */
export default function mount({ data, parentElement }) {
  /** @type {HTMLElement | null} */
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.position = "absolute";
  const tell = () => {
    for (const [selector, attributes] of Object.entries(data)) {
      // Streamlit draws what has a help text once more for narrow windows, and hides one of them.
      for (const part of document.querySelectorAll(selector)) {
        for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
      }
    }
  };
  // Those in a popover come when it opens; a part that is drawn anew has forgotten.
  parentElement.observer?.disconnect();
  const observer = new MutationObserver(tell);
  parentElement.observer = observer;
  observer.observe(document.body, { childList: true, subtree: true });
  tell();
  return () => observer.disconnect();
}
