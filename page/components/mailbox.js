// @ts-check
/** Letters to components, by the recipient's key; scripts of all components share them. */

/** @import { Read } from "./components.js" */

const mailbox = (window.seedcutMailbox ??= { letters: {}, readers: {} });

/** @param {{ recipient: string, kind: string, letter: any }} message */
export function deliver({ recipient, kind, letter }) {
  (mailbox.letters[recipient] ??= {})[kind] = letter;
  mailbox.readers[recipient]?.(kind, letter);
}

/**
 * Have letters read as they come, those that are there already first.
 * @param {string} recipient
 * @param {Read} read
 */
export function readLetters(recipient, read) {
  mailbox.readers[recipient] = read;
  for (const [kind, letter] of Object.entries(mailbox.letters[recipient] ?? {})) read(kind, letter);
}

/**
 * @param {string} recipient
 * @param {Read} read
 */
export function stopReading(recipient, read) {
  if (mailbox.readers[recipient] === read) delete mailbox.readers[recipient];
}
