"""Names of files, as they are shown and as they are given to other files."""

from __future__ import annotations

import unicodedata

# They turn the direction of what follows, so that "gpj.exe" looks like "exe.jpg".
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Control characters, line and paragraph separators, halves of characters. What Python doesn't
# know yet may be a new emoji.
UNSHOWN_CATEGORIES = ("Cc", "Zl", "Zp", "Cs")
# Folders, wildcards and the like on one system or another.
UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))
# Names of devices on Windows, with any end.
DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10)))
)
# File systems hold 255 bytes; what is added needs some.
MAX_NAME_BYTES = 180
NAMELESS = "photo"


def shown_name(name: str) -> str:
    """Return a file's name as it is shown.

    Parameters
    ----------
    name : str
        The name as the browser or the shell gave it.

    Returns
    -------
    shown : str
        The name itself, without control characters and those that turn the direction of text.
        What joins characters stays, as emoji and the scripts of India need it. Not escaped for
        any markup.
    """
    kept = "".join(
        character
        for character in name
        if character not in BIDI
        and unicodedata.category(character) not in UNSHOWN_CATEGORIES
        # The last two of each plane are no characters.
        and ord(character) & 0xFFFE != 0xFFFE
    )
    return kept.strip() or NAMELESS


def download_name(name: str, end: str) -> str:
    """Return the name of a file that is made from another one.

    Parameters
    ----------
    name : str
        Name of the other file.
    end : str
        What follows its stem, as '-cutout.png'.

    Returns
    -------
    made : str
        A name that any system takes for a file in the folder of downloads.
    """
    shown = shown_name(name)
    stem, dot, suffix = shown.rpartition(".")
    # A name that begins with its only dot has no suffix.
    stem = stem if dot and stem and len(suffix) <= 5 else shown
    safe = _shortened(stem.translate(UNSAFE).strip(". "), MAX_NAME_BYTES - len(end.encode()))
    if not safe or safe.lower().partition(".")[0] in DEVICES:
        safe = f"{NAMELESS}{'-' if safe else ''}{safe}"
    return safe + end


def _shortened(name: str, most: int) -> str:
    """Return the beginning of a name that has so many bytes, with whole characters."""
    if len(name.encode()) <= most:
        return name
    name = name.encode()[:most].decode(errors="ignore")
    # A character that joins to one that is gone would join to what follows.
    while name and (unicodedata.combining(name[-1]) or unicodedata.category(name[-1]) == "Cf"):
        name = name[:-1]
    return name
