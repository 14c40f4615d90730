"""What can be done with placements: each verb checks, writes and records in one transaction."""

from portal.placements.services.looks import note_looked
from portal.placements.services.register import change_placement, end_placement, record_placement
from portal.placements.services.reviews import review_placement
from portal.placements.services.uploads import FaultyFile, import_file, import_upload, keep_upload

__all__ = [
    "FaultyFile",
    "change_placement",
    "end_placement",
    "import_file",
    "import_upload",
    "keep_upload",
    "note_looked",
    "record_placement",
    "review_placement",
]
