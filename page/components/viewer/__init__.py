"""The picture of the result, compared with the photo."""

from page.components.viewer.viewer import show_result

__all__ = ["show_result"]
