/** Letters to components, by the recipient's key; scripts of all components share them. */

const mailbox = (window.seedcutMailbox ??= { letters: {}, readers: {} });

export function deliver({ recipient, kind, letter }) {
  (mailbox.letters[recipient] ??= {})[kind] = letter;
  mailbox.readers[recipient]?.(kind, letter);
}

/** Have letters read as they come, those that are there already first. */
export function readLetters(recipient, read) {
  mailbox.readers[recipient] = read;
  for (const [kind, letter] of Object.entries(mailbox.letters[recipient] ?? {})) read(kind, letter);
}

export function stopReading(recipient, read) {
  if (mailbox.readers[recipient] === read) delete mailbox.readers[recipient];
}
