"""What a checker is shown on one page before a statement is sent on: what stops it, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.statements.rules.content import Built, Draft

LEAD_FIGURES_WANTED = 3
MOST_NUMBERS_SHOWN = 8


class Level(StrEnum):
    """An error stops the statement; a warning asks a person to look."""

    ERROR = "error"
    WARNING = "warning"
    PASSED = "passed"


@dataclass(frozen=True)
class Check:
    """One finding. `section` is the index of the section to mend, where it is one; `in_details`: summary or lead
    figures are to be mended.
    """

    level: Level
    sentence: str
    section: int | None = None
    in_details: bool = False


def check(draft: Draft, built: Built) -> list[Check]:
    """Every finding, errors first; what was checked and found right is said too."""
    looked_at = [*_held(built), *_unavailable(built), *_withheld(built), *_as_source(built), *_typed(draft, built)]
    found = [*_missing(draft), *_faults(built), *looked_at]
    errors = [each for each in found if each.level is Level.ERROR]
    return [*errors, *(each for each in found if each.level is not Level.ERROR), *_passed(built)]


def is_ready(checks: Iterable[Check]) -> bool:
    """Whether nothing stops the statement."""
    return not any(each.level is Level.ERROR for each in checks)


def _missing(draft: Draft) -> Iterator[Check]:
    if not draft.summary.strip():
        summary = "The summary is empty. Write the paragraph that stands under the title."
        yield Check(Level.ERROR, summary, in_details=True)
    if len(draft.lead_figures) < LEAD_FIGURES_WANTED:
        yield Check(Level.ERROR, f"Choose {LEAD_FIGURES_WANTED} figures to stand large at the head.", in_details=True)
    if not draft.sections:
        yield Check(Level.ERROR, "There are no sections. Add one.")
    for index, (heading, text) in enumerate(draft.sections):
        if not text.strip():
            yield Check(Level.ERROR, f"“{heading}” is empty. Write it or remove it.", index)


def _faults(built: Built) -> Iterator[Check]:
    for placed in built.faults:
        yield Check(Level.ERROR, placed.sentence, placed.section, in_details=placed.section is None)


def _held(built: Built) -> Iterator[Check]:
    for sentence in built.held:
        yield Check(Level.WARNING, sentence)


def _unavailable(built: Built) -> Iterator[Check]:
    for name, figure in built.content["figures"].items():
        if figure["symbol"] not in (None, "c"):
            yield Check(Level.WARNING, f"The figure “{name}” reads {figure['text']}.")


def _withheld(built: Built) -> Iterator[Check]:
    names = [name for name, figure in built.content["figures"].items() if figure["symbol"] == "c"]
    names += [table["name"] for table in built.content["tables"].values() if table["withheld"]]
    for name in names:
        yield Check(Level.WARNING, f"“{name}” is withheld: its numbers are too small or come from too few providers.")


def _as_source(built: Built) -> Iterator[Check]:
    figures = {name: figure.get("remark") for name, figure in built.content["figures"].items()}
    tables = {table["name"]: table.get("remark") for table in built.content["tables"].values()}
    for name, remark in (figures | tables).items():
        if remark:
            yield Check(Level.WARNING, f"“{name}” shows small numbers as its source did: a publisher said so.")


def _typed(draft: Draft, built: Built) -> Iterator[Check]:
    for index, (heading, _text) in enumerate(draft.sections):
        numbers = built.typed_numbers.get(heading, ())
        if numbers:
            shown = ", ".join(numbers[:MOST_NUMBERS_SHOWN])
            yield Check(
                Level.WARNING, f"“{heading}” has numbers that were typed, not bound: {shown}. Check each.", index
            )


def _passed(built: Built) -> Iterator[Check]:
    bound = len(built.content["figures"]) + len(built.content["tables"])
    if not built.faults:
        yield Check(Level.PASSED, f"Every one of the {bound} figures and tables named in the text was found.")
    yield Check(Level.PASSED, "The disclosure rule was applied to every table, chart and figure together.")
