"""Which homes a later version for the same month counts, and an attacker who subtracts versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.disclosure import Released, Symbol
from portal.returns.rules import AcceptedLine, BlockReason, FosteringFigures
from portal.returns.rules.trees import SERVICES, breakdowns
from portal.statements.rules.catalogue import Catalogue
from portal.statements.rules.counted import Counted, Earlier, count_homes, services_of, to_look_up
from portal.statements.rules.local import local_catalogue
from tests.unit.statements.samples import LIVERPOOL, OWN, SCOPE, facts, line

NOTE = "Returns accepted after figures for September 2026 were first published are counted from the next month."
STAFFING = BlockReason.STAFFING


def home(number: int, provider: int, *, edition: int = 0, own: int = 2, service: str = "residential") -> AcceptedLine:
    """A home with own children, two of Liverpool's, an available and a reserved place."""
    figures = line(provider, {OWN: own, LIVERPOOL: 2}, available=1, reserved=1, service=service)
    return replace(figures, home_id=number, version_id=1_000 * edition + number)


def homes(first: int, last: int, *, edition: int = 0, own: int = 2) -> list[AcceptedLine]:
    """Homes of three providers in turn."""
    return [home(number, number % 3, edition=edition, own=own) for number in range(first, last + 1)]


@dataclass
class Readers:
    """Versions of one month, as they were published one after the other and kept."""

    versions: list[Catalogue] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    lines: dict[int, AcceptedLine] = field(default_factory=dict)
    earlier: list[Earlier] = field(default_factory=list)

    def publish(self, *accepted: AcceptedLine) -> Catalogue:
        """The next version, when these lines are what is accepted and stands in the area."""
        self.lines |= {each.version_id: each for each in accepted}
        known = {number: self.lines[number] for number in to_look_up(accepted, self.earlier)}
        counted = count_homes(accepted, self.earlier, known, SCOPE)
        before: list[Released] = [each for version in self.versions for each in version.released]
        made = local_catalogue(replace(facts(), counted=counted), published_before=before)
        self.versions.append(made)
        self.counted.append(counted)
        self.earlier.append(Earlier(by_service(counted.lines), services_of(made.released)))
        return made


def by_service(lines: Sequence[AcceptedLine]) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for each in lines:
        found.setdefault(each.service_type, {})[each.home_id] = each.version_id
    return found


def texts(version: Catalogue, *last: str, service: str = "residential") -> list[str]:
    return [version.figures[f"market.{service}.{each}"].text for each in last]


def test_a_home_that_is_accepted_late_waits_and_every_table_of_its_service_says_so() -> None:
    readers = Readers()
    first = readers.publish(*homes(1, 12), *[home(n, n, service="secure") for n in range(21, 33)])
    second = readers.publish(*homes(1, 13), *[home(n, n, service="secure") for n in range(21, 33)])
    assert (
        texts(second, "homes", "registered", "own") == texts(first, "homes", "registered", "own") == ["12", "72", "24"]
    )
    assert second.released == first.released
    noted = {name for name, data in second.datasets.items() if NOTE in data.notes}
    tables = ("use", "placed-by", "blocked", "localities")
    assert noted == {"market.services", "framework.residential", *(f"market.residential.{each}" for each in tables)}
    assert not any(NOTE in data.notes for data in first.datasets.values())
    (told,) = second.held
    assert told.startswith(
        "Children’s homes: 1 return was accepted after figures for September 2026 were first published."
    )
    assert told.endswith("work out what it says from the two versions, so it is counted from the next month on.")


def test_homes_join_when_what_they_bring_together_may_be_printed() -> None:
    """Six homes of three providers: 36 places, 12 own, 12 Liverpool's, 6 available, 6 reserved, none blocked."""
    readers = Readers()
    readers.publish(*homes(1, 12))
    second = readers.publish(*homes(1, 18))
    assert texts(second, "homes", "registered", "own", "available") == ["18", "108", "36", "18"]
    assert second.held == ()
    assert not any(NOTE in data.notes for data in second.datasets.values())


@pytest.mark.parametrize(
    "late",
    [
        pytest.param(homes(13, 17), id="five homes"),
        pytest.param([home(n, 1 + n % 2) for n in range(13, 19)], id="two providers"),
        pytest.param(
            [*homes(13, 17), replace(home(18, 0), available=0, blocked={STAFFING: 1})], id="one blocked place"
        ),
        pytest.param([*homes(13, 17), replace(home(18, 0), reserved=0, available=2)], id="five reserved places"),
    ],
)
def test_homes_wait_together_while_one_number_that_they_bring_is_small(late: list[AcceptedLine]) -> None:
    readers = Readers()
    first = readers.publish(*homes(1, 12))
    second = readers.publish(*homes(1, 12), *late)
    assert second.released == first.released
    assert readers.counted[-1].waiting == {"residential": len(late)}


