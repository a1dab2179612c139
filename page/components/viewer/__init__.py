"""The picture of the result, compared with the photo."""

from page.components.viewer.viewer import Moving, show_result

__all__ = ["Moving", "show_result"]
