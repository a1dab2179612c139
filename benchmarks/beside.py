"""Are strokes slower while somebody's many photos are cut out in the background?

    python benchmarks/beside.py [--rounds N]

How long the engine takes for strokes on a photo of 1200 by 800 pixels, some ten a second:
alternately alone, and beside a batch of photos of 12 megapixels as the page starts it. Wall times
mean something on an idle machine only; the load is printed.
"""

import argparse
import io
import os
import sys
import threading
import time
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

sys.path.insert(0, str(Path(__file__).parents[1]))

import segmentation
from segmentation import Label
from segmentation.shell.background import BackgroundBatch

STROKES = 50
PAUSE_S = 0.1
# By then the batch is at its first photo.
BEGINS_S = 5
BATCH = 20


def strokes_ms(prepared: segmentation.Prepared) -> list[float]:
    """Return how long the engine takes for each of some strokes."""
    took = []
    for number in range(STROKES):
        markers = np.zeros(prepared.shape, np.int32)
        markers[:10] = Label.BACKGROUND
        markers[150 + number : 200 + number, 250:300] = Label.FOREGROUND
        started = time.perf_counter()
        segmentation.segment(prepared, markers)
        took.append(1000 * (time.perf_counter() - started))
        time.sleep(PAUSE_S)
    return took


def strokes_beside_ms(prepared: segmentation.Prepared, photo: bytes) -> list[float]:
    """Return how long the engine takes for strokes while many photos are cut out."""
    batch = BackgroundBatch()
    for number in range(BATCH):
        batch.add(f"{number}.jpg", photo)
    batch.start(threading.Lock())
    time.sleep(BEGINS_S)
    took = strokes_ms(prepared)
    if not batch.is_running:
        print("the batch was over too early")
    batch.close()
    while batch.is_running:
        time.sleep(PAUSE_S)
    return took


def large_photo() -> bytes:
    """Return a JPEG of 12 megapixels."""
    file = io.BytesIO()
    Image.fromarray(data.astronaut()).resize((4000, 3000)).save(file, "JPEG")
    return file.getvalue()


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4, metavar="N")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, before this starts")
    prepared = segmentation.prepare(np.array(Image.fromarray(data.coffee()).resize((1200, 800))))
    photo, alone, beside = large_photo(), [], []
    for _ in range(options.rounds):
        alone += strokes_ms(prepared)
        beside += strokes_beside_ms(prepared, photo)
    for name, took in (("alone", alone), ("beside many photos", beside)):
        print(f"{name}: median {np.median(took):.0f} ms, 9 of 10 in {np.percentile(took, 90):.0f}")


if __name__ == "__main__":
    main()
