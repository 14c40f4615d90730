"""What can be bound of what young people say: `voice.themes`, and for each kind of service its marks,
`voice.<service>.inspectors` and `voice.<service>.residents`, with a figure for each question.

All of it stands in the newest published voice report. Marks were judged when that was published and are printed as they
were let out; quotes are not bound, for they can be taken back, and a statement is frozen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.disclosure import WITHHELD_SENTENCE, Symbol
from portal.needs.rules.series import Unit
from portal.placements.rules.judging import last_day_of
from portal.returns.rules.trees import SERVICES, Scope, Service
from portal.statements.rules.catalogue import Catalogue, Column, Dataset, Figure, Row, Value, legend
from portal.statements.rules.tables import bars_of
from portal.voice.feedback.rules import INSPECTORS, RESIDENTS
from portal.voice.pooled.rules import Level
from portal.voice.pooled.words import LEVEL_NAMES, quarter_words

WHO = {INSPECTORS: "young inspectors after a visit", RESIDENTS: "young people who live there"}
NOTHING_YET = "No voice report has been published yet."
NO_MARKS = "No marks were let out: too few homes, or too few providers, stood behind them."


@dataclass(frozen=True)
class Asked:
    """A question that is answered by a mark; `asked_of` is the set it belongs to."""

    asked_of: str
    slug: str
    statement: str


@dataclass(frozen=True)
class Theme:
    """A theme of a report, without its quotes."""

    title: str
    said: str
    did: str
    level: Level


@dataclass(frozen=True)
class Said:
    """The newest published voice report (the first day of its quarter, None where there is none), and how many there
    are. `marks` by kind of service, set and question, as they were let out."""

    reports: int
    quarter: date | None
    questions: Sequence[Asked] = ()
    marks: Mapping[tuple[str, str, str], int] | None = None
    themes: Sequence[Theme] = ()


def voice_catalogue(said: Said, scope: Scope) -> Catalogue:
    """The figures and tables of the newest report."""
    found = [_Marks(name, who, said, scope) for name in SERVICES for who in WHO]
    reports = Figure(
        name="voice.reports",
        label="Voice reports published, one a quarter",
        value=Decimal(said.reports),
        unit=Unit.NUMBER,
        source=_source(said, scope),
        as_at=_as_at(said, scope),
    )
    figures = [reports, *(figure for each in found for figure in each.figures())]
    tables = [_themes(said, scope), *(each.table() for each in found)]
    return Catalogue({each.name: each for each in figures}, {table.name: table for table in tables})


def _source(said: Said, scope: Scope) -> str:
    quarter = f", {quarter_words(said.quarter)}" if said.quarter else ""
    return f"Voice report of {scope.council}{quarter}"


def _as_at(said: Said, scope: Scope) -> date:
    return last_day_of(said.quarter) if said.quarter else scope.as_at


def _themes(said: Said, scope: Scope) -> Dataset:
    rows = tuple(
        Row(theme.title, words=(_line(theme.said), _line(theme.did), LEVEL_NAMES[theme.level])) for theme in said.themes
    )
    quarter = quarter_words(said.quarter) if said.quarter else ""
    return Dataset(
        name="voice.themes",
        title="What young people said, and what was done",
        row_heading="Theme",
        columns=(),
        rows=rows,
        description=f"From the voice report for {quarter}." if quarter else NOTHING_YET,
        source=_source(said, scope),
        as_at=_as_at(said, scope),
        word_columns=("You said", "We did", "Who acts on it"),
        told=not rows,
        has_chart=False,
    )


def _line(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True)
class _Marks:
    """The marks of one kind of service, given by one kind of young people."""

    name: str
    who: str
    said: Said
    scope: Scope

    @property
    def service(self) -> Service:
        return SERVICES[self.name]

    @property
    def questions(self) -> list[Asked]:
        return [question for question in self.said.questions if question.asked_of == self.who]

    @property
    def has_any(self) -> bool:
        return any((self.name, self.who) == key[:2] for key in self.said.marks or {})

    def value(self, question: Asked) -> Value:
        """A mark; withheld where others were let out, not available where none was."""
        mark = (self.said.marks or {}).get((self.name, self.who, question.slug))
        if mark is None:
            return Symbol.SUPPRESSED if self.has_any else Symbol.NOT_AVAILABLE
        return Decimal(mark)

    def figures(self) -> Iterator[Figure]:
        for question in self.questions:
            yield Figure(
                name=f"voice.{self.service.slug}.{self.who}.{question.slug}",
                label=f"{self.service.title}: “{question.statement}”, middle mark out of 10 of {WHO[self.who]}",
                value=self.value(question),
                unit=Unit.NUMBER,
                source=_source(self.said, self.scope),
                as_at=_as_at(self.said, self.scope),
            )

    def table(self) -> Dataset:
        rows = tuple(Row(question.statement, (self.value(question),)) for question in self.questions)
        shown = [row for row in rows if isinstance(row.values[0], Decimal)]
        withheld = any(Symbol.SUPPRESSED in row.values for row in rows)
        title = f"{self.service.title}: marks of {WHO[self.who]}"
        description = self._described()
        return Dataset(
            name=f"voice.{self.service.slug}.{self.who}",
            title=title,
            row_heading="Statement",
            columns=(Column("Middle mark out of 10", Unit.NUMBER),),
            rows=rows,
            description=description,
            source=_source(self.said, self.scope),
            as_at=_as_at(self.said, self.scope),
            notes=((WITHHELD_SENTENCE,) if withheld else ()) + legend(rows),
            withheld=withheld,
            told=not shown,
            draw=bars_of(shown, description, "Middle mark out of 10"),
        )

    def _described(self) -> str:
        if self.said.quarter is None:
            return NOTHING_YET
        if not self.has_any:
            return NO_MARKS
        return "Each mark is the middle one of all marks, of at least six homes of three providers."
