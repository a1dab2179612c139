"""The canvas that the photo is marked on with a brush."""

from page.components.brush.brush import show_canvas, show_hint, show_mask
from page.components.brush.drawing import Box, Drawing

__all__ = ["Box", "Drawing", "show_canvas", "show_hint", "show_mask"]
