"""A photograph as it may be kept: judged by what is in the file, drawn anew, so that nothing but the picture is left.

Place, time, camera, thumbnails and comments go with the original, which is not kept.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps

MEDIA_TYPE = "image/jpeg"
LONGEST_SIDE = 1_600
QUALITY = 82
# The reader of JPEG can decode at a fraction of the size; the others need memory for every point.
MOST_POINTS = {"JPEG": 60_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}


class Fault(StrEnum):
    NOT_A_PHOTOGRAPH = "not_a_photograph"
    TOO_MANY_POINTS = "too_many_points"


class NotKept(Exception):
    """The file cannot be kept as a photograph; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Picture:
    """A JPEG without any metadata."""

    body: bytes
    width: int
    height: int
    sha256: str


def clean(data: bytes) -> Picture:
    """The picture in a file of JPEG, PNG or WebP, upright, no longer than LONGEST_SIDE; NotKept for anything else."""
    try:
        with Image.open(io.BytesIO(data), formats=tuple(MOST_POINTS)) as source:
            return _drawn_anew(source)
    except NotKept:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotKept(Fault.TOO_MANY_POINTS) from None
    except Exception:  # noqa: BLE001 - a file made to break its reader is refused like one that is merely broken
        raise NotKept(Fault.NOT_A_PHOTOGRAPH) from None


def _drawn_anew(source: Image.Image) -> Picture:
    if source.width * source.height > MOST_POINTS[source.format or ""]:
        raise NotKept(Fault.TOO_MANY_POINTS)
    source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(source)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    whole = upright.convert("RGBA")
    # A new picture holds points only; saving the old one would write its comment along.
    bare = Image.new("RGB", whole.size, "white")
    bare.paste(whole, mask=whole.getchannel("A"))
    stream = io.BytesIO()
    bare.save(stream, "JPEG", quality=QUALITY)
    body = stream.getvalue()
    return Picture(body, bare.width, bare.height, hashlib.sha256(body).hexdigest())
