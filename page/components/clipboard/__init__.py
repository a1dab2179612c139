"""A button that puts the cutout on the clipboard."""

from page.components.clipboard.clipboard import deliver_copy, offer_copy, wanted_copy

__all__ = ["deliver_copy", "offer_copy", "wanted_copy"]
