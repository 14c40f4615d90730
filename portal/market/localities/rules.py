"""Localities as they may be shown to the public: merged until each area holds enough homes and providers."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.disclosure import FEWEST_CONTRIBUTORS, SMALLEST_SAFE_COUNT, Breakdown, Cell, Released, Symbol
from portal.returns.rules.market import AcceptedLine
from portal.returns.rules.trees import SERVICES, Service

# The design asks for five homes. A count of five is too small to print, so an area holds one more.
FEWEST_HOMES = max(5, SMALLEST_SAFE_COUNT)
FEWEST_PROVIDERS = FEWEST_CONTRIBUTORS
# Homes in the borough whose locality nobody knows: they are counted in the merged area, never in one of their own.
UNKNOWN = ""
# How the label of an area begins, and how it ends where it has no locality.
IN, NOWHERE = "in ", "no known locality"


@dataclass(frozen=True)
class Area:
    """Localities (slugs, in the authority's order) shown as one, and the homes of one kind of service there."""

    localities: tuple[str, ...]
    lines: tuple[AcceptedLine, ...]

    @property
    def providers(self) -> int:
        return len({line.provider_id for line in self.lines})

    @property
    def is_enough(self) -> bool:
        return len(self.lines) >= FEWEST_HOMES and self.providers >= FEWEST_PROVIDERS


@dataclass(frozen=True)
class PublicArea:
    """An area as it may be printed."""

    localities: tuple[str, ...]
    homes: int | Symbol
    places: int | Symbol


@dataclass(frozen=True)
class PublicService:
    """One kind of service by area and for the borough; no areas where it was not let out by area."""

    service: Service
    areas: tuple[PublicArea, ...]
    homes: int | Symbol
    places: int | Symbol


def lines_by_service(lines: Iterable[AcceptedLine]) -> dict[str, list[AcceptedLine]]:
    """The lines of each kind of service that has buildings, in the order services are always named."""
    with_buildings = [line for line in lines if not line.fostering]
    by_service = {name: [line for line in with_buildings if line.service_type == name] for name in SERVICES}
    return {name: found for name, found in by_service.items() if found}


def merge(lines: Iterable[AcceptedLine], locality_by_home: Mapping[int, str], order: Sequence[str]) -> list[Area]:
    """The areas of one kind of service, in the authority's order; none where the whole borough is too small.

    A locality with too few homes or providers joins the others like it. While these together are still too few, the
    smallest of the rest joins them: so no area can be worked out by taking the others from the whole. An area without
    localities holds the homes whose locality nobody knows. Where the authority named no localities there are no areas.
    """
    by_locality: dict[str, list[AcceptedLine]] = {slug: [] for slug in order}
    for line in lines:
        by_locality.setdefault(locality_by_home.get(line.home_id, UNKNOWN), []).append(line)
    areas = [Area((slug,), tuple(found)) for slug, found in by_locality.items()]
    alone = [area for area in areas if area.is_enough]
    small = [area for area in areas if not area.is_enough]
    while small and alone and not _joined(small).is_enough:
        small.append(min(alone, key=lambda area: len(area.lines)))
        alone.remove(small[-1])
    merged = [*alone, _joined(small)] if small else alone
    if not order or not all(area.is_enough for area in merged):
        return []
    return sorted((_in_order(area, order) for area in merged), key=lambda area: _place_of(area, order))


def _joined(areas: Sequence[Area]) -> Area:
    slugs = tuple(slug for area in areas for slug in area.localities)
    return Area(slugs, tuple(line for area in areas for line in area.lines))


def _in_order(area: Area, order: Sequence[str]) -> Area:
    return Area(tuple(slug for slug in order if slug in area.localities), area.lines)


def _place_of(area: Area, order: Sequence[str]) -> int:
    return order.index(area.localities[0]) if area.localities else len(order)


def breakdowns_by_area(service: Service, areas: Sequence[Area]) -> list[Breakdown]:
    """Homes and registered places of one kind of service by area; none where nothing may be shown by area.

    They divide the quantities that `returns.rules.trees.breakdowns` names, so both can be released together.
    """
    if not areas:
        return []
    whole = _joined(areas)
    homes = tuple(Cell(label_of(area), len(area.lines), area.providers) for area in areas)
    places = tuple(Cell(label_of(area), _places(area), area.providers) for area in areas)
    return [
        Breakdown(f"{service.slug} homes", len(whole.lines), homes, whole.providers),
        Breakdown(f"{service.slug} places", _places(whole), places, whole.providers),
    ]


def label_of(area: Area) -> str:
    """The cell of an area, which no other breakdown of the same quantity has."""
    return f"{IN}{' '.join(area.localities) or NOWHERE}"


def _localities_of(label: str) -> tuple[str, ...]:
    told = label.removeprefix(IN)
    return () if told == NOWHERE else tuple(told.split(" "))


def _places(area: Area) -> int:
    return sum(line.registered for line in area.lines)


def public_services(released: Iterable[Released], known: Container[str]) -> list[PublicService]:
    """What was let out of each kind of service that has buildings, in the order services are always named.

    `known`: the localities there are today. Where areas were made of others, nobody could say where they lie.
    """
    counts = {name: count for table in released for name, count in table.printed()}
    found = [service for service in SERVICES.values() if f"{service.slug} places / Own" in counts]
    return [_public_service(service, counts, known) for service in found]


def _public_service(service: Service, counts: Mapping[str, int | Symbol], known: Container[str]) -> PublicService:
    homes, places = f"{service.slug} homes", f"{service.slug} places"
    labels = [name.removeprefix(f"{homes} / ") for name in counts if name.startswith(f"{homes} / {IN}")]
    areas = tuple(
        PublicArea(
            _localities_of(label), counts[f"{homes} / {label}"], counts.get(f"{places} / {label}", Symbol.SUPPRESSED)
        )
        for label in labels
    )
    is_placed = all(slug in known for area in areas for slug in area.localities)
    return PublicService(service, areas if is_placed else (), counts[homes], counts[places])
