"""From a mask to the finished cutout.

In come image, mask and recipe, out goes a `Cutout`. A composer: may import every stage, and of the
composers `preparing` and `segmenting`.
"""