def test_those_who_waited_join_with_others_who_come_later() -> None:
    readers = Readers()
    readers.publish(*homes(1, 12))
    assert texts(readers.publish(*homes(1, 15)), "homes") == ["12"]
    assert texts(readers.publish(*homes(1, 18)), "homes") == ["18"]


def test_a_correction_of_a_home_that_is_counted_is_taken_at_once() -> None:
    readers = Readers()
    readers.publish(*homes(1, 12))
    second = readers.publish(home(1, 1, edition=1, own=3), *homes(2, 12), home(13, 1))
    assert texts(second, "homes", "registered", "own") == ["12", "73", "25"]


def test_where_one_home_is_gone_the_whole_service_is_withheld_from_then_on() -> None:
    readers = Readers()
    readers.publish(*homes(1, 12))
    second = readers.publish(*homes(1, 11))
    market = [figure.value for name, figure in second.figures.items() if name.startswith("market.residential.")]
    assert set(market) == {Symbol.SUPPRESSED}
    assert second.datasets["market.residential.use"].told
    assert "not the same ones count" in second.held[0]
    assert set(texts(readers.publish(*homes(1, 12)), "homes", "registered", "own")) == {"[withheld]"}


def test_homes_that_are_gone_together_and_are_safe_together_leave_the_rest_in_print() -> None:
    readers = Readers()
    readers.publish(*homes(1, 18))
    second = readers.publish(*homes(1, 12))
    assert texts(second, "homes", "own") == ["12", "24"]
    assert second.held == ()


def test_homes_that_are_gone_cannot_come_back_all_but_one() -> None:
    """Seven are gone and six return: each is safe, but the first version less the third would be the seventh home."""
    readers = Readers()
    readers.publish(*homes(1, 19))
    assert texts(readers.publish(*homes(1, 12)), "homes") == ["12"]
    assert texts(readers.publish(*homes(1, 18)), "homes") == ["[withheld]"]


def test_homes_that_joined_and_shrank_by_a_correction_are_told_of_no_more() -> None:
    """They brought six reserved places, and one of these turns out to be available: the first version tells of five."""
    readers = Readers()
    readers.publish(*homes(1, 12))
    readers.publish(*homes(1, 18))
    corrected = replace(home(18, 0, edition=1), reserved=0, available=2)
    assert texts(readers.publish(*homes(1, 17), corrected), "homes") == ["[withheld]"]


def test_a_home_that_changed_its_service_leaves_one_and_waits_in_the_other() -> None:
    readers = Readers()
    secure = [home(n, n, service="secure") for n in range(21, 33)]
    readers.publish(*homes(1, 12), *secure)
    second = readers.publish(*homes(1, 11), *secure, home(12, 0, service="secure"))
    assert texts(second, "homes") == ["[withheld]"]
    assert texts(second, "homes", "registered", service="secure") == ["12", "72"]


def test_a_service_that_was_never_counted_is_counted_from_its_first_homes_on() -> None:
    readers = Readers()
    readers.publish(*homes(1, 12))
    second = readers.publish(*homes(1, 12), *[home(n, n, service="secure") for n in range(21, 28)])
    assert texts(second, "homes", "registered", service="secure") == ["7", "42"]


def test_fostering_agencies_wait_too() -> None:
    figures = FosteringFigures(households=10, filled=15, vacant=3, unavailable=2)
    agencies = [line(number, {}, service="fostering", fostering=figures) for number in range(1, 8)]
    readers = Readers()
    assert texts(readers.publish(*agencies[:6]), "agencies", "approved", service="fostering") == ["6", "120"]
    assert texts(readers.publish(*agencies), "agencies", "approved", service="fostering") == ["6", "120"]


def test_of_a_version_that_nobody_noted_the_homes_of_nothing_more_is_let_out() -> None:
    before = Readers().publish(*homes(1, 12))
    counted = count_homes(homes(1, 12), [Earlier({}, services_of(before.released))], {}, SCOPE)
    second = local_catalogue(replace(facts(), counted=counted), published_before=before.released)
    assert texts(second, "homes", "own") == ["[withheld]", "[withheld]"]
    assert "nobody knows which were counted" in second.held[0]


def test_how_many_providers_there_are_is_withheld_where_few_are_new() -> None:
    """The first twelve homes are of nine providers; of the three who bring six more, one is new."""
    first = [home(number, number % 9) for number in range(1, 13)]
    late = [home(number, (0, 1, 20)[number % 3]) for number in range(13, 19)]
    readers = Readers()
    assert texts(readers.publish(*first), "providers", "homes") == ["9", "12"]
    assert texts(readers.publish(*first, *late), "providers", "homes") == ["[withheld]", "18"]


