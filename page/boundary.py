"""Where errors end that nobody expected: they are logged, and the visitor reads a sentence.

What people can mend themselves is told where it happens (`ImageError`, `InputError`); all other
errors come here, and nowhere else. What Streamlit stops and reruns the page with is no `Exception`
and passes.
"""

import contextlib
import logging
from collections.abc import Iterator

import streamlit as st

LOG = logging.getLogger("seedcut.errors")
KEPT = "Your strokes are kept; please try again."
TOO_LITTLE_MEMORY = f"There is too little memory for this photo just now. {KEPT}"
NO_ROOM = f"The server has no room for files just now. {KEPT}"
UNEXPECTED = f"Something went wrong that is no fault of yours. {KEPT}"


@contextlib.contextmanager
def explained(part: str, *, ends_page: bool = False) -> Iterator[None]:
    """Say what went wrong inside; what was drawn before stays on the page.

    Parameters
    ----------
    part : str
        The part of the page, which names the button that tries again.
    ends_page : bool
        Whether nothing that comes later makes sense. Streamlit then keeps what it knows of the
        widgets that were not drawn.
    """
    try:
        yield
        return
    except Exception as error:
        LOG.exception("unexpected error, part=%s", part)
        sentence = sentence_on(error)
    # By now nothing holds what the failed part had in memory.
    st.error(sentence, icon=":material/sentiment_dissatisfied:")
    st.button("Try again", icon=":material/refresh:", key=f"again-{part}")
    if ends_page:
        st.stop()


def sentence_on(error: Exception) -> str:
    """Return what is said of an error."""
    if isinstance(error, MemoryError):
        return TOO_LITTLE_MEMORY
    return NO_ROOM if isinstance(error, OSError) else UNEXPECTED
