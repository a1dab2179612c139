"""What screen readers are told of Streamlit's own parts, beyond what those say."""

from page.components.spoken.spoken import tell_live, tell_pressed

__all__ = ["tell_live", "tell_pressed"]
