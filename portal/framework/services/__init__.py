"""What can be done with frameworks: each verb checks, writes and records in one transaction."""

from portal.framework.services.checks import Refused, Stale
from portal.framework.services.frameworks import (
    add_lot,
    change_framework,
    change_lot,
    create_framework,
    publish_framework,
    take_down_framework,
)
from portal.framework.services.members import change_standing, change_terms, put_on_lot

__all__ = [
    "Refused",
    "Stale",
    "add_lot",
    "change_framework",
    "change_lot",
    "change_standing",
    "change_terms",
    "create_framework",
    "publish_framework",
    "put_on_lot",
    "take_down_framework",
]
