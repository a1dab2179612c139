"""Folders of small photos, some of which are no good."""

import multiprocessing
import os
import signal
import sys
import time
from dataclasses import dataclass

import numpy as np
from PIL import Image
from skimage.data import astronaut

from segmentation import Label, Recipe, Stroke
from segmentation.shell.storage import LocalFolder

PICTURE = astronaut()[20:140, 160:300]
RECIPE = Recipe(
    strokes=(
        Stroke(Label.FOREGROUND, ((60, 60), (75, 66)), 6),
        Stroke(Label.BACKGROUND, ((5, 5), (110, 5)), 4),
        Stroke(Label.BACKGROUND, ((5, 130), (40, 130)), 4),
    )
)


def write_photos(folder, *names):
    """Write photos, no two alike, into a folder; a name may lead below it."""
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.roll(PICTURE, number, axis=1)).save(path)


@dataclass(frozen=True)
class DeadlyFolder(LocalFolder):
    """A folder in which some photos take their process with them, or never come to an end."""

    def read(self, name):
        if "deadly" in name:
            os.kill(os.getpid(), signal.SIGKILL)
        leader = multiprocessing.parent_process()
        while "endless" in name:
            if leader is not None and not leader.is_alive():
                sys.exit("whoever led is gone")
            time.sleep(0.01)
        return super().read(name)
