"""A surface that can be turned."""
