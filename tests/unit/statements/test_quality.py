"""What a statement tells of quality visits, and that no home can be told from it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.disclosure import Symbol, attack
from portal.quality.reports.rules import Judgement
from portal.quality.totals.rules import JUDGED, ActionStanding, Judged, Seen, stood, weakest_of
from portal.statements.rules.catalogue import Catalogue
from portal.statements.rules.local import local_catalogue
from portal.statements.rules.quality import QUANTITIES, Visited, is_of_quality, months_of_year, year_before, year_of
from tests.unit.statements.samples import QUARTER, facts

YEAR = date(2026, 3, 1)
RESIDENTIAL = "residential"


def seen(count: int, *, providers: int = 3, first: int = 0, **known: int) -> list[Seen]:
    """So many homes that are open, dealt round their providers."""
    return [Seen(first + number, number % providers, RESIDENTIAL, True, **known) for number in range(count)]


def judged(*homes: tuple[Judgement, int]) -> list[Judged]:
    """So many homes of each judgement, of three providers."""
    each = [judgement for judgement, count in homes for _ in range(count)]
    return [Judged(number, number % 3, RESIDENTIAL, judgement) for number, judgement in enumerate(each)]


def catalogue(homes: list[Seen], found: list[Judged] | None = None) -> Catalogue:
    return local_catalogue(facts(visited=Visited(QUARTER, homes, YEAR, found or [])))


def text_of(made: Catalogue, name: str) -> str:
    return made.figures[f"quality.residential.{name}"].text


def test_homes_visits_and_actions_are_counted() -> None:
    visited = seen(6, visits=2, finals=2, done=3, under_way=1, overdue=1)
    made = catalogue([*visited, *seen(6, first=6)])
    texts = {name: text_of(made, name) for name in ("homes", "homes-visited", "homes-visited-share", "visits")}
    assert texts == {"homes": "12", "homes-visited": "6", "homes-visited-share": "50.0%", "visits": "12"}
    assert [text_of(made, f"actions{last}") for last in ("", "-done", "-under-way", "-overdue")] == [
        "30",
        "18",
        "6",
        "6",
    ]
    assert made.figures["quality.residential.visits"].source == (
        "Quality visits of Sefton Council, October 2025 to September 2026"
    )
    assert made.figures["quality.fostering.visits"].value is Symbol.NOT_AVAILABLE


def test_homes_are_counted_by_the_weakest_judgement_of_a_year() -> None:
    table = catalogue([], judged((Judgement.GOOD, 7), (Judgement.NEEDS_TO_IMPROVE, 6))).datasets[
        "quality.residential.judgements"
    ]
    assert table.description == "Strong: 0, Good: 7, Needs to improve: 6, Serious concern: 0 and All: 13."
    assert table.source == "Final reports of quality visits of Sefton Council, April 2025 to March 2026"
    assert table.draw is not None


@pytest.mark.parametrize(
    "homes", [((Judgement.GOOD, 7), (Judgement.SERIOUS_CONCERN, 1)), ((Judgement.GOOD, 12),)], ids=["one", "all alike"]
)
def test_judgements_that_would_be_somebodys_are_withheld(homes: tuple[tuple[Judgement, int], ...]) -> None:
    table = catalogue([], judged(*homes)).datasets["quality.residential.judgements"]
    assert table.told and table.draw is None
    assert {row.values[0] for row in table.rows[:-1]} == {Symbol.SUPPRESSED}


def test_many_actions_of_few_homes_are_still_few_homes() -> None:
    made = catalogue([*seen(5, visits=1, finals=1, done=4), *seen(7, first=5)])
    assert text_of(made, "actions-done") == text_of(made, "actions") == "[withheld]"
    assert text_of(made, "visits") == "[withheld]"


def test_what_was_printed_otherwise_before_is_withheld() -> None:
    before = [*seen(6, visits=1), *seen(6, first=6)]
    then = catalogue(before).released
    now = [*seen(7, visits=1), *seen(6, first=7)]
    made = local_catalogue(facts(visited=Visited(QUARTER, now, YEAR, [])), published_before=then)
    assert {text_of(made, name) for name in ("homes", "homes-visited", "visits")} == {"[withheld]"}
    again = local_catalogue(facts(visited=Visited(QUARTER, before, YEAR, [])), published_before=then)
    assert text_of(again, "homes-visited") == "6"


HOMES = st.lists(
    st.builds(
        Seen,
        home_id=st.integers(0, 30),
        provider_id=st.integers(0, 5),
        service_type=st.sampled_from([RESIDENTIAL, "supported_accommodation"]),
        is_open=st.booleans(),
        visits=st.integers(0, 3),
        finals=st.just(0),
        done=st.integers(0, 3),
        under_way=st.integers(0, 1),
        overdue=st.integers(0, 2),
    ),
    max_size=40,
    unique_by=lambda home: home.home_id,
)
JUDGEMENTS = st.lists(
    st.builds(
        Judged,
        home_id=st.integers(0, 40),
        provider_id=st.integers(0, 5),
        service_type=st.sampled_from([RESIDENTIAL, "supported_accommodation"]),
        weakest=st.sampled_from(JUDGED),
    ),
    max_size=40,
    unique_by=lambda home: home.home_id,
)


@given(HOMES, JUDGEMENTS)
def test_nothing_tells_of_a_few_homes(homes: list[Seen], found: list[Judged]) -> None:
    visited = Visited(QUARTER, homes, YEAR, found)
    made = local_catalogue(facts(visited=visited))
    released = [each for each in made.released if is_of_quality(each)]
    assert attack(made.released) == []
    behind = {
        f"{what.slug} / {part.label}": [home for home in visited.of(what, RESIDENTIAL) if part.pick(home)]
        for what in QUANTITIES
        for part in what.parts
    }
    for table in released:
        service, _, what = table.name.partition(" quality ")
        for cell in table.cells:
            if service != RESIDENTIAL or cell.label == "All" or isinstance(cell.count, Symbol) or not cell.count:
                continue
            told = behind[f"{what.split()[0]} / {cell.label}"]
            assert len(told) >= 6 and len({home.provider_id for home in told}) >= 3
        if " judged " in table.name and not table.withheld and table.total and len(table.cells) > 1:
            assert sum(1 for cell in table.cells if cell.count) > 1, "else everybody's judgement is known"


def test_a_report_is_as_weak_as_its_weakest_judgement() -> None:
    assert weakest_of([Judgement.GOOD, Judgement.NEEDS_TO_IMPROVE, Judgement.STRONG]) is Judgement.NEEDS_TO_IMPROVE
    assert weakest_of([Judgement.NOT_LOOKED_AT]) is None


@pytest.mark.parametrize(
    ("is_done", "waits", "due_day", "where"),
    [
        (True, False, 1, ActionStanding.DONE),
        (False, False, 30, ActionStanding.OVERDUE),
        (False, True, 30, ActionStanding.UNDER_WAY),
        (False, False, 31, ActionStanding.UNDER_WAY),
    ],
)
def test_where_an_action_stood(is_done: bool, waits: bool, due_day: int, where: ActionStanding) -> None:
    due_on = date(2026, 8, due_day)
    assert stood(due_on, is_done=is_done, waits=waits, last_day=date(2026, 8, 30)) is where


def test_years_end_in_march_and_share_no_report() -> None:
    assert year_of(date(2026, 3, 1)) == year_of(date(2027, 2, 1)) == YEAR
    assert year_of(date(2026, 2, 1)) == date(2025, 3, 1)
    assert months_of_year(date(2026, 9, 1))[::11] == [date(2026, 3, 1), date(2027, 2, 1)]
    assert year_before(date(2026, 3, 31)) == date(2025, 4, 1)
    assert year_before(date(2026, 12, 31)) == date(2026, 1, 1)
