"""Which homes the figures of a month count: those that they counted when they were first published.

Versions for one month can be subtracted, and what remains are the homes that came or went between them. So homes that
were counted by the same versions came and went together, and what they bring together has to be safe by itself wherever
it is counted; then nothing else comes of adding and subtracting versions, however many there are. Homes that would
come and are not safe wait. Homes that are gone cannot wait: everything about their service is withheld. The newest
accepted figures of a home that stays are taken, for a correction is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from portal.disclosure import Released, release_all
from portal.returns.rules import AcceptedLine
from portal.returns.rules.trees import SERVICES, Scope, Service, breakdowns, providers_of

# The version of its entry that was counted, by home.
Homes = Mapping[int, int]


class Why(StrEnum):
    """Why everything about a kind of service is withheld: few homes `moved`, or those counted before are `unknown`."""

    MOVED = "moved"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Earlier:
    """What a version published before for the same month counted, by kind of service, and of which it let figures out.

    A kind of service that was let out without homes is one of a time when nobody noted them.
    """

    homes: Mapping[str, Homes]
    let_out: Collection[str]


@dataclass(frozen=True)
class Counted:
    """The lines that the figures of a month count, how many homes wait for the next month, and which kinds of service
    are withheld and why. Both by kind of service, and only where there are any.

    `awaited`: while nothing has been published for the month, how many homes are due and not accepted.
    """

    lines: tuple[AcceptedLine, ...]
    waiting: Mapping[str, int]
    withheld: Mapping[str, Why]
    awaited: int = 0


def count_homes(
    accepted: Sequence[AcceptedLine], earlier: Sequence[Earlier], known: Mapping[int, AcceptedLine], scope: Scope
) -> Counted:
    """What the next version for the month counts. `known`: the lines of `to_look_up` by their versions."""
    lines = {**known, **{line.version_id: line for line in accepted}}
    counted: set[int] = set()
    waiting: dict[str, int] = {}
    withheld: dict[str, Why] = {}
    for name, now in _by_service(accepted).items():
        judge, before = _Judge(SERVICES[name], scope, lines), _homes_of(name, earlier)
        homes = _who_counts(now, before, judge)
        counted.update(homes.values())
        if late := len(now) - len(homes):
            waiting[name] = late
        if any(name in each.let_out and not each.homes.get(name) for each in earlier):
            withheld[name] = Why.UNKNOWN
        elif _tells_of_few(homes, before, judge):
            withheld[name] = Why.MOVED
    return Counted(tuple(line for line in accepted if line.version_id in counted), waiting, withheld)


def to_look_up(accepted: Sequence[AcceptedLine], earlier: Sequence[Earlier]) -> set[int]:
    """The versions of entries that `count_homes` needs beside those accepted now: of homes that came or went."""
    wanted: set[int] = set()
    for name, now in _by_service(accepted).items():
        before = _homes_of(name, earlier)
        steady = set(now).intersection(*before)
        wanted.update(version for each in before for home, version in each.items() if home not in steady)
    return wanted - {line.version_id for line in accepted}


def services_of(released: Iterable[Released]) -> frozenset[str]:
    """The kinds of service of which figures were let out."""
    names = {each.name for each in released}
    return frozenset(name for name, service in SERVICES.items() if providers_of(service) in names)


def told_to_readers(scope: Scope) -> str:
    """What is said under tables of homes of which some wait: not how many."""
    return (
        f"Returns accepted after figures for {scope.month:%B %Y} were first published are counted from the next month."
    )


def told_to_drafters(counted: Counted, scope: Scope) -> tuple[str, ...]:
    """What whoever drafts or checks must know of homes that are not counted, in sentences."""
    awaited = [_told_of_awaited(counted.awaited, scope)] if counted.awaited else []
    late = [_told_of_waiting(SERVICES[name], homes, scope) for name, homes in counted.waiting.items()]
    withheld = [_told_of_withheld(SERVICES[name], why, scope) for name, why in counted.withheld.items()]
    return (*awaited, *late, *withheld)


def _told_of_awaited(homes: int, scope: Scope) -> str:
    returns = "1 return is" if homes == 1 else f"{homes} returns are"
    return (
        f"{returns} not accepted yet for {scope.month:%B %Y}. What is accepted after its first figures are published is"
        " as a rule counted from the next month on."
    )


def _told_of_waiting(service: Service, homes: int, scope: Scope) -> str:
    one, many = ("1 return was", "it says", "it is"), (f"{homes} returns were", "they say", "they are")
    returns, say, are = one if homes == 1 else many
    return (
        f"{service.title}: {returns} accepted after figures for {scope.month:%B %Y} were first published. Readers could"
        f" work out what {say} from the two versions, so {are} counted from the next month on."
    )


def _told_of_withheld(service: Service, why: Why, scope: Scope) -> str:
    month = f"{scope.month:%B %Y}"
    if why is Why.UNKNOWN:
        known = f"nobody knows which were counted in an earlier version for {month}"
        return f"{service.title}: {known}, so everything about this service is withheld."
    return (
        f"{service.title}: not the same ones count as when figures for {month} were published before. Readers could"
        " work out the numbers of a few from the versions, so everything about this service is withheld. If the council"
        " or the kind of service of one was changed by mistake, put that right first."
    )


def _by_service(lines: Iterable[AcceptedLine]) -> dict[str, dict[int, int]]:
    by_service: dict[str, dict[int, int]] = {name: {} for name in SERVICES}
    for line in lines:
        by_service[line.service_type][line.home_id] = line.version_id
    return by_service


def _homes_of(name: str, earlier: Iterable[Earlier]) -> list[Homes]:
    """The homes that earlier versions counted, oldest first. A version that counted none told of none."""
    return [each.homes[name] for each in earlier if each.homes.get(name)]


@dataclass(frozen=True)
class _Judge:
    """Judges homes of one kind of service; `lines` by the version of the entry."""

    service: Service
    scope: Scope
    lines: Mapping[int, AcceptedLine]

    def are_safe(self, homes: Set[int], versions: Iterable[Homes]) -> bool:
        """Whether what these homes bring together may be printed, in each version that counts them."""
        return all(self._is_safe(homes, each) for each in versions if homes <= each.keys())

    def _is_safe(self, homes: Set[int], version: Homes) -> bool:
        trees = breakdowns(self.service, [self.lines[version[home]] for home in sorted(homes)], self.scope)
        # How many providers there are does not add up: some of them may be counted already.
        added = [each for each in trees if each.name != providers_of(self.service)]
        return not any(each.withheld for each in release_all(added))


def _who_counts(now: Homes, before: Sequence[Homes], judge: _Judge) -> Homes:
    """Those that the version before counted, and those that may come."""
    if not before:
        return now
    staying, coming = now.keys() & before[-1].keys(), now.keys() - before[-1].keys()
    groups = _by_history(coming, before).values()
    joining = [home for homes in groups if judge.are_safe(homes, [*before, now]) for home in homes]
    return {home: now[home] for home in (*staying, *joining)}


def _tells_of_few(homes: Homes, before: Sequence[Homes], judge: _Judge) -> bool:
    """Whether homes that some versions count and others do not are too few to be told of."""
    versions = [*before, homes]
    groups = _by_history({home for each in versions for home in each}, versions)
    return not all(all(history) or judge.are_safe(homes, versions) for history, homes in groups.items())


def _by_history(homes: Iterable[int], versions: Sequence[Homes]) -> dict[tuple[bool, ...], set[int]]:
    """Homes that the same versions count, together."""
    found: dict[tuple[bool, ...], set[int]] = {}
    for home in homes:
        found.setdefault(tuple(home in each for each in versions), set()).add(home)
    return found
