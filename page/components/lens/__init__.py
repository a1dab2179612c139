"""What has the zoomed part of photo and result sent at the resolution of the screen."""

from page.components.lens.lens import Look, answer, ask

__all__ = ["Look", "answer", "ask"]
