"""Where photos are chosen: one, by `choosing`, or many, by `many`, which are cut in one go."""

from page.landing.choosing import (
    as_markdown,
    keep_photo,
    local_batch,
    open_asked,
    open_file,
    open_sample,
    open_sample_title,
    show_landing,
    take_back,
    welcome_back,
)
from page.landing.many import many_batch, show_many

__all__ = [
    "as_markdown",
    "keep_photo",
    "local_batch",
    "many_batch",
    "open_asked",
    "open_file",
    "open_sample",
    "open_sample_title",
    "show_landing",
    "show_many",
    "take_back",
    "welcome_back",
]
