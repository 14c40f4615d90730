"""Placeholders' values: of records of one's own, of others, and of none that exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.access import Role
from portal.accounts.models import Person

MISSING = {
    "reference": "ZZ-XXXXXXXX",
    "home": "HM-XXXXXXXX",
    "slug": "1999-01",
    "building": "PS-XXXXXXXX",
    "section": "SE-XXXXXXXX",
    "lot": "LT-XXXXXXXX",
    "member": "LM-XXXXXXXX",
    "number": 99,
    "token": "x" * 43,
    "table": "nothing",
    "sha256": "0" * 64,
    "judged_on": "1999-01-01",
    "code": "nothing",
    "inspector": "YI-XXXXXXXX",
    "batch": "RB-XXXXXXXX",
    "action": "AC-XXXXXXXX",
    "photograph": "VP-XXXXXXXX",
    "suspension": "SU-XXXXXXXX",
}
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Records:
    """Placeholders' values. `unkept` is a home of one's organisation that the provider member does not look after."""

    own: Values
    other: Values | None = None
    unkept: Values | None = None

    @property
    def missing(self) -> Values:
        """The same address, naming nothing that exists."""
        return {**self.own, **{name: value for name, value in MISSING.items() if name in self.own}}


@dataclass
class World:
    """Everybody who visits (by role; "no role" is the person who registers) and every kind of record."""

    people: dict[Role | str, Person] = field(default_factory=dict)
    records: dict[str, Records] = field(default_factory=dict)


def records_for(world: World, name: str, visitor: Role | str) -> Records:
    """The records of a kind as this visitor has them: a home that staff are adding is each person's own."""
    for kind in (f"{name}, {visitor}", name, f"{name}, {Role.COMMISSIONER}"):
        if kind in world.records:
            return world.records[kind]
    raise LookupError(f"the world has no record {name!r}")
