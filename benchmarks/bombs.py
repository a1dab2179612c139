"""What do files cost that are made to hurt, and the largest sound ones? Time and memory of each.

    python benchmarks/bombs.py [--only jpeg tiff ...]
    python benchmarks/bombs.py --files FOLDER

Makes small files that say they are large, endless or deep, in all formats, and pictures of 64
megapixels. Each is read in a process of its own; printed are its size, processor time, the
process's peak, and what came of it. Ends with how many took more than 3 s and .15 s per megapixel,
or 300 MB and 8 bytes per pixel, or gave anything but a photo or an ImageError. The files of a
folder are all read in one process, and counted.
"""

import argparse
import io
import json
import re
import resource
import struct
import subprocess
import sys
import tempfile
import time
import warnings
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

SIDE = 8_000
TIME_S, TIME_S_PER_PIXEL = 3, 0.15e-6
MEMORY_BYTES, MEMORY_BYTES_PER_PIXEL = 300e6, 8
Files = Iterator[tuple[str, bytes]]


def zeros(size: int) -> bytes:
    """Return many zeros, compressed."""
    packer = zlib.compressobj(9)
    pieces = [packer.compress(bytes(min(10_000_000, size - at))) for at in range(0, size, 10**7)]
    return b"".join([*pieces, packer.flush()])


