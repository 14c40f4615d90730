"""The disclosure rule, by hand and against readers who subtract. Expected values follow the rule's text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.disclosure import (
    WITHHELD_SENTENCE,
    Breakdown,
    Cell,
    Found,
    Released,
    ReleasedCell,
    Symbol,
    attack,
    is_safe,
    release,
    release_all,
    share_of,
    stands,
)

C = Symbol.SUPPRESSED


def breakdown(name: str, *counts: int) -> Breakdown:
    return Breakdown(name, sum(counts), tuple(Cell(chr(97 + i), count) for i, count in enumerate(counts)))


def counts_of(released: Released) -> tuple[int | Symbol, ...]:
    return (released.total, *(cell.count for cell in released.cells))


@pytest.mark.parametrize(
    ("count", "contributors", "safe"),
    [
        (0, None, True),
        (1, None, False),
        (5, None, False),
        (6, None, True),
        (6, 2, False),
        (6, 3, True),
        (0, 0, True),
    ],
)
def test_a_count_is_safe_at_zero_or_from_six_and_three_providers(
    count: int, contributors: int | None, safe: bool
) -> None:
    assert is_safe(count, contributors) is safe


def test_a_breakdown_without_small_numbers_is_printed_with_its_true_zero() -> None:
    released = release(breakdown("Beds", 25, 57, 0, 21))
    assert counts_of(released) == (103, 25, 57, 0, 21)
    assert (released.withheld, released.sentence) == (False, "")
    assert released.shares == (Decimal("24.3"), Decimal("55.3"), Decimal("0.0"), Decimal("20.4"))


def test_one_small_number_withholds_the_whole_breakdown_but_not_a_safe_total() -> None:
    released = release(breakdown("Beds", 25, 57, 0, 3))
    assert counts_of(released) == (85, C, C, C, C)
    assert (released.withheld, released.sentence) == (True, WITHHELD_SENTENCE)
    assert released.shares == (C, C, C, C)


def test_a_small_total_is_withheld_with_its_cells() -> None:
    assert counts_of(release(breakdown("Beds", 2, 3))) == (C, C, C)


def test_a_number_from_two_providers_withholds_the_breakdown() -> None:
    cells = (
        Cell("Own", 30, contributors=2),
        Cell("Other", 40, contributors=9),
        Cell("None", 0, contributors=0),
    )
    assert counts_of(release(Breakdown("Beds", 70, cells, total_contributors=10))) == (70, C, C, C)


def test_a_total_whose_providers_were_not_counted_stems_from_no_more_than_its_largest_cell() -> None:
    cells = (Cell("Own", 30, contributors=2), Cell("Other", 40, contributors=1))
    assert counts_of(release(Breakdown("Beds", 70, cells))) == (C, C, C)


def test_a_part_quoted_with_its_whole_counts_as_a_breakdown_in_two() -> None:
    # "98 of 103 beds": the reader can subtract.
    assert counts_of(release(Breakdown("Beds", 103, (Cell("Occupied", 98), Cell("The rest", 5))))) == (103, C, C)
    assert counts_of(release(Breakdown("Beds", 103, (Cell("Occupied", 97), Cell("The rest", 6))))) == (103, 97, 6)


def test_a_withheld_table_withholds_every_table_below_it() -> None:
    tables = [breakdown("Beds", 20, 3), breakdown("Beds / a", 8, 12)]
    assert [counts_of(each) for each in release_all(tables)] == [(23, C, C), (C, C, C)]


def test_a_withheld_table_leaves_the_safe_table_above_it() -> None:
    tables = [breakdown("Beds", 20, 30), breakdown("Beds / a", 4, 16)]
    assert [counts_of(each) for each in release_all(tables)] == [(50, 20, 30), (20, C, C)]


def test_two_tables_of_one_total_are_released_each_by_itself() -> None:
    by_place = Breakdown("Beds", 20, (Cell("North", 4), Cell("South", 16)))
    assert [counts_of(each) for each in release_all([breakdown("Beds", 9, 11), by_place])] == [
        (20, 9, 11),
        (20, C, C),
    ]


def test_a_single_hidden_cell_takes_its_total_with_it() -> None:
    only = Breakdown("Beds", 8, (Cell("Own", 8, contributors=2),), total_contributors=3)
    assert counts_of(release(only)) == (C, C)


def test_what_was_withheld_once_stays_withheld_for_that_period() -> None:
    before = release(breakdown("Beds, March", 4, 8))
    assert counts_of(before) == (12, C, C)
    assert counts_of(release(breakdown("Beds, March", 7, 8), published_before=[before])) == (15, C, C)
    assert counts_of(release(breakdown("Beds, April", 7, 8), published_before=[before])) == (15, 7, 8)


def copied(name: str, *counts: int) -> Breakdown:
    return replace(breakdown(name, *counts), printed_by_source=True)


def test_what_its_source_printed_is_printed_whole_also_where_an_earlier_version_withheld_it() -> None:
    assert counts_of(release(copied("Leavers", 2, 7))) == (9, 2, 7)
    before = release(breakdown("Leavers", 2, 7))
    assert counts_of(before) == (9, C, C)
    assert counts_of(release(copied("Leavers", 2, 7), published_before=[before])) == (9, 2, 7)


def test_what_is_not_printed_as_its_source_did_any_more_is_withheld_again() -> None:
    before = release(copied("Leavers", 2, 7))
    assert counts_of(release(breakdown("Leavers", 2, 7), published_before=[before])) == (9, C, C)


def test_a_source_that_printed_something_opens_nothing_the_portal_counted() -> None:
    released = release_all([copied("Beds", 2, 7), breakdown("Beds / a", 1, 1), breakdown("Homes", 3, 9)])
    assert list(map(counts_of, released)) == [(9, C, C), (C, C, C), (12, C, C)]
    assert attack(released) == []
    earlier = release(breakdown("Homes", 3, 9))
    copies = release_all([copied("Leavers", 2, 7), breakdown("Homes", 8, 9)], published_before=[earlier])
    assert list(map(counts_of, copies)) == [(9, 2, 7), (17, C, C)]


def test_a_changed_total_is_withheld_when_its_cells_stood_in_print() -> None:
    before = release(breakdown("Beds", 7, 8))
    assert counts_of(release(breakdown("Beds", 4, 8), published_before=[before])) == (C, C, C)
    assert counts_of(release(breakdown("Beds", 4, 11), published_before=[before])) == (15, C, C)


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (lambda: [Breakdown("Beds", 9, (Cell("Own", 4), Cell("Other", 4)))], "do not add up to 9"),
        (lambda: [Breakdown("Beds", 3, (Cell("Own", 4), Cell("Other", -1)))], "below zero"),
        (lambda: [Breakdown("Beds", 8, (Cell("Own", 4), Cell("Own", 4)))], "a label is used twice"),
        (lambda: [breakdown("Beds", 6, 9), breakdown("Beds", 8, 7)], "a cell of two breakdowns: Beds / a"),
        (lambda: [breakdown("Beds", 20, 30), breakdown("Beds / a", 9, 12)], "Beds / a is both 20 and 21"),
    ],
)  # fmt: skip
def test_tables_that_contradict_themselves_are_refused(tables: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        release_all(tables())  # type: ignore[operator]


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (220, 616, Decimal("35.7")),
        (1, 800, Decimal("0.1")),
        (1, 2000, Decimal("0.1")),
        (1, 3, Decimal("33.3")),
        (0, 7, Decimal("0.0")),
        (0, 0, Symbol.NOT_APPLICABLE),
        (C, 7, C),
        (7, Symbol.NOT_AVAILABLE, Symbol.NOT_AVAILABLE),
    ],
)
def test_a_share_is_one_decimal_with_halves_up(
    part: int | Symbol, whole: int | Symbol, share: Decimal | Symbol
) -> None:
    assert share_of(part, whole) == share


def test_the_attacker_subtracts_when_one_cell_alone_is_hidden() -> None:
    careless = Released("Beds", 23, (ReleasedCell("a", 20), ReleasedCell("b", C)), withheld=False)
    assert attack([careless]) == [Found("Beds / b", 3)]


def test_the_attacker_subtracts_through_nested_tables() -> None:
    upper = Released("Beds", 30, (ReleasedCell("a", C), ReleasedCell("b", 12)), withheld=False)
    lower = Released("Beds / a", C, (ReleasedCell("x", 14), ReleasedCell("y", C)), withheld=False)
    assert attack([upper, lower]) == [Found("Beds / a", 18), Found("Beds / a / y", 4)]


def test_the_attacker_knows_that_nothing_is_below_zero() -> None:
    empty = Released("Beds", 0, (ReleasedCell("a", C), ReleasedCell("b", C)), withheld=True)
    assert attack([empty]) == [Found("Beds / a", 0), Found("Beds / b", 0)]


small_cells = st.lists(st.integers(0, 12), min_size=1, max_size=4)


@st.composite
def trees(draw: st.DrawFn) -> list[Breakdown]:
    """A total divided once, some of its cells divided again, and some of those a third time."""
    tables: list[Breakdown] = []

    def divide(name: str, depth: int) -> int:
        place = len(tables)
        cells = []
        for index, count in enumerate(draw(small_cells)):
            label = f"{depth}{chr(97 + index)}"
            divided = depth < 2 and draw(st.booleans())
            contributors = draw(st.one_of(st.none(), st.integers(1, 5)))
            value = divide(f"{name} / {label}", depth + 1) if divided else count
            cells.append(Cell(label, value, contributors))
        total = sum(cell.count for cell in cells)
        tables.insert(place, Breakdown(name, total, tuple(cells), draw(st.one_of(st.none(), st.integers(1, 9)))))
        return total

    divide("All", 0)
    return tables


@given(trees())
def test_nothing_withheld_can_be_worked_out_and_nothing_small_is_printed(tables: list[Breakdown]) -> None:
    released = release_all(tables)
    assert attack(released) == []
    for table in released:
        assert not {1, 2, 3, 4, 5}.intersection(counts_of(table))
        assert len({isinstance(cell.count, Symbol) for cell in table.cells}) == 1


@given(trees(), trees())
def test_an_earlier_version_never_opens_a_later_one(first: list[Breakdown], second: list[Breakdown]) -> None:
    before = release_all(first)
    hidden_before = {name for table in before for name, count in table.printed() if count is C}
    released = release_all(second, published_before=before)
    assert attack(released) == []
    printed = {name for table in released for name, count in table.printed() if count is not C}
    assert not printed & hidden_before


@given(trees(), st.integers(0, 5))
def test_a_reader_who_guesses_that_one_cell_moved_learns_nothing(tables: list[Breakdown], small: int) -> None:
    before = [Breakdown(each.name, each.total, each.cells) for each in tables[:1]]
    first = before[0].cells[0]
    now = Breakdown(
        before[0].name,
        before[0].total - first.count + small,
        (Cell(first.label, small), *before[0].cells[1:]),
    )
    earlier = release_all(before)
    later = release(now, published_before=earlier)
    if not earlier[0].withheld and later.withheld and now.total != before[0].total:
        assert later.total is C


def solutions(released: Sequence[Released], most: int) -> Iterator[dict[str, int]]:
    """Every way to fill a root table of two cells and a table of two under its first, checked one by one."""
    for x, y, b in product(range(most + 1), repeat=3):
        tables = [Breakdown("All", x + y + b, (Cell("a", x + y), Cell("b", b))), breakdown("All / a", x, y)]
        if release_all(tables) == tuple(released):
            yield {name: count for table in tables for name, count in quantities(table)}


def quantities(table: Breakdown) -> list[tuple[str, int]]:
    return [(table.name, table.total), *((table.name_of(cell.label), cell.count) for cell in table.cells)]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_a_reader_who_knows_the_rule_and_tries_every_number_cannot_tell(x: int, y: int, b: int) -> None:
    tables = [Breakdown("All", x + y + b, (Cell("a", x + y), Cell("b", b))), breakdown("All / a", x, y)]
    released = release_all(tables)
    possible = list(solutions(released, most=14))
    hidden = {name for table in released for name, count in table.printed() if isinstance(count, Symbol)}
    for name in hidden:
        assert len({solution[name] for solution in possible}) > 1, name


def divided(*counts: int, contributors: int | None = None, cut: str = "abcd") -> Breakdown:
    cells = tuple(Cell(f"in {label}", count, contributors) for label, count in zip(cut, counts, strict=False))
    return Breakdown("Places", sum(counts), cells)


def before(*counts: int | Symbol, cut: str = "abcd") -> Released:
    cells = tuple(ReleasedCell(f"in {label}", count) for label, count in zip(cut, counts, strict=False))
    return Released("Places", 99, cells, withheld=False)


@pytest.mark.parametrize(
    ("now", "earlier", "expected"),
    [
        (divided(20, 30), before(20, 30), True),
        (divided(26, 24), before(20, 30), True),
        (divided(25, 25), before(20, 30), False),
        (divided(20, 35), before(20, 30), False),
        (divided(20, 35), before(Symbol.SUPPRESSED, Symbol.SUPPRESSED), True),
        (divided(20, 30), before(20, 30, cut="ac"), False),
        (divided(26, 24, contributors=9), before(20, 30), False),
        (divided(20, 30, contributors=9), before(20, 30), True),
        (divided(50), before(20, 30), True),
    ],
)
def test_a_division_stands_beside_an_earlier_one_only_where_nothing_small_moved(
    now: Breakdown, earlier: Released, expected: bool
) -> None:
    assert stands(now, [earlier]) is expected


def test_a_division_of_another_kind_is_no_earlier_one() -> None:
    other = Released("Places", 50, (ReleasedCell("Own", 20), ReleasedCell("Imported", 30)), withheld=False)
    assert stands(divided(25, 25), [other])
