"""Between the page's canvas and strokes in pixels of the photo."""
