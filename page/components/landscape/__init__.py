"""A surface that can be turned."""

from page.components.landscape.landscape import show_landscape

__all__ = ["show_landscape"]
