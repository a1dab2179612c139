"""The program's version: another one makes all cutouts of a batch anew."""

VERSION = "1.0.0"
