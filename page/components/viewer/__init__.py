"""The picture of the result: compared with the photo, and looked at closely."""

from page.components.viewer.viewer import picked_spot, show_result

__all__ = ["picked_spot", "show_result"]
