"""The canvas that the photo is marked on with a brush."""
