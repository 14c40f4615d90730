"""Refusals with the field they concern, and saving without overwriting what the editor never saw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal import db
from portal.framework.models import Framework, Lot, LotMembership
from portal.framework.rules import Fault

STALE = (
    "Somebody else changed this while you were typing. What they saved stands beside what you typed: "
    "keep what is right and save again"
)


class Refused(db.Refused):
    """Something cannot be so; the fault names a field, "" for the whole."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Stale(Refused):
    """Somebody else saved first. `current` holds what is stored now where it differs, `version` its number."""

    def __init__(self, current: Mapping[str, Any], version: int) -> None:
        super().__init__(Fault("", STALE))
        self.current, self.version = current, version


def refuse(fault: Fault | None) -> None:
    """Raise Refused where there is a fault."""
    if fault:
        raise Refused(fault)


def changed_fields(
    record: Framework | Lot | LotMembership, values: Mapping[str, Any], *, seen_version: int
) -> list[str]:
    """The fields that would change, in order; Stale when there are any and somebody saved since the page was shown."""
    differing = {name: getattr(record, name) for name in values if getattr(record, name) != values[name]}
    if differing and record.version != seen_version:
        raise Stale(differing, record.version)
    return sorted(differing)


def save(record: Framework | Lot | LotMembership, values: Mapping[str, Any]) -> None:
    """Write the values and make it a new version."""
    for name, value in values.items():
        setattr(record, name, value)
    record.version += 1
