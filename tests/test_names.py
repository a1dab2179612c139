import unicodedata

import pytest

from segmentation.photo.names import MAX_NAME_BYTES, download_name, shown_name

KEPT = [
    "photo.jpg",
    "👩‍🦰🏳️‍🌈.png",
    "é e\u0301 ñ.webp",
    "क्षत्रिय हिन्दी.tif",
    "می‌خواهم.png",
    "\"quoted\" 'twice' `thrice`.jpg",
    "<- back -- and forth ->.jpg",
    "$x^2$ :smile: **bold** [a](b).jpg",
    "\U0001fae8 \U0001fadc.jpg",
    "照片 写真 사진.jpg",
    "a  b.jpg",
]


@pytest.mark.parametrize("name", KEPT)
def test_name_is_shown_as_it_is(name):
    assert shown_name(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a\nb\tc\r\0.jpg", "abc.jpg"),
        ("a\x1b[31mb\x7f\x9b.jpg", "a[31mb.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2066a\u2069\u200f\u200e\u061c.jpg", "a.jpg"),
        ("a\u2028b\u2029.jpg", "ab.jpg"),
        ("a\ud800b.jpg", "ab.jpg"),
        ("a\uffffb.jpg", "ab.jpg"),
        ("  a.jpg ", "a.jpg"),
        ("", "photo"),
        ("\n\u202e", "photo"),
    ],
)
def test_what_can_not_be_seen_is_dropped(name, expected):
    assert shown_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("photo.jpg", "photo-cutout.png"),
        ("two.dots.jpeg", "two.dots-cutout.png"),
        (".hidden", "hidden-cutout.png"),
        ("no suffix", "no suffix-cutout.png"),
        ("1. Tag am Meer", "1. Tag am Meer-cutout.png"),
        ("../../etc/passwd", "-..-etc-passwd-cutout.png"),
        ("C:\\a\\b.jpg", "C--a-b-cutout.png"),
        ('a<b>|"c"?*.jpg', "a-b---c----cutout.png"),
        ("con.jpg", "photo-con-cutout.png"),
        ("COM1.tar.gz", "photo-COM1.tar-cutout.png"),
        ("...", "photo-cutout.png"),
        ("", "photo-cutout.png"),
        ("a\u202eb.jpg", "ab-cutout.png"),
        ("👩‍🦰.png", "👩‍🦰-cutout.png"),
    ],
)
def test_name_of_the_download_is_safe(name, expected):
    assert download_name(name, "-cutout.png") == expected


@pytest.mark.parametrize("character", ["a", "é", "👩‍🦰", "e\u0301", "क्ष"])
def test_long_name_ends_with_a_whole_character(character):
    made = download_name(character * 200 + ".jpg", "-cutout.png")
    assert len(made.encode()) <= MAX_NAME_BYTES
    stem = made.removesuffix("-cutout.png")
    assert character.startswith(stem[-1]) or stem[-1] in character
    assert not unicodedata.combining(stem[-1]) or stem.endswith(character)
    assert (character * 200).startswith(stem)
