"""What can be bound of the framework: `framework.<service>`, homes and places of providers on a lot and on none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from portal.disclosure import WITHHELD_SENTENCE, Breakdown, Cell, Symbol
from portal.needs.rules.series import Unit
from portal.returns.rules import AcceptedLine
from portal.returns.rules.trees import SERVICES, Scope, Service
from portal.statements.rules.catalogue import (
    Catalogue,
    Column,
    Dataset,
    Figure,
    Row,
    legend,
    value_text,
    withheld_words,
)
from portal.statements.rules.tables import Count, bars_of, value_of

# (binding, row, cell) of both parts of a market.
PARTS = (
    ("on-framework", "Provider on a lot", "provider on a lot"),
    ("off-framework", "Provider on no lot", "provider on no lot"),
)
# Providers on any lot for each kind of service, by id, on the month's last day.
Members = Mapping[str, Collection[int]]


def framework_breakdowns(lines: Iterable[AcceptedLine], members: Members) -> list[Breakdown]:
    """They divide the quantities that `returns.rules.trees.breakdowns` names; none where no lot holds a provider."""
    found: dict[str, list[AcceptedLine]] = {}
    for line in lines:
        if members.get(line.service_type):
            found.setdefault(line.service_type, []).append(line)
    return [each for name, own in found.items() for each in _divided(SERVICES[name], own, members[name])]


def _divided(service: Service, lines: Sequence[AcceptedLine], members: Collection[int]) -> list[Breakdown]:
    on = [line for line in lines if line.provider_id in members]
    off = [line for line in lines if line.provider_id not in members]
    parts = [(label, part) for (_, _, label), part in zip(PARTS, (on, off), strict=True)]
    homes = tuple(Cell(label, len(part), _providers(part)) for label, part in parts)
    places = tuple(Cell(label, _places(part), _providers(part)) for label, part in parts)
    return [
        Breakdown(f"{service.slug} homes", len(lines), homes, _providers(lines)),
        Breakdown(f"{service.slug} places", _places(lines), places, _providers(lines)),
    ]


def _providers(lines: Iterable[AcceptedLine]) -> int:
    return len({line.provider_id for line in lines})


def _places(lines: Iterable[AcceptedLine]) -> int:
    return sum(line.registered for line in lines)


def framework_catalogue(members: Members, counts: Mapping[str, Count], scope: Scope) -> Catalogue:
    """A table for each kind of service and its figures; `counts` are what was released."""
    figures: dict[str, Figure] = {}
    tables: dict[str, Dataset] = {}
    for name, service in SERVICES.items():
        rows = _rows(service, counts, has_members=bool(members.get(name)))
        table = _table(service, rows, scope, has_members=bool(members.get(name)))
        tables[table.name] = table
        figures.update((figure.name, figure) for figure in _figures(service, rows, scope))
    return Catalogue(figures, tables)


def _rows(service: Service, counts: Mapping[str, Count], *, has_members: bool) -> list[Row]:
    """Both parts and the whole; `x` where no lot holds a provider, `c` where the whole is known and the part is not."""
    known = counts if has_members else {}
    absent = Symbol.SUPPRESSED if f"{service.slug} places" in known else Symbol.NOT_AVAILABLE

    def row(name: str, part: str, missing: Symbol) -> Row:
        found = (known.get(f"{service.slug} {what}{part}", missing) for what in ("homes", "places"))
        return Row(name, tuple(value_of(count) for count in found))

    parts = [row(name, f" / {label}", absent) for _, name, label in PARTS]
    return [*parts, row("All", "", Symbol.NOT_AVAILABLE)]


def _figures(service: Service, rows: Sequence[Row], scope: Scope) -> Iterable[Figure]:
    for (last, words, _label), row in zip(PARTS, rows[:-1], strict=True):
        for what, unit, value in zip(("homes", "places"), (service.homes, "places"), row.values, strict=True):
            yield Figure(
                name=f"framework.{service.slug}.{what}-{last}",
                label=f"{service.title} in {scope.area}: {unit}, {words[0].lower()}{words[1:]}",
                value=value,
                unit=Unit.NUMBER,
                source=_source(scope),
                as_at=scope.as_at,
            )


def _table(service: Service, rows: Sequence[Row], scope: Scope, *, has_members: bool) -> Dataset:
    parts = rows[:-1]
    withheld = any(Symbol.SUPPRESSED in row.values for row in rows)
    told = all(value is Symbol.SUPPRESSED for row in parts for value in row.values)
    description = _described(service, rows, scope, has_members=has_members, told=told)
    bars = [Row(row.name, row.values[1:]) for row in parts]
    return Dataset(
        name=f"framework.{service.slug}",
        title=f"{service.title} in {scope.area}, on and off the framework",
        row_heading="Provider",
        columns=(Column(service.homes.capitalize(), Unit.NUMBER), Column("Places", Unit.NUMBER)),
        rows=tuple(rows),
        description=description,
        source=_source(scope),
        as_at=scope.as_at,
        notes=((WITHHELD_SENTENCE,) if withheld else ()) + legend(rows),
        withheld=withheld,
        told=told,
        draw=bars_of(bars, description, "Number of places"),
    )


def _described(service: Service, rows: Sequence[Row], scope: Scope, *, has_members: bool, told: bool) -> str:
    if not has_members:
        return f"No provider was on a lot for this service on {scope.as_at.day} {scope.as_at:%B %Y}."
    if Symbol.NOT_AVAILABLE in rows[-1].values:
        return f"No return has been accepted for {scope.month:%B %Y}."
    if told:
        whole = f"{_words(rows[-1], 0, service.homes)}, {_words(rows[-1], 1, 'places')}."
        return f"All: {whole} {withheld_words('On and off the framework')}"
    return " ".join(f"{row.name}: {_words(row, 0, service.homes)}, {_words(row, 1, 'places')}." for row in rows[:-1])


def _words(row: Row, column: int, unit: str) -> str:
    return f"{value_text(row.values[column], Unit.NUMBER)} {unit}"


def _source(scope: Scope) -> str:
    return f"{scope.source}, and the lots of its framework"