def large(channels: int) -> np.ndarray:
    """Return a picture of 64 megapixels with soft shapes and some noise."""
    rng = np.random.default_rng(0)
    noise = rng.integers(-6, 7, (500, 500, channels))
    coarse = rng.integers(6, 250, (SIDE // 500, SIDE // 500, channels))
    pixels = np.empty((SIDE, SIDE, channels), np.uint8)
    for row, col in np.ndindex(coarse.shape[:2]):
        pixels[row * 500 :, col * 500 :][:500, :500] = noise + coarse[row, col]
    return pixels


def saved(image: Image.Image, format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def sound() -> Files:
    image = Image.fromarray(large(4))
    rgb = image.convert("RGB")
    for subsampling in (0, 2):
        for progressive in (False, True):
            name = f"64 MP, {'4:4:4' if subsampling == 0 else '4:2:0'}{', scans' * progressive}"
            options = {"progressive": progressive, "subsampling": subsampling}
            yield f"{name}.jpeg", saved(rgb, "JPEG", **options)
    cmyk = Image.frombytes("CMYK", image.size, image.tobytes())
    yield "64 MP, CMYK, scans.jpeg", saved(cmyk, "JPEG", progressive=True, subsampling=0)
    yield "64 MP.tiff", saved(rgb, "TIFF")
    yield "64 MP, opacity.tiff", saved(image, "TIFF")
    yield "64 MP, LZW.tiff", saved(rgb, "TIFF", compression="tiff_lzw")
    yield "64 MP.png", saved(rgb, "PNG", compress_level=1)
    yield "64 MP, opacity.png", saved(image, "PNG", compress_level=1)
    yield "64 MP.bmp", saved(rgb, "BMP")
    yield "64 MP.gif", saved(rgb.quantize(64), "GIF")
    yield "64 MP.avif", saved(rgb, "AVIF", speed=10)
    yield "45 MP.webp", saved(rgb.crop((0, 0, SIDE, 5_600)), "WEBP", method=0)
    lossless = image.crop((0, 0, 5_000, 4_000))
    yield "20 MP, lossless.webp", saved(lossless, "WEBP", lossless=True, method=0, quality=0)


def jpeg() -> Files:
    table = struct.pack(">H", 20) + b"\0\1" + bytes(16)
    tables = b"\xff\xc4" + table + b"\xff\xc4" + table[:2] + b"\x10" + table[3:]

    def file(frame: int, scans: bytes, side: int = SIDE, before: bytes = b"") -> bytes:
        channels = b"".join(bytes([number, 0x11, 0]) for number in (1, 2, 3))
        head = struct.pack(">BBHBHHB", 0xFF, frame, 17, 8, side, side, 3) + channels
        quantization = b"\xff\xdb\0\x43\0" + bytes([1] * 64)
        return b"\xff\xd8" + quantization + head + tables + before + scans

    def scan(channels: tuple[int, ...], first: int, last: int) -> bytes:
        body = b"".join(bytes([each, 0]) for each in channels) + bytes([first, last, 0])
        length = len(body) + 3
        return b"\xff\xda" + struct.pack(">HB", length, len(channels)) + body

    coarse, fine = scan((1, 2, 3), 0, 0), [scan((each,), 1, 63) for each in (1, 2, 3)]
    scans = b"".join([coarse, *fine])
    filled = b"".join(each + bytes(400_000) for each in [coarse, *fine] * 15)
    whole = scan((1, 2, 3), 0, 63)
    yield "60 scans of nothing.jpeg", file(0xC2, scans * 15)
    yield "60 scans of zeros.jpeg", file(0xC2, filled)
    yield "1600 scans.jpeg", file(0xC2, scans * 400)
    yield "60 arithmetic scans.jpeg", file(0xCA, scans * 15)
    yield "an arithmetic scan.jpeg", file(0xC9, whole)
    yield "65500 a side.jpeg", file(0xC0, whole, 65_500)
    yield "a million restarts.jpeg", file(0xC0, whole + b"\0\xff\xd0" * 10**6, SIDE, DRI)
    yield "two million tables.jpeg", file(0xC0, whole, 1_000, tables * 10**6)
    yield "endless filling.jpeg", file(0xC0, whole + b"\xff" * 10**8)


DRI = b"\xff\xdd\0\4\0\1"


def png() -> Files:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    def file(side: int, bits: int, kind: int, pixels: bytes, beside: bytes = b"", laced=0) -> bytes:
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, bits, kind, 0, 0, laced))
        body = chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + head + beside + body

    small, text = zeros(30_100), chunk(b"zTXt", b"a\0\0" + zeros(10**9))
    yield "zeros.png", file(SIDE, 16, 6, zeros(SIDE * (SIDE * 8 + 1)))
    yield "interlaced.png", file(SIDE, 16, 6, zeros(SIDE * (SIDE * 8 + 8)), laced=1)
    yield "far more pixels.png", file(100, 8, 6, zeros(2 * 10**9))
    yield "65500 a side.png", file(65_500, 1, 0, zeros(540_000_000))
    yield "20 GB of text.png", file(100, 8, 2, small, text * 20)
    yield "1 GB of profile.png", file(100, 8, 2, small, chunk(b"iCCP", b"a\0\0" + zeros(10**9)))
    yield "empty chunks.png", file(100, 8, 2, small, chunk(b"IDAT", b"") * 5_000_000)


def gif() -> Files:
    def file(size: int, picture: tuple[int, ...], before: bytes = b"") -> bytes:
        head = b"GIF89a" + struct.pack("<HHBBB", size, size, 0xF0, 0, 0) + bytes(6)
        return head + before + b"\x2c" + struct.pack("<HHHHB", *picture, 0) + b"\2\1\x44\0;"

    yield "64 MP of nothing.gif", saved(Image.new("P", (SIDE, SIDE)), "GIF")
    yield "larger than its canvas.gif", file(10, (0, 0, 65_000, 65_000))
    yield "beside its canvas.gif", file(10, (60_000, 60_000, 5_000, 5_000))
    yield "65000 a side.gif", file(65_000, (0, 0, 10, 10))
    yield "comments.gif", file(10, (0, 0, 10, 10), b"\x21\xfe\1a\0" * 10**7)
    frames = [Image.new("P", (50, 50), each % 250) for each in range(5_000)]
    yield "frames.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def bmp() -> Files:
    def file(width: int, height: int, bits: int, packing: int, body: bytes) -> bytes:
        palette = bytes(1024) if bits <= 8 else b""
        numbers = (40, width, height, 1, bits, packing, len(body), 0, 0, len(palette) // 4, 0)
        start = 54 + len(palette)
        head = b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start)
        return head + struct.pack("<IiiHHIIiiII", *numbers) + palette + body

    yield "runs.bmp", file(SIDE, SIDE, 8, 1, b"\xff\0" * 1_900_000)
    yield "jumps.bmp", file(SIDE, SIDE, 8, 1, b"\0\2\0\1" * 900_000)
    yield "short runs.bmp", file(SIDE, SIDE, 8, 1, b"\1\0" * 10**7)
    yield "ends of lines.bmp", file(1, 65_500, 8, 1, b"\0\0" * 1_900_000)
    yield "hardly any pixels.bmp", file(SIDE, -SIDE, 32, 0, bytes(10_000))


def webp() -> Files:
    picture = saved(Image.new("RGBA", (16, 16), (1, 2, 3, 100)), "WEBP")
    inner = picture[picture.index(b"ALPH") :] if b"ALPH" in picture else picture[12:]

    def chunk(name: bytes, body: bytes) -> bytes:
        return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)

    def file(side: int, frames: int) -> bytes:
        size, place = struct.pack("<I", side - 1)[:3] * 2, bytes(6) + b"\x0f\0\0" * 2
        frame = chunk(b"ANMF", place + b"\x0a\0\0\0" + inner)
        body = chunk(b"VP8X", b"\x12\0\0\0" + size) + chunk(b"ANIM", bytes(6)) + frame * frames
        return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body

    yield "a canvas of 16384 a side.webp", file(16_384, 1)
    yield "a canvas of 8000 a side.webp", file(8_000, 1)
    yield "a canvas of 5000 a side.webp", file(5_000, 2)
    yield "a million frames.webp", file(100, 10**6)
    yield "64 MP of black.webp", saved(Image.new("RGB", (16_000, 4_000)), "WEBP", method=0)


