"""What several parts of the page draw, in Python and in the browser.

`controls` are choices and buttons that are pictures; the others run in the browser. Strokes come
and go in pixels of the photo.
"""
