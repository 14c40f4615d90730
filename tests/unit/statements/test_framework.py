"""Homes on and off the framework as something to bind: counted by hand from a few homes."""

from __future__ import annotations

from portal.disclosure import WHY_WITHHELD, attack
from portal.statements.rules.catalogue import Catalogue, Dataset
from portal.statements.rules.local import local_catalogue
from tests.unit.statements.samples import OWN, facts, line

# Fourteen homes of five places, each of a provider of its own with the same number.
HOMES = [line(number, {OWN: 5}) for number in range(1, 15)]


def bound(*members: int, before: Catalogue | None = None, homes: int = 14) -> Catalogue:
    known = facts(HOMES[:homes], members={"residential": set(members)})
    return local_catalogue(known, published_before=before.released if before else ())


def table(found: Catalogue) -> Dataset:
    return found.datasets["framework.residential"]


def told(found: Catalogue) -> list[tuple[str, ...]]:
    return [(row.name, *map(str, row.values)) for row in table(found).rows]


def test_homes_and_places_on_and_off_the_framework() -> None:
    found = bound(*range(1, 9), 99)
    assert told(found) == [("Provider on a lot", "8", "40"), ("Provider on no lot", "6", "30"), ("All", "14", "70")]
    assert found.figures["framework.residential.places-on-framework"].text == "40"
    assert found.figures["framework.residential.homes-off-framework"].text == "6"
    assert found.figures["framework.residential.homes-off-framework"].label == (
        "Children’s homes in Sefton: homes, provider on no lot"
    )
    assert table(found).description == "Provider on a lot: 8 homes, 40 places. Provider on no lot: 6 homes, 30 places."
    assert table(found).draw is not None


def test_a_part_of_few_homes_is_withheld_with_the_other() -> None:
    found = bound(*range(1, 13))
    assert told(found) == [("Provider on a lot", "c", "c"), ("Provider on no lot", "c", "c"), ("All", "14", "70")]
    assert table(found).told
    assert (
        table(found).description == f"All: 14 homes, 70 places. “On and off the framework” is withheld: {WHY_WITHHELD}"
    )
    assert attack(found.released) == []


def test_a_provider_that_joined_between_two_versions_cannot_be_told() -> None:
    first = bound(*range(1, 8))
    assert told(first)[0] == ("Provider on a lot", "7", "35")
    second = bound(*range(1, 9), before=first)
    assert told(second) == [("Provider on a lot", "c", "c"), ("Provider on no lot", "c", "c"), ("All", "14", "70")]


def test_without_anybody_on_a_lot_nothing_is_available() -> None:
    found = bound()
    assert told(found) == [(name, "x", "x") for name in ("Provider on a lot", "Provider on no lot", "All")]
    assert table(found).description == "No provider was on a lot for this service on 30 September 2026."


def test_without_a_return_nothing_is_available() -> None:
    found = bound(1, homes=0)
    assert told(found) == [(name, "x", "x") for name in ("Provider on a lot", "Provider on no lot", "All")]
    assert table(found).description == "No return has been accepted for September 2026."
