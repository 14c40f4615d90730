"""Needs measures as names a statement can bind: `needs.<slug>` as table and chart, `needs.<slug>.latest` as figure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from portal.charts import Chart
from portal.disclosure import WITHHELD_SENTENCE, Symbol
from portal.needs.figures import MeasureFigure, measure_figure
from portal.needs.rules.series import Measure, Unit
from portal.needs.rules.tabulating import Row as Tabulated
from portal.needs.rules.tabulating import Tabulation, tabulate
from portal.statements.rules.catalogue import Catalogue, Column, Dataset, Drawing, Figure, Row


def indicator_catalogue(measures: Iterable[Measure]) -> Catalogue:
    """Every measure, with the disclosure rule applied."""
    figures, datasets = {}, {}
    for measure in measures:
        name, tabulation = f"needs.{measure.about.slug}", tabulate(measure, public=True)
        datasets[name] = _dataset(name, measure, tabulation)
        latest = _latest(f"{name}.latest", measure, tabulation)
        figures[latest.name] = latest
    return Catalogue(figures, datasets)


def _dataset(name: str, measure: Measure, tabulation: Tabulation) -> Dataset:
    shown = measure_figure(measure, id_prefix=name, public=True)
    return Dataset(
        name=name,
        title=shown.title,
        row_heading=shown.table.columns[0].text,
        columns=_columns(measure, tabulation),
        rows=_rows(tabulation),
        description=WITHHELD_SENTENCE if tabulation.withheld else shown.description,
        source=shown.source,
        as_at=shown.as_at_on,
        notes=shown.notes,
        withheld=tabulation.withheld,
        has_chart=shown.chart is not None,
        draw=_drawing(measure, shown),
    )


def _drawing(measure: Measure, shown: MeasureFigure) -> Drawing | None:
    def draw(title: str, id_prefix: str) -> Chart:
        chart = measure_figure(measure, id_prefix=id_prefix, public=True, title=title).chart
        if chart is None:
            raise ValueError(f"{measure.about.slug} has no chart")
        return chart

    return None if shown.chart is None else draw


def _columns(measure: Measure, tabulation: Tabulation) -> tuple[Column, ...]:
    values = [Column(period.label, measure.about.unit) for period in tabulation.periods]
    shares = [Column(f"{period.label} (%)", Unit.PERCENT) for period in tabulation.periods]
    return (*values, *(shares if tabulation.shares else ()))


def _rows(tabulation: Tabulation) -> tuple[Row, ...]:
    shares = {row.name: row.values for row in tabulation.shares}
    rows = [Row(row.name, (*row.values, *shares.get(row.name, ()))) for row in tabulation.rows]
    return (*rows, _total(tabulation.total)) if tabulation.total else tuple(rows)


def _total(total: Tabulated) -> Row:
    whole = (value if isinstance(value, Symbol) else Decimal("100.0") for value in total.values)
    return Row(total.name, (*total.values, *whole))


def _latest(name: str, measure: Measure, tabulation: Tabulation) -> Figure:
    """The newest value there is of the authority's own series, or of the total of a breakdown."""
    row, about = tabulation.total or tabulation.rows[0], measure.about
    known = [
        (period, value)
        for period, value in zip(tabulation.periods, row.values, strict=True)
        if not isinstance(value, Symbol) or value is Symbol.SUPPRESSED
    ]
    period, value = known[-1] if known else (tabulation.periods[-1], row.values[-1])
    return Figure(
        name=name,
        label=f"{about.title}, {measure.series[0].heading.area_name}, {period.label}",
        value=value,
        unit=about.unit,
        source=f"{about.source_title}. {about.source_place}",
        as_at=period.on,
    )