def avif() -> Files:
    yield "64 MP of black.avif", saved(Image.new("RGB", (SIDE, SIDE)), "AVIF", speed=10)
    half = Image.new("RGBA", (SIDE, 6_000), (1, 2, 3, 4))
    yield "48 MP of glass.avif", saved(half, "AVIF", speed=10)
    frames = [Image.new("RGB", (64, 64), (each % 250, 0, 0)) for each in range(200)]
    yield "frames.avif", saved(frames[0], "AVIF", save_all=True, append_images=frames[1:])
    yield from boxes(b"avif")


def heic() -> Files:
    """Yield HEIC files, if they can be read."""
    from segmentation.photo.heic import IS_READABLE

    if not IS_READABLE:
        return
    import pillow_heif

    def saved_heic(image: Image.Image) -> bytes:
        buffer = io.BytesIO()
        fast = {"preset": "ultrafast"}
        pillow_heif.from_pillow(image).save(buffer, quality=50, enc_params=fast)
        return buffer.getvalue()

    yield "64 MP of black.heic", saved_heic(Image.new("RGB", (SIDE, SIDE)))
    yield "48 MP of glass.heic", saved_heic(Image.new("RGBA", (SIDE, 6_000), (1, 2, 3, 4)))
    small = saved_heic(Image.new("RGB", (640, 640)))
    at = small.index(b"ispe") + 8
    yield "said to be 64 MP.heic", small[:at] + struct.pack(">II", SIDE, SIDE) + small[at + 8 :]
    yield "said to be of 64 a side.heic", small[:at] + struct.pack(">II", 64, 64) + small[at + 8 :]
    yield from boxes(b"heic")


def boxes(brand: bytes) -> Files:
    """Yield files of nothing but boxes."""
    start, end = b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0" + brand + b"mif1", brand.decode()
    yield f"boxes.{end}", start + b"\0\0\0\x08free" * 10**7
    item = b"\0\0\0\x15infe\2\0\0\0\0\1\0\0Exif\0"
    table = b"\0\0\0\x1ciloc\1\0\0\0\0\0" + b"\xff\xff" * 7
    inside = b"\0\0\0\0" + b"\0\0\x10\0iinf\0\0\0\0\0\1" + item * 200 + table * 200
    yield f"items of nothing.{end}", start + struct.pack(">I", len(inside) + 8) + b"meta" + inside


