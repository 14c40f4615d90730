"""Lines of figures side by side, for people: what changed first, then what stayed the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.returns.rules import CapacityLine, Compared, compare
from portal.returns.words import Names, figure_name, value_words
from portal.web.filters import format_month
from portal.web.tables import Column, Table


@dataclass(frozen=True)
class Shown:
    """One line of figures under its heading, and how a sentence speaks of it ("October 2026", "version 1")."""

    heading: Column
    spoken: str
    line: CapacityLine


@dataclass(frozen=True)
class Beside:
    """`finding` says how much changed ("2 figures changed since October 2026"); it is "" where there is nothing to
    compare with. A table without a row is None."""

    finding: str
    changed: Table | None
    same: Table | None


def of_month(month: date, line: CapacityLine) -> Shown:
    """A month's line: "Oct 2026" at the head of a narrow column, "October 2026" read aloud."""
    return Shown(Column(f"{month:%b %Y}", numeric=True, spoken=format_month(month)), format_month(month), line)


def of_version(number: int, line: CapacityLine) -> Shown:
    """A version's line: "V2", read aloud "Version 2"."""
    return Shown(Column(f"V{number}", numeric=True, spoken=f"Version {number}"), f"version {number}", line)


def side_by_side(shown: Sequence[Shown], names: Names) -> Beside:
    """Lines, oldest first, the newest being what the page is about. What is equal in all of them is printed once."""
    rows = compare(*(one.line for one in shown))
    changed = [row for row in rows if row.changed]
    finding = _finding(len(changed), shown[0].spoken) if len(shown) > 1 else ""
    headings = [one.heading for one in shown]
    same = [row for row in rows if not row.changed]
    same_caption = f"The same as in {shown[0].spoken}" if finding else "Figures"
    return Beside(
        finding,
        _table(finding, headings, changed, names),
        _table(same_caption, headings[-1:], same, names),
    )


def _finding(changed: int, since: str) -> str:
    count = f"{changed or 'No'} {'figure' if changed == 1 else 'figures'}"
    return f"{count} changed since {since}"


def _table(caption: str, headings: Sequence[Column], rows: Sequence[Compared], names: Names) -> Table | None:
    shown = [
        [figure_name(row.figure, names), *(value_words(value) for value in row.values[-len(headings) :])]
        for row in rows
    ]
    return Table(caption, [Column("Figure"), *headings], shown) if shown else None