VERSIONS = 3


@dataclass(frozen=True)
class Crowd:
    """Homes with the same figures, of some providers in turn, and which versions they are accepted for.

    `own`: how many of the council's own children live in each, version by version.
    """

    size: int
    providers: int
    first_provider: int
    own: tuple[int, ...]
    others: int
    available: int
    blocked: int
    there: tuple[bool, ...]

    def homes(self, number: int, version: int) -> Iterator[AcceptedLine]:
        if not self.there[version]:
            return
        edition = next(index for index, own in enumerate(self.own) if own == self.own[version])
        for place in range(self.size):
            figures = line(
                self.first_provider + place % self.providers,
                {OWN: self.own[version], LIVERPOOL: self.others},
                available=self.available,
                blocked={STAFFING: self.blocked} if self.blocked else {},
            )
            home_id = 100 * number + place
            yield replace(figures, home_id=home_id, version_id=100_000 * edition + home_id)


NUMBERS = st.sampled_from([0, 0, 1, 2, 6])
CROWDS = st.builds(
    Crowd,
    size=st.sampled_from([1, 2, 6, 7]),
    providers=st.sampled_from([1, 2, 3, 6]),
    first_provider=st.integers(1, 9),
    own=st.one_of(NUMBERS.map(lambda own: (own,) * VERSIONS), st.tuples(*[NUMBERS] * VERSIONS)),
    others=NUMBERS,
    available=NUMBERS,
    blocked=st.sampled_from([0, 0, 0, 1, 6]),
    there=st.tuples(*[st.booleans()] * VERSIONS),
)
# Always counted, so that versions have something to print.
STEADY = Crowd(12, 6, 1, (2,) * VERSIONS, 2, 1, 1, (True,) * VERSIONS)


@given(st.lists(CROWDS, min_size=1, max_size=4), st.booleans())
def test_nobody_learns_of_few_homes_by_adding_and_subtracting_versions(crowds: list[Crowd], steady: bool) -> None:
    """Whatever is added and subtracted, homes that the same versions count can only be had together.

    So for every number, of the versions that print it: what such homes bring is nothing, or six or more from three
    providers or more, in each of these versions. Only homes that all of them count are told of by a correction.
    """
    readers = Readers()
    for version in range(VERSIONS):
        present = [*([STEADY] if steady else []), *crowds]
        readers.publish(*(each for number, crowd in enumerate(present) for each in crowd.homes(number, version)))
    for name in {name for made in readers.versions for name in numbers(made)}:
        printing = [
            counted.lines
            for made, counted in zip(readers.versions, readers.counted, strict=True)
            if name in numbers(made)
        ]
        if not name.endswith(" providers") and not name.endswith(" providers / All"):
            assert_told_of_many(name, printing)


def numbers(made: Catalogue) -> dict[str, int]:
    """Every number that a version printed, by the name of its quantity."""
    printed = (item for each in made.released for item in each.printed())
    return {name: count for name, count in printed if not isinstance(count, Symbol)}


def assert_told_of_many(name: str, printing: Sequence[Sequence[AcceptedLine]]) -> None:
    versions = [{each.home_id: each for each in lines} for lines in printing]
    groups: dict[tuple[bool, ...], list[int]] = {}
    for home_id in {home_id for each in versions for home_id in each}:
        groups.setdefault(tuple(home_id in each for each in versions), []).append(home_id)
    for history, members in groups.items():
        for version, counts in zip(versions, history, strict=True):
            if counts and not all(history):
                brought = {home_id: quantity(version[home_id], name) for home_id in members}
                providers = {version[home_id].provider_id for home_id, count in brought.items() if count}
                total = sum(brought.values())
                assert total == 0 or (total >= 6 and len(providers) >= 3), (name, history, total)


def quantity(of: AcceptedLine, name: str) -> int:
    """What one home adds to a quantity."""
    trees = breakdowns(SERVICES[of.service_type], [of], SCOPE)
    found: Mapping[str, int] = {each.name: each.total for each in trees} | {
        each.name_of(cell.label): cell.count for each in trees for cell in each.cells
    }
    return found[name]


@given(st.lists(CROWDS, min_size=1, max_size=4))
def test_the_number_of_providers_never_moves_by_a_few(crowds: list[Crowd]) -> None:
    readers = Readers()
    for version in range(VERSIONS):
        readers.publish(
            *(each for number, crowd in enumerate([STEADY, *crowds]) for each in crowd.homes(number, version))
        )
    told = [
        found["residential providers"]
        for made in readers.versions
        if "residential providers" in (found := numbers(made))
    ]
    assert all(abs(one - other) == 0 or abs(one - other) >= 6 for one in told for other in told)
