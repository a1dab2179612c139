"""Buttons that are pictures."""

import base64

import streamlit as st

STYLE = """<style>
.st-key-{key} button {{
    aspect-ratio: {aspect}; padding: 0; align-items: end; overflow: hidden; border-width: 3px;
    background: url(data:image/jpeg;base64,{data}) center / cover border-box;
}}
.st-key-{key} button > div {{width: 100%; padding: 0.1rem; color: #fff; background: #000a;}}
</style>"""


def picture_button(key: str, label: str, picture: bytes, aspect: str, **options: object) -> bool:
    """Draw a button that shows a JPEG, under its label; return whether it was pressed."""
    data = base64.b64encode(picture).decode()
    st.html(STYLE.format(key=key, aspect=aspect, data=data))
    return st.button(label, key=key, width="stretch", **options)
