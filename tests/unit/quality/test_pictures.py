"""Photographs: what is in the file counts, and nothing but the picture is kept."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.quality.reports.pictures import LONGEST_SIDE, Fault, NotKept, clean
from tests.integration.quality.reports import made


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photographs_are_kept_as_jpeg(kind: str) -> None:
    picture = clean(made.photograph(kind))
    assert (picture.width, picture.height) == (64, 48)
    assert opened(picture.body).format == "JPEG"


def test_place_time_camera_and_comment_are_gone() -> None:
    original = made.photograph_with_place()
    assert opened(original).getexif().get_ifd(0x8825)
    kept = opened(clean(original).body)
    assert not kept.getexif()
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Casey" not in clean(original).body


def test_text_of_a_png_is_gone() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "Casey was here")
    assert b"Casey" not in clean(made.photograph("PNG", pnginfo=notes)).body


def test_a_picture_on_its_side_stands_upright_and_a_large_one_shrinks() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    picture = clean(made.photograph(size=(4000, 3000), exif=exif))
    assert (picture.width, picture.height) == (LONGEST_SIDE * 3 // 4, LONGEST_SIDE)


def test_what_can_be_seen_through_lies_on_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(stream, "PNG")
    assert opened(clean(stream.getvalue()).body).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
        b"",
        b"\xff\xd8\xff\xe0 not much of a JPEG",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        made.photograph("GIF"),
        made.photograph("BMP"),
        made.photograph("TIFF"),
        made.photograph()[:-200],
    ],
    ids=["pdf", "empty", "broken", "svg", "gif", "bmp", "tiff", "cut off"],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(NotKept) as refused:
        clean(data)
    assert refused.value.fault is Fault.NOT_A_PHOTOGRAPH


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@pytest.mark.parametrize("side", [5_000, 10_000, 60_000])
def test_a_small_file_of_a_vast_picture_is_refused_before_it_is_unpacked(side: int) -> None:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
    with pytest.raises(NotKept) as refused:
        clean(bomb)
    assert refused.value.fault is Fault.TOO_MANY_POINTS
