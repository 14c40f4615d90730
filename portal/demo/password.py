"""The one password of the demonstration's people, made up for each machine and kept beside its database."""

from __future__ import annotations

import secrets
from pathlib import Path

FILE_NAME = "demo-password.txt"
WORDS = (
    "amber anchor apple autumn badger beacon birch blanket bramble breeze bridge button candle canal cedar cherry"
    " clover cobble copper coral cricket daisy dapple ember falcon feather fern fiddle finch forest garden ginger"
    " harbour hazel heather hollow island ivory jasmine juniper kettle lantern lavender lemon linen maple marble"
    " meadow mitten mosaic nettle nutmeg orchard otter pebble pepper pillow quarry ribbon saffron sandal thimble"
    " velvet walnut willow"
).split()


def demo_password(data_dir: Path) -> str:
    """The password in the folder's file; three words, made when first asked for."""
    path = data_dir / FILE_NAME
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.choice(WORDS) for _ in range(3)) + "\n", encoding="ascii")
    return path.read_text(encoding="ascii").strip()
