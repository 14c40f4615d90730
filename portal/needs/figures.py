"""A measure as a figure: table, chart and words, all from the same values; for the staff page and the
statement.

`public=True` is for anything that leaves for a public or provider page: the disclosure rule is applied
before either table or chart is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from portal.charts import Chart, Words, bar_chart, line_chart, plain_number
from portal.charts import Series as Plotted
from portal.disclosure import SYMBOL_MEANINGS, WITHHELD_SENTENCE, Symbol
from portal.needs.rules.series import UNIT_WORDS, Heading, Measure, Period, Unit, Value
from portal.needs.rules.tabulating import Row, Tabulation, tabulate
from portal.web.filters import format_date
from portal.web.tables import Column, Table

MOST_LINES = 4


@dataclass(frozen=True)
class Plot:
    """What a chart is drawn from: bars for each category, or lines over periods where there are any."""

    series: tuple[Plotted, ...]
    categories: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()

    def draw(self, words: Words, id_prefix: str) -> Chart:
        if self.periods:
            return line_chart(self.series, self.periods, words, id_prefix=id_prefix)
        return bar_chart(self.series, self.categories, words, id_prefix=id_prefix)


@dataclass(frozen=True)
class MeasureFigure:
    """What a page prints. `description` says in a sentence what the chart shows; `notes` stand under the
    table, first of all what is withheld of it.

    `plot` is None where there are more lines than can be told apart. `chart` is drawn when it is first asked for.
    """

    title: str
    description: str
    table: Table
    plot: Plot | None
    unit: str
    id_prefix: str
    source: str
    as_at_on: date
    notes: tuple[str, ...]

    @cached_property
    def chart(self) -> Chart | None:
        words = Words(self.title, self.description, self.unit)
        return self.plot.draw(words, self.id_prefix) if self.plot else None


def measure_figure(measure: Measure, *, id_prefix: str, public: bool, title: str = "") -> MeasureFigure:
    """The figure of a measure. `id_prefix` must be unique in the page; `title` is the finding, if there is
    one.
    """
    tabulation = tabulate(measure, public=public)
    about = measure.about
    return MeasureFigure(
        title=title or about.title,
        description=_description(about, tabulation),
        table=measure_table(about, tabulation),
        plot=_plot(about, tabulation),
        unit=unit_words(about),
        id_prefix=id_prefix,
        source=f"{about.source_title}. {about.source_place}",
        as_at_on=about.as_at_on,
        notes=_notes(measure, tabulation),
    )


def unit_words(about: Heading) -> str:
    """What the values count ("Rate per 10,000 children aged 0 to 17", "Number of children")."""
    of = " of" if about.unit is Unit.NUMBER and about.denominator else ""
    return f"{UNIT_WORDS[about.unit]}{of} {about.denominator}".strip()


def measure_table(about: Heading, tabulation: Tabulation) -> Table:
    """Rows by area or breakdown, a column for each period; counts of a breakdown have a total and shares
    too.
    """
    shares = {row.name: row.values for row in tabulation.shares}
    whole = tuple(_share_of_total(value) for value in tabulation.total.values) if tabulation.total else ()
    rows = [_cells(row, shares.get(row.name, ())) for row in tabulation.rows]
    if tabulation.total:
        rows.append(_cells(tabulation.total, whole))
    return Table(
        f"{about.title} ({unit_words(about).lower()})",
        _columns(about, tabulation),
        rows,
    )


def _columns(about: Heading, tabulation: Tabulation) -> list[Column]:
    labels = [period.label for period in tabulation.periods]
    shares = [f"{label} (%)" for label in labels] if tabulation.shares else []
    return [
        Column(about.breakdown_by or "Area"),
        *(Column(label, numeric=True) for label in labels + shares),
    ]


def _share_of_total(total: Value) -> Value:
    return total if isinstance(total, Symbol) else Decimal(100)


def _cells(row: Row, shares: tuple[Value, ...]) -> list[str | Decimal]:
    return [row.name, *map(_cell, row.values), *map(_share_cell, shares)]


def _cell(value: Value) -> str | Decimal:
    """A symbol as it is; a number without idle zeros (75.00 becomes 75, 71.90 becomes 71.9)."""
    if isinstance(value, Symbol):
        return value.value
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _share_cell(value: Value) -> str | Decimal:
    """A share keeps its one decimal, 25.0 too, so that a column of them lines up."""
    return value.value if isinstance(value, Symbol) else value.quantize(Decimal("0.1"))


def _plot(about: Heading, tabulation: Tabulation) -> Plot | None:
    """Areas over time as lines; a breakdown, or areas in one period, as bars, its first period beside its last (and
    beside what that came to).

    What was counted, what is projected and what it came to are never one line, so a projection is bars.
    """
    if about.breakdown_by or len(tabulation.periods) == 1:
        return _bars(_first_beside_last(tabulation), tuple(row.name for row in tabulation.rows))
    if len(tabulation.rows) > MOST_LINES:
        return None
    lines = tuple(Plotted(row.name, row.values) for row in tabulation.rows)
    if about.is_projection:
        return _bars(lines, tuple(period.label for period in tabulation.periods))
    return Plot(lines, periods=tabulation.periods)


def _first_beside_last(tabulation: Tabulation) -> tuple[Plotted, ...]:
    """One period alone needs no name beside its bars: the words under the chart say it."""
    places = [place for place in range(len(tabulation.periods)) if place not in tabulation.outturns]
    shown = sorted({places[0], places[-1]} | {places[-1] + 1} & tabulation.outturns)
    return tuple(
        Plotted(
            tabulation.periods[place].label if len(shown) > 1 else "",
            tuple(row.values[place] for row in tabulation.rows),
        )
        for place in shown
    )


def _bars(series: tuple[Plotted, ...], categories: tuple[str, ...]) -> Plot | None:
    """Bars, or None where one would be shorter than nothing."""
    values = [value for each in series for value in each.values]
    if any(value < 0 for value in values if not isinstance(value, Symbol)):
        return None
    return Plot(series, categories)


def _description(about: Heading, tabulation: Tabulation) -> str:
    """Where each row begins and ends, and what came of what was projected, in words: what somebody who cannot see the
    chart needs of it.
    """
    return " ".join(_row_sentence(row, tabulation, about.unit) for row in tabulation.rows)


def _row_sentence(row: Row, tabulation: Tabulation, unit: Unit) -> str:
    known = {
        place: f"{_spoken(value, unit)} in {period.label}"
        for place, (period, value) in enumerate(zip(tabulation.periods, row.values, strict=True))
        if not isinstance(value, Symbol)
    }
    if not known:
        return f"{row.name}: no figures."
    came = tabulation.outturns & set(known)
    ends = [place for place in known if place not in came]
    # Each outturn is told beside what was projected.
    told = {*ends[:1], *ends[-1:], *came, *(place - 1 for place in came)} & set(known)
    return f"{row.name}: {', '.join(known[place] for place in sorted(told))}."


def _spoken(value: Decimal, unit: Unit) -> str:
    if unit is Unit.POUNDS:
        return f"£{value:,.2f}" if value % 1 else f"£{value:,.0f}"
    return f"{plain_number(value)}%" if unit is Unit.PERCENT else plain_number(value)


def _notes(measure: Measure, tabulation: Tabulation) -> tuple[str, ...]:
    about = measure.about
    rows = (*tabulation.rows, *tabulation.shares)
    symbols = {value for row in rows for value in row.values if isinstance(value, Symbol)}
    meanings = [f"{symbol.value}: {SYMBOL_MEANINGS[symbol]}." for symbol in Symbol if symbol in symbols]
    rounding = "Shares are rounded one by one, so they may not add up to 100." if tabulation.shares else ""
    withheld = WITHHELD_SENTENCE if tabulation.withheld else ""
    basis = (*_basis(about), *_outturns(measure))
    said = (withheld, measure.printed_words, about.definition, *basis, *meanings, rounding)
    return tuple(note for note in said if note)


def _basis(about: Heading) -> tuple[str, ...]:
    """How a projection was made."""
    if not about.is_projection:
        return ()
    said = (
        ("Method", about.method),
        ("Inputs", about.inputs),
        ("Range", about.spread),
        ("Assumptions", about.assumptions),
    )
    return tuple(f"{name}: {words.rstrip('.')}." for name, words in said)


def _outturns(measure: Measure) -> Iterator[str]:
    """Who counted what a projection came to, once for each period and source."""
    found = {(period, outturn.source, outturn.as_at_on) for (_place, period), outturn in measure.outturns.items()}
    for period, source, as_at_on in sorted(found, key=lambda each: (each[0].on, each[2], each[1])):
        yield f"Outturn of {period.label}: {source.rstrip('.')}. As at {format_date(as_at_on)}."
