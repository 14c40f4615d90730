"""Sets of standards, which are data with versions, and which one a kind of service is judged by (domain.md).

Children's homes: Children's Homes (England) Regulations 2015, regs 6 to 14. Supported accommodation: the 2023
Regulations, regs 4 to 7. Fostering agencies and residential family centres: the headings of their National Minimum
Standards (decision 14).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from portal.providers.rules import ServiceType

SETS = {
    ServiceType.RESIDENTIAL: "childrens-homes",
    ServiceType.SHORT_BREAKS: "childrens-homes",
    ServiceType.SECURE: "childrens-homes",
    ServiceType.RESIDENTIAL_SCHOOL: "childrens-homes",
    ServiceType.SUPPORTED_ACCOMMODATION: "supported-accommodation",
    ServiceType.FOSTERING: "fostering",
    ServiceType.FAMILY_ASSESSMENT: "family-centres",
}


@dataclass(frozen=True)
class Standard:
    """One standard and the questions that help to judge it."""

    slug: str
    title: str
    prompts: tuple[str, ...]


@dataclass(frozen=True)
class StandardSet:
    """A version of a set, its standards in order."""

    slug: str
    version: int
    standards: tuple[Standard, ...]


def set_for(service_type: ServiceType) -> str:
    """The set of standards that a kind of service is judged by."""
    return SETS[service_type]


def read_standards(lines: Iterable[str]) -> tuple[StandardSet, ...]:
    """Sets from CSV (set, version, slug, title, prompts between bars), in the order of the file."""
    found: dict[tuple[str, int], list[Standard]] = {}
    for row in csv.DictReader(lines):
        standard = Standard(row["slug"], row["title"], tuple(filter(None, row["prompts"].split("|"))))
        found.setdefault((row["set"], int(row["version"])), []).append(standard)
    return tuple(StandardSet(slug, version, tuple(each)) for (slug, version), each in found.items())
