"""The canvas that the photo is marked on with a brush."""

from page.components.brush.brush import show_canvas, show_hint, show_history, show_mask
from page.components.brush.drawing import Act, Box, Drawing

__all__ = ["Act", "Box", "Drawing", "show_canvas", "show_hint", "show_history", "show_mask"]
