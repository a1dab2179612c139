"""BMP files: what their headers say."""

from __future__ import annotations

import struct

from .container import Contents, Said
from .errors import TOO_COSTLY, ImageError

# Headers of this size or more may hold a profile, if their color space is this.
PROFILE_HEADER_BYTES = 124
EMBEDDED_PROFILE = b"DEBM"
# Where numbers stand in the file.
HEADER_SIZE, COMPRESSION, COLOR_SPACE, PROFILE = 14, 30, 70, 126
RUNS = (1, 2)
# A decoder in Python works through runs of pixels; more take too long.
MAX_RUN_BYTES = 4_000_000


def take_apart(data: bytes) -> Contents:
    """Return the picture of a BMP file, and the profile that it may hold.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    contents : Contents
        The file as it is.

    Raises
    ------
    ImageError
        If it has more runs of pixels than there is time for.
    """
    (header_size,) = struct.unpack_from("<I", data, HEADER_SIZE)
    if header_size >= 20:
        (compression,) = struct.unpack_from("<I", data, COMPRESSION)
        if compression in RUNS and len(data) > MAX_RUN_BYTES:
            raise ImageError(TOO_COSTLY)
    profile = b""
    is_telling = header_size >= PROFILE_HEADER_BYTES
    if is_telling and data[COLOR_SPACE : COLOR_SPACE + 4] == EMBEDDED_PROFILE:
        start, length = struct.unpack_from("<II", data, PROFILE)
        profile = data[HEADER_SIZE + start : HEADER_SIZE + start + length]
    return Contents(data, Said(profile=profile))
