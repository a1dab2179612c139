"""What screen readers are told of Streamlit's buttons that stay pressed."""

from page.components.pressed.pressed import tell_pressed

__all__ = ["tell_pressed"]
