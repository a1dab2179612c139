"""Bytes and the photo they hold, there and back.

In come files, out come images of uint8 in sRGB, upright, and the other way round. May import
`recipe` alone.
"""
