"""What a stroke changes: the photo that is marked, and beside it the result and its files."""
