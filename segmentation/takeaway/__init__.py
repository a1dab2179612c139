"""The cutout to take away: a notebook or a script that makes it again from the photo.

In comes a recipe, out goes text. May import `recipe`.
"""

from .notebook import to_notebook
from .photo_file import find_photo
from .script import to_script

__all__ = ["find_photo", "to_notebook", "to_script"]
