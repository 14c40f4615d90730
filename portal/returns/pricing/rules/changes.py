"""What changed between two prices, what of it is asked about, and when a price may begin.

Dates (issue 3, "overlapping effective dates"): of one home and lot, at most one accepted price begins on a day, so two
that begin on the same day must ask the same fees. A price that begins before one that was accepted already is possible,
a correction backwards, and is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from portal.returns.pricing.kinds import FosteringBand, OpenBookHeading
from portal.returns.pricing.rules.lines import Band, PriceLine

# Decision 12: a fee that moved by more than this many per cent, up or down, is confirmed.
FEE_PERCENT = 10


class SurpriseKind(StrEnum):
    FEE = "fee"
    EARLIER = "earlier"


@dataclass(frozen=True)
class Surprise:
    """A fee that moved (`before` and `after` in pounds, of an age band for fostering), or a price that begins before
    the accepted one of the day `accepted_from`."""

    kind: SurpriseKind
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    band: Band = None
    accepted_from: date | None = None


@dataclass(frozen=True)
class Clash:
    """Another fee is accepted from the same day."""

    on: date
    fee: Decimal
    band: Band = None


def find_clash(line: PriceLine, accepted: Sequence[PriceLine]) -> Clash | None:
    """The accepted price that begins on the same day with other fees; None when there is no such price."""
    for other in accepted:
        if other.effective_from == line.effective_from and other.fees != line.fees:
            band = next((band for band, fee in other.fees.items() if line.fees.get(band) != fee), None)
            return Clash(other.effective_from, other.fees.get(band, Decimal(0)), band)
    return None


def find_surprises(line: PriceLine, *, predecessor: PriceLine | None, accepted: Sequence[PriceLine]) -> list[Surprise]:
    """What is surprising in a price. `accepted`: the accepted prices of the same home and lot from other periods."""
    return [*_moved(line, predecessor), *_earlier(line, accepted)]


def _moved(line: PriceLine, before: PriceLine | None) -> Iterator[Surprise]:
    known = before.fees if before else {}
    for band, fee in line.fees.items():
        old = known.get(band)
        # Compared without dividing, so that exactly 10% is never more than 10%.
        if old and abs(fee - old) * 100 > FEE_PERCENT * old:
            yield Surprise(SurpriseKind.FEE, old, fee, band)


def _earlier(line: PriceLine, accepted: Sequence[PriceLine]) -> Iterator[Surprise]:
    last = max((other.effective_from for other in accepted), default=None)
    if last is not None and line.effective_from < last:
        yield Surprise(SurpriseKind.EARLIER, accepted_from=last)


def percent_change(before: Decimal, after: Decimal) -> Decimal:
    """By how many per cent an amount changed, to one decimal place; `before` is not 0."""
    return ((after - before) * 100 / before).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


class Figure(NamedTuple):
    """The name of one thing in a price; a heading or a band where there is one for each."""

    name: str
    heading: OpenBookHeading | None = None
    band: FosteringBand | None = None


Value = Decimal | date | int | str | None


@dataclass(frozen=True)
class Compared:
    """One thing in several prices, the oldest first; of one price alone nothing has changed."""

    figure: Figure
    values: tuple[Value, ...]

    @property
    def changed(self) -> bool:
        return len(set(self.values)) > 1


_PLAIN = (
    "enhanced", "parent_and_child", "respite", "one_to_one_hour", "two_to_one_hour", "retainer", "notice_days",
    "sibling_discount", "volume_discount", "length_discount", "block_discount", "staffing_ratio", "includes",
    "occupancy_assumption", "uplift_percent",
)  # fmt: skip
_ORDER = ("effective_from", "list_fee", "total", "carer", "allowance", "agency", *_PLAIN, "open_book")


def compare(*lines: PriceLine) -> list[Compared]:
    """Everything in some prices side by side, in the order of the page, without what none of them gives. Comment and
    evidence are read, not compared."""
    known = [dict(_figures(line)) for line in lines]
    names = sorted(dict.fromkeys(name for one in known for name in one), key=_place)
    return [Compared(name, tuple(one.get(name) for one in known)) for name in names]


def _figures(line: PriceLine) -> Iterator[tuple[Figure, Value]]:
    yield Figure("effective_from"), line.effective_from
    if line.list_fee is not None:
        yield Figure("list_fee"), line.list_fee
    for band, parts in line.fostering.items():
        for name in ("total", "carer", "allowance", "agency"):
            yield Figure(name, band=band), getattr(parts, name)
    for name in _PLAIN:
        value = getattr(line, name)
        if value not in (None, ""):
            yield Figure(name), value
    for heading, amount in line.open_book.items():
        yield Figure("open_book", heading=heading), amount


def _place(figure: Figure) -> tuple[int, int, int]:
    heading = list(OpenBookHeading).index(figure.heading) if figure.heading else 0
    band = list(FosteringBand).index(figure.band) if figure.band else 0
    # A band's parts stand together, under its fee.
    return (_ORDER.index("total") if figure.band else _ORDER.index(figure.name), band, heading or _part(figure))


def _part(figure: Figure) -> int:
    return _ORDER.index(figure.name) if figure.band else 0