def tiff() -> Files:
    from segmentation.photo import directory

    def file(body: bytes, tags: dict[int, list[int]]) -> bytes:
        body += bytes(len(body) % 2)
        entries = {tag: directory.numbers(values, "<") for tag, values in tags.items()}
        packed = directory.pack_directory(entries, "<", 8 + len(body))
        return directory.header("<", 8 + len(body)) + body + packed

    def strips(row: bytes, bits: int, samples: int, count: int, **more) -> bytes:
        tags = {256: [SIDE], 257: [SIDE], 258: [bits] * samples, 259: [8], 262: [2]}
        tags |= {273: [8] * count, 277: [samples], 278: [SIDE // SIDE], 279: [len(row)] * count}
        return file(row, tags | {int(tag[1:]): value for tag, value in more.items()})

    def tiles(side: int, width: int, body: bytes, photometric: int = 1) -> bytes:
        count = (-(-side // width)) ** 2
        tags = {256: [side], 257: [side], 258: [8], 259: [8], 262: [photometric], 277: [1]}
        places = {322: [width], 323: [width], 324: [8] * count, 325: [len(body)] * count}
        return file(body, tags | places | ({320: [0] * 768} if photometric == 3 else {}))

    row = SIDE * 8
    yield "64 bits.tiff", strips(zeros(row * 4), 64, 4, SIDE, _339=[3] * 4)
    yield "16 samples.tiff", strips(zeros(row * 16), 64, 16, SIDE, _339=[3] * 16)
    yield "16 planes.tiff", strips(zeros(row), 64, 16, SIDE * 16, _339=[3] * 16, _284=[2])
    yield "8 planes of 8 bits.tiff", strips(zeros(SIDE), 8, 8, SIDE * 8, _284=[2])
    whole = zeros(SIDE * SIDE * 3)
    yield "one strip.tiff", strips(whole, 8, 3, 1, _278=[SIDE])
    yield "one strip, YCbCr.tiff", strips(whole, 8, 3, 1, _278=[SIDE], _262=[6], _530=[1, 1])
    for kind, compression in (
        ("fax", 3),
        ("fax", 4),
        ("JPEG", 7),
        ("WebP", 50_001),
        ("log", 34_676),
    ):
        tags = {
            "_259": [compression],
            "_278": [SIDE],
            "_262": [1],
            "_258": [1 + 7 * (kind != "fax")],
        }
        yield f"trash as {kind} {compression}.tiff", strips(bytes(range(250)) * 40, 8, 1, 1, **tags)
    yield "a tile of 40000 a side.tiff", tiles(100, 40_000, bytes(20))
    yield "a tile of 2000 a side, palette.tiff", tiles(64, 2_000, zeros(4_000_000), 3)
    yield "tiles of 16.tiff", tiles(SIDE, 16, zeros(256))
    yield "tiles of 16, palette.tiff", tiles(SIDE, 16, zeros(256), 3)


GROUPS: dict[str, Callable[[], Files]] = {
    each.__name__: each for each in (sound, jpeg, png, gif, bmp, webp, avif, heic, tiff)
}


def read(path: Path) -> dict:
    """Read a file in this process; return what it cost and what came of it."""
    from segmentation.photo.decode import Limits
    from segmentation.photo.errors import ImageError
    from segmentation.photo.read import MAX_PIXELS, read_within

    warnings.simplefilter("ignore")
    data, pixels, start = path.read_bytes(), [0], time.process_time()
    try:
        photo = read_within(data, Limits(MAX_PIXELS, announce=pixels.append))
        became = f"{photo.rgb.shape[1]} × {photo.rgb.shape[0]} pixels"
    except ImageError as error:
        became = str(error)
    seconds = time.process_time() - start
    return {"seconds": seconds, "bytes": peak_bytes(), "pixels": pixels[-1], "became": became}


def peak_bytes() -> int:
    """Return how much memory this process had at the most."""
    status = Path("/proc/self/status")
    if status.exists():
        # What the operating system tells otherwise is that of the starting process, if larger.
        return int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def judge(name: str, data: bytes, folder: Path) -> bool:
    """Read a file in a process of its own and print how that went; return if it went well."""
    path = folder / "file"
    path.write_bytes(data)
    command = [sys.executable, __file__, "--read", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name:36} BROKEN {done.stderr[-300:]}", flush=True)
        return False
    found = json.loads(done.stdout)
    is_slow = found["seconds"] > TIME_S + TIME_S_PER_PIXEL * found["pixels"]
    is_large = found["bytes"] > MEMORY_BYTES + MEMORY_BYTES_PER_PIXEL * found["pixels"]
    print(
        f"{name:36} {len(data) / 1e6:6.1f} MB {found['seconds']:6.2f} s "
        f"{found['bytes'] / 1e6:5.0f} MB {'SLOW ' * is_slow}{'LARGE ' * is_large}"
        f"{found['became'][:60]}",
        flush=True,
    )
    return not is_slow and not is_large


def count(folder: Path) -> None:
    """Read all files of a folder; print what came of them, and the names of the slow ones."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    photos = 0
    for path in paths:
        found = read(path)
        photos += found["became"].endswith("pixels")
        if found["seconds"] > TIME_S + TIME_S_PER_PIXEL * found["pixels"]:
            print(f"{path.name} took {found['seconds']:.1f} s")
    print(f"{len(paths)} files, {photos} photos, {len(paths) - photos} sentences")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=list(GROUPS))
    parser.add_argument("--files", type=Path, metavar="FOLDER")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.files:
        count(options.files)
        return
    if options.read:
        print(json.dumps(read(options.read)))
        return
    with tempfile.TemporaryDirectory() as folder:
        files = (each for group in options.only for each in GROUPS[group]())
        went = [judge(name, data, Path(folder)) for name, data in files]
    print(f"{len(went)} files, {went.count(False)} beyond the limits")


if __name__ == "__main__":
    main()
