"""Needs measures as names a statement can bind: `needs.<slug>` as table and chart, and its figures.

`needs.<slug>.first` and `.latest` are the oldest and newest value of the authority's own line, or of a breakdown's
total if it has one; `needs.<slug>.<row>` is the newest value of a row, such as `needs.average-cost.residential`. What a
projection came to is never the latest: that is `needs.<slug>.outturn`, and `needs.<slug>.<row>.outturn`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from portal.charts import Chart
from portal.disclosure import WITHHELD_SENTENCE, Symbol
from portal.needs.figures import MeasureFigure, measure_figure
from portal.needs.rules.series import Measure, Period, Unit
from portal.needs.rules.tabulating import Row as Tabulated
from portal.needs.rules.tabulating import Tabulation, tabulate
from portal.statements.rules.catalogue import Catalogue, Column, Dataset, Drawing, Figure, Row, Value, withheld_words


def indicator_catalogue(measures: Iterable[Measure]) -> Catalogue:
    """Every measure, with the disclosure rule applied."""
    figures: dict[str, Figure] = {}
    datasets: dict[str, Dataset] = {}
    for measure in measures:
        name, tabulation = f"needs.{measure.about.slug}", tabulate(measure, public=True)
        datasets[name] = _dataset(name, measure, tabulation)
        figures.update((figure.name, figure) for figure in _figures(name, measure, tabulation))
    return Catalogue(figures, datasets)


def _dataset(name: str, measure: Measure, tabulation: Tabulation) -> Dataset:
    shown, rows = measure_figure(measure, id_prefix=name, public=True), _rows(tabulation)
    told = {value for row in rows for value in row.values} == {Symbol.SUPPRESSED}
    return Dataset(
        name=name,
        title=shown.title,
        row_heading=shown.table.columns[0].text,
        columns=_columns(measure, tabulation),
        rows=rows,
        description=_description(shown, withheld=tabulation.withheld, told=told),
        source=shown.source,
        as_at=shown.as_at_on,
        notes=shown.notes,
        withheld=tabulation.withheld,
        told=told,
        remark=measure.printed_words,
        has_chart=shown.plot is not None,
        draw=None if told else _drawing(measure, shown),
    )


def _description(shown: MeasureFigure, *, withheld: bool, told: bool) -> str:
    if told:
        return withheld_words(shown.title)
    return WITHHELD_SENTENCE if withheld else shown.description


def _drawing(measure: Measure, shown: MeasureFigure) -> Drawing | None:
    def draw(title: str, id_prefix: str) -> Chart:
        chart = measure_figure(measure, id_prefix=id_prefix, public=True, title=title).chart
        if chart is None:
            raise ValueError(f"{measure.about.slug} has no chart")
        return chart

    return None if shown.plot is None else draw


def _columns(measure: Measure, tabulation: Tabulation) -> tuple[Column, ...]:
    sign = {Unit.POUNDS: " (£)", Unit.PERCENT: " (%)"}.get(measure.about.unit, "")
    values = [Column(f"{period.label}{sign}", measure.about.unit) for period in tabulation.periods]
    shares = [Column(f"{period.label} (%)", Unit.PERCENT) for period in tabulation.periods]
    return (*values, *(shares if tabulation.shares else ()))


def _rows(tabulation: Tabulation) -> tuple[Row, ...]:
    shares = {row.name: row.values for row in tabulation.shares}
    rows = [Row(row.name, (*row.values, *shares.get(row.name, ()))) for row in tabulation.rows]
    return (*rows, _total(tabulation.total)) if tabulation.total else tuple(rows)


def _total(total: Tabulated) -> Row:
    whole = (value if isinstance(value, Symbol) else Decimal("100.0") for value in total.values)
    return Row(total.name, (*total.values, *whole))


def _figures(name: str, measure: Measure, tabulation: Tabulation) -> Iterator[Figure]:
    """Ends of the main line; a breakdown into amounts or shares, which are not added up, has none."""
    if tabulation.total or not measure.about.breakdown_by:
        area = measure.series[0].heading.area_name
        known = _known(tabulation.total or tabulation.rows[0], tabulation)
        yield from _came(name, measure, area, tabulation.total or tabulation.rows[0], tabulation)
        yield _figure(f"{name}.latest", measure, area, known[-1])
        if len(known) > 1:
            yield _figure(f"{name}.first", measure, area, known[0])
    if len(tabulation.rows) > 1:
        for row, series in zip(tabulation.rows, measure.series, strict=True):
            line = series.heading.breakdown or series.heading.area_name
            yield _figure(f"{name}.{_slug(line)}", measure, line, _known(row, tabulation)[-1])
            yield from _came(f"{name}.{_slug(line)}", measure, line, row, tabulation)


def _came(name: str, measure: Measure, line: str, row: Tabulated, tabulation: Tabulation) -> Iterator[Figure]:
    """What the last projected period that has an outturn came to, with the source and date of that."""
    if not tabulation.outturns:
        return
    place = max(tabulation.outturns)
    period = tabulation.periods[place]
    outturn = max(
        (each for (_series, of), each in measure.outturns.items() if of.on == period.on), key=lambda each: each.as_at_on
    )
    figure = _figure(f"{name}.outturn", measure, line, (period, row.values[place]))
    yield replace(figure, source=outturn.source, as_at=outturn.as_at_on, remark="")


def _known(row: Tabulated, tabulation: Tabulation) -> list[tuple[Period, Value]]:
    """The periods that have a value or withhold one, oldest first, without outturns; the last period where none has."""
    points: list[tuple[Period, Value]] = [
        point
        for place, point in enumerate(zip(tabulation.periods, row.values, strict=True))
        if place not in tabulation.outturns
    ]
    known = [point for point in points if not isinstance(point[1], Symbol) or point[1] is Symbol.SUPPRESSED]
    return known or points[-1:]


def _figure(name: str, measure: Measure, line: str, point: tuple[Period, Value]) -> Figure:
    """What a projection expects is as at the day it was made; anything else as at its period's end."""
    (period, value), about = point, measure.about
    return Figure(
        name=name,
        label=f"{about.title}, {line}, {period.label}",
        value=value if isinstance(value, Symbol) else _plain(value),
        unit=about.unit,
        source=f"{about.source_title}. {about.source_place}",
        as_at=min(period.on, about.as_at_on),
        remark=f"“{about.title}”: {measure.printed_words}" if measure.printed_as_source else "",
    )


def _plain(value: Decimal) -> Decimal:
    """Without idle zeros after the point, which read badly in a sentence."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _slug(words: str) -> str:
    """A row's name in small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
