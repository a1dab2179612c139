"""Where photos are chosen: one, by `choosing`, or many, by `many`, which are cut in one go."""

from page.landing.choosing import (
    as_markdown,
    local_batch,
    open_asked,
    open_file,
    show_landing,
)
from page.landing.many import many_batch, show_many

__all__ = [
    "as_markdown",
    "local_batch",
    "many_batch",
    "open_asked",
    "open_file",
    "show_landing",
    "show_many",
]
