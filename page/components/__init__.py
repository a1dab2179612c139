"""What the page draws and looks at photos with; strokes come and go in pixels of the photo."""
