"""How it works: the steps from this photo to its cutout, one at a time like slides."""
