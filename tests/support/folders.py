"""Where databases of tests lie: in memory where the machine has room there, so that nothing waits for a disk."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there has a name of its own, and is removed
ROOM = 2 * 1024**3


def quick_folder(prefix: str) -> Path:
    """A new folder for data that need not survive the machine."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if has_room else None))
