/** Says of buttons whether they are pressed, and takes no room on the page. */

export default function mount({ data, parentElement }) {
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.position = "absolute";
  const tell = () => {
    for (const [key, pressed] of Object.entries(data)) {
      document.querySelector(`.st-key-${key} button`)?.setAttribute("aria-pressed", pressed);
    }
  };
  // Those in a popover come when it opens; a button that is drawn anew has forgotten.
  parentElement.observer?.disconnect();
  const observer = new MutationObserver(tell);
  parentElement.observer = observer;
  observer.observe(document.body, { childList: true, subtree: true });
  tell();
  return () => observer.disconnect();
}
