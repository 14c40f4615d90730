"""What staff may see of an answer: only what its author agreed to, or what was left as it was written."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from functools import cache

from portal.voice.inspectors import names as spelling

# With so many living there, each is as good as named.
FEW_PLACES = 2


class Treatment(StrEnum):
    """What the coordinator would do with an answer."""

    UNDECIDED = "undecided"
    AS_WRITTEN = "as_written"
    REDACTED = "redacted"
    LEFT_OUT = "left_out"


class Verdict(StrEnum):
    """What the author says to that."""

    WAITING = "waiting"
    AGREED = "agreed"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"


class Response(StrEnum):
    """What a home says to a point."""

    DID = "did"
    WILL = "will"
    CANNOT = "cannot"


class Enough(StrEnum):
    """Whether the home's answers are good enough."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Changed(StrEnum):
    """Whether it really changed."""

    YES = "yes"
    SOME = "some"
    NO = "no"


def may_be_shared(treatment: Treatment, verdict: Verdict, *, was_objected: bool) -> bool:
    """Whether an answer leaves the coordinator's desk. What was once objected to needs a yes, however it stands now."""
    if treatment == Treatment.AS_WRITTEN and not was_objected:
        return verdict in (Verdict.WAITING, Verdict.AGREED)
    return treatment in (Treatment.AS_WRITTEN, Treatment.REDACTED) and verdict == Verdict.AGREED


def is_open(treatment: Treatment, verdict: Verdict, *, was_objected: bool) -> bool:
    """Whether something has still to be settled before anything is shared."""
    if verdict == Verdict.WITHDRAWN or treatment == Treatment.LEFT_OUT:
        return False
    return not may_be_shared(treatment, verdict, was_objected=was_objected)


def tells_who(*, is_resident: bool, is_solo: bool, usable_places: int, living: int | None) -> bool:
    """Whether a home will know who wrote something, however it is worded: so few live there. `living`: how many do by
    what the home returned last, None where it never did.
    """
    at_most = usable_places if living is None else min(usable_places, living)
    return is_resident and (is_solo or at_most <= FEW_PLACES)


def find_name(text: str, names: Iterable[str], *, as_spelt: bool = False) -> str | None:
    """The first words of a text that are one of some names, or None: see `find_names`."""
    return next(find_names(text, names, as_spelt=as_spelt), None)


def find_names(text: str | spelling.Text, names: Iterable[str], *, as_spelt: bool = False) -> Iterator[str]:
    """The words of a text that are one of some names, however spelt (see `spelling`), as they stand there. `as_spelt`:
    only what is written as a name, or just as this one: a biscuit is no Biscuit."""
    wanted: dict[str, list[spelling.Name]] = {}
    for name in (spelling.name_of(each) for each in names):
        if name.letters:
            wanted.setdefault(name.letters, []).append(name)
    most_words = max((name.words for same in wanted.values() for name in same), default=0)
    for run in spelling.read(text).runs(map(len, wanted), most_words=most_words):
        alike = [name for name in wanted.get(run.letters, ()) if run.words <= name.words]
        if any(not as_spelt or run.is_name or run.spelt == name.spelt for name in alike):
            yield run.stands


def find_hidden_names(
    text: str | spelling.Text,
    names: Iterable[spelling.HiddenName],
    hidden: Callable[[str], str],
    *,
    as_spelt: bool = False,
) -> Iterator[str]:
    """As `find_names`, of names that are known by a hash (`hidden`) of their letters."""
    known = sorted(names, key=lambda name: name.words)
    words_of = {name.hashed: name.words for name in known}
    lengths = {length for name in known for length in name.lengths}
    hashed = cache(hidden)
    for run in spelling.read(text).runs(lengths, most_words=max(words_of.values(), default=0)):
        if (run.is_name or not as_spelt) and run.words <= words_of.get(hashed(run.letters), 0):
            yield run.stands


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time so many months ago, or the last day of a shorter month."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return now.replace(year=years, month=month + 1, day=min(now.day, last))
