"""Names that can be bound, placeholders that name them, and what is said of a wrong one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.disclosure import Symbol
from portal.needs.rules.series import Unit
from portal.statements.rules.catalogue import (
    FaultKind,
    Kind,
    Placeholder,
    Value,
    judge,
    read_placeholder,
    value_text,
)
from tests.unit.statements.samples import catalogue


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Decimal(1234), Unit.NUMBER, "1,234"),
        (Decimal(0), Unit.NUMBER, "0"),
        (Decimal("71.90"), Unit.RATE_PER_10000, "71.9"),
        (Decimal("20.0"), Unit.PERCENT, "20.0%"),
        (Decimal(4528), Unit.POUNDS, "£4,528"),
        (Decimal("4528.50"), Unit.POUNDS, "£4,528.50"),
        (Symbol.SUPPRESSED, Unit.NUMBER, "[withheld]"),
        (Symbol.NOT_AVAILABLE, Unit.PERCENT, "[not available]"),
    ],
)
def test_values_are_written_as_people_read_them(value: Value, unit: Unit, text: str) -> None:
    assert value_text(value, unit) == text


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (" figure:market.beds ", (Kind.FIGURE, "market.beds", "")),
        ("table: market.use", (Kind.TABLE, "market.use", "")),
        ("chart:market.use | More than half | of all ", (Kind.CHART, "market.use", "More than half | of all")),
        ("figures:market.beds", (None, "", "")),
        ("figure:", (None, "", "")),
        ("figure:<b>", (None, "", "")),
        ("", (None, "", "")),
    ],
)
def test_placeholders_are_read(inside: str, expected: tuple[Kind | None, str, str]) -> None:
    found = read_placeholder(inside)
    assert (found.kind, found.name, found.title) == expected


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    fault = judge(read_placeholder("figure:market.bed"), catalogue(), 3, alone=False)
    assert fault is not None
    assert (fault.kind, fault.line, fault.nearest) == (FaultKind.UNKNOWN, 3, "market.beds")
    assert fault.sentence == "There is no figure called “market.bed”. Did you mean “market.beds”?"


def test_a_name_like_nothing_sends_to_the_list() -> None:
    fault = judge(read_placeholder("table:zzz"), catalogue(), 1, alone=True)
    assert fault is not None
    assert fault.sentence == "There is no table called “zzz”. Copy a name from the list of figures."


@pytest.mark.parametrize(
    ("placeholder", "alone", "kind"),
    [
        (Placeholder("{{ x }}"), True, FaultKind.UNREADABLE),
        (Placeholder("", Kind.TABLE, "market.use"), False, FaultKind.NOT_ALONE),
        (Placeholder("", Kind.CHART, "market.use"), True, FaultKind.UNKNOWN),
        (Placeholder("", Kind.TABLE, "market.use"), True, None),
        (Placeholder("", Kind.FIGURE, "market.beds"), False, None),
    ],
)
def test_where_a_placeholder_may_stand(placeholder: Placeholder, alone: bool, kind: FaultKind | None) -> None:
    fault = judge(placeholder, catalogue(), 1, alone=alone)
    assert (fault.kind if fault else None) == kind
