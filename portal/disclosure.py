"""The disclosure rule, applied to counts before they leave for a public or provider page, and its attacker.

Rule (design, "Disclosure rule"): a published count of 1 to 5 becomes `c`, and enough further cells with it
that no hidden value can be worked out from totals, other tables, percentages, or an earlier published
version. A true zero prints 0. Where a figure comes from organisations, it needs at least three of them. This
portal never suppresses single cells: a breakdown with an unsafe cell is withheld whole, and its total is
printed only when that is safe by itself. The one exception are figures that somebody else published and a publisher
has said to print as they did (`printed_by_source`); it never reaches what the portal counts.

Quantities are named, because the same quantity can stand in two tables. A breakdown called "Beds" with a cell
labelled "Occupied" prints the quantities "Beds" and "Beds / Occupied"; a breakdown of the occupied beds is
therefore called "Beds / Occupied". Two breakdowns may divide the same quantity, if their labels differ. Pure
functions: plain values in and out, nothing is stored.

Prices follow a rule of their own: see `release_prices`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import inf
from statistics import quantiles

SMALLEST_SAFE_COUNT = 6
FEWEST_CONTRIBUTORS = 3
FEWEST_PRICED_PROVIDERS = 5
# Fewer providers than this may not move a printed price range: whoever is one of two would learn what the other did.
FEWEST_MOVERS = 3
PRICE_STEP = 50
WHY_WITHHELD = "some of these numbers are so small, or come from so few providers, that they could identify someone."
WITHHELD_SENTENCE = f"Withheld: {WHY_WITHHELD}"


class Symbol(StrEnum):
    """What stands in place of a number in published statistics. Kept as it is, never turned into zero."""

    SUPPRESSED = "c"
    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    ROUNDS_TO_ZERO = "k"
    MISSING = ":"
    LOW = "low"


SYMBOL_MEANINGS: Mapping[Symbol, str] = {
    Symbol.SUPPRESSED: "withheld, too small to publish",
    Symbol.NOT_APPLICABLE: "not applicable",
    Symbol.NOT_AVAILABLE: "not available",
    Symbol.ROUNDS_TO_ZERO: "more than zero, rounds to zero",
    Symbol.MISSING: "missing",
    Symbol.LOW: "more than zero, rounds to zero",
}


@dataclass(frozen=True)
class Cell:
    """One count of a breakdown. `contributors`: how many providers it stems from; None: that is no matter."""

    label: str
    count: int
    contributors: int | None = None


@dataclass(frozen=True)
class Breakdown:
    """A total and the counts it consists of, as the portal knows them: not yet fit to publish.

    `total_contributors`: how many different providers the total stems from; when it is not given but the
    cells' are, the total is taken to stem from no more than its largest cell does. `printed_by_source`: the
    counts are copied from somebody who has published them, and are to be printed as they were there. Raises
    ValueError for counts below zero, cells that do not add up to the total, and labels used twice.
    """

    name: str
    total: int
    cells: tuple[Cell, ...]
    total_contributors: int | None = None
    printed_by_source: bool = False

    def __post_init__(self) -> None:
        if any(cell.count < 0 for cell in self.cells):
            raise ValueError(f"{self.name}: a count is below zero")
        if sum(cell.count for cell in self.cells) != self.total:
            raise ValueError(f"{self.name}: the cells do not add up to {self.total}")
        if len({cell.label for cell in self.cells}) != len(self.cells):
            raise ValueError(f"{self.name}: a label is used twice")

    def name_of(self, label: str) -> str:
        """The name of the quantity in the cell with this label."""
        return f"{self.name} / {label}"


@dataclass(frozen=True)
class ReleasedCell:
    label: str
    count: int | Symbol


@dataclass(frozen=True)
class Released:
    """A breakdown fit to publish: numbers, or `c` throughout when it is withheld."""

    name: str
    total: int | Symbol
    cells: tuple[ReleasedCell, ...]
    withheld: bool

    @property
    def sentence(self) -> str:
        """What to print beside a withheld breakdown; empty otherwise."""
        return WITHHELD_SENTENCE if self.withheld else ""

    @property
    def shares(self) -> tuple[Decimal | Symbol, ...]:
        """Each cell's percentage of the total, withheld with its count, which it would give away."""
        return tuple(share_of(cell.count, self.total) for cell in self.cells)

    def printed(self) -> Iterator[tuple[str, int | Symbol]]:
        """Every quantity in this table by name, the total first."""
        yield self.name, self.total
        for cell in self.cells:
            yield f"{self.name} / {cell.label}", cell.count


@dataclass(frozen=True)
class Found:
    """A hidden quantity that a reader of the published tables can work out."""

    name: str
    count: int


def is_safe(count: int, contributors: int | None = None) -> bool:
    """Whether a count may stand in print by itself: zero, or at least six from at least three providers."""
    if count == 0:
        return True
    return count >= SMALLEST_SAFE_COUNT and (contributors is None or contributors >= FEWEST_CONTRIBUTORS)


def share_of(part: int | Symbol, whole: int | Symbol) -> Decimal | Symbol:
    """`part` as a percentage of `whole`, one decimal place, a half rounded up; `z` where the whole is zero.

    Each share is rounded by itself, so shares may add up to 99.9 or 100.1: they are not nudged to make 100. A
    symbol in place of either count stands in place of the share.
    """
    if isinstance(part, Symbol):
        return part
    if isinstance(whole, Symbol):
        return whole
    if whole == 0:
        return Symbol.NOT_APPLICABLE
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def release(breakdown: Breakdown, *, published_before: Iterable[Released] = ()) -> Released:
    """One breakdown as it may be published. See `release_all`."""
    return release_all([breakdown], published_before=published_before)[0]


def release_all(
    breakdowns: Sequence[Breakdown], *, published_before: Iterable[Released] = (), withhold: Collection[str] = ()
) -> tuple[Released, ...]:
    """Breakdowns as they may be published together, in the order given.

    They may be nested (a cell of one is the total of another) to any depth. `published_before` holds earlier
    versions of the same tables for the same period: what was withheld once stays withheld, and a total that
    has changed since its cells stood in print is withheld with them, because the change would show which cell
    it came from. Breakdowns that are `printed_by_source` are safe however small, also where an earlier version
    withheld them, for everybody can read them at their source; but a quantity that another breakdown has to hide is
    hidden in them too. `withhold` names quantities that may not be printed though they are safe by themselves. The
    result is handed to `attack` and more is withheld until nothing hidden can be worked out. Raises ValueError where a
    quantity is a cell of two breakdowns (a cross-classified table) or has two values.
    """
    _check_names(breakdowns)
    earlier = _Earlier.of(published_before)
    unsafe = _unsafe_names(breakdowns) | set(withhold)
    hidden = _spread(breakdowns, unsafe | (earlier.hidden - _known_names(breakdowns)), earlier)
    while found := attack(_render(breakdowns, hidden)):
        names = {item.name for item in found}
        hidden |= {each.name for each in breakdowns if names & _cell_names(each)}
        hidden = _spread(breakdowns, hidden, earlier)
    return _render(breakdowns, hidden)


def stands(breakdown: Breakdown, published_before: Iterable[Released]) -> bool:
    """Whether a division may be printed beside earlier versions that divided the same quantity for the same period.

    What moved from one part to another can be had by subtracting the versions, so it is a count like any other: none,
    or at least six; and none at all where it stems from providers, for it could be one provider's. Parts that were cut
    otherwise never stand beside each other. Which divisions belong together is told by the first word of their labels.
    A quantity that is not divided always stands.
    """
    kind = _kind_of(breakdown.cells)
    before = [each for each in published_before if each.name == breakdown.name and _kind_of(each.cells) == kind]
    return len(breakdown.cells) < 2 or all(_moves_safely(breakdown, each) for each in before)


def _kind_of(cells: Sequence[Cell | ReleasedCell]) -> str:
    return cells[0].label.partition(" ")[0] if cells else ""


def _moves_safely(breakdown: Breakdown, earlier: Released) -> bool:
    printed = {cell.label: cell.count for cell in earlier.cells}
    if set(printed) != {cell.label for cell in breakdown.cells}:
        return False
    return all(
        isinstance(then := printed[cell.label], Symbol)
        or is_safe(abs(cell.count - then), None if cell.contributors is None else 0)
        for cell in breakdown.cells
    )


def attack(released: Sequence[Released]) -> list[Found]:
    """Every hidden count that the printed tables pin to one value, ordered by name.

    Bounds are pulled through each table's sum (total = cells, every count zero or more) until they stand
    still. Names make the tables a forest (a cell's name is longer than its total's), for which this is exact:
    whatever subtraction can find, this finds, and it ends.
    """
    bounds = _first_bounds(released)
    while any(_tighten(table, bounds) for table in released):
        pass
    hidden = {name for table in released for name, count in table.printed() if isinstance(count, Symbol)}
    return [Found(name, int(bounds[name][0])) for name in sorted(hidden) if bounds[name][0] == bounds[name][1]]


@dataclass(frozen=True)
class _Earlier:
    hidden: frozenset[str]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, tables: Iterable[Released]) -> _Earlier:
        printed = [item for table in tables for item in table.printed()]
        return cls(
            frozenset(name for name, count in printed if isinstance(count, Symbol)),
            {name: count for name, count in printed if not isinstance(count, Symbol)},
        )

    def shows_change(self, breakdown: Breakdown) -> bool:
        """Whether cells of this breakdown stood in print beside a different total."""
        stood = any(name in self.counts for name in _cell_names(breakdown))
        return stood and self.counts.get(breakdown.name) != breakdown.total


def _check_names(breakdowns: Sequence[Breakdown]) -> None:
    uses = Counter(name for each in breakdowns for name in _cell_names(each))
    if twice := sorted(name for name, times in uses.items() if times > 1):
        raise ValueError(f"a cell of two breakdowns: {', '.join(twice)}")
    counts: dict[str, int] = {}
    for name, count, _contributors in _quantities(breakdowns):
        if counts.setdefault(name, count) != count:
            raise ValueError(f"{name} is both {counts[name]} and {count}")


def _quantities(breakdowns: Sequence[Breakdown]) -> Iterator[tuple[str, int, int | None]]:
    for each in breakdowns:
        yield each.name, each.total, _contributors_to_total(each)
        for cell in each.cells:
            yield each.name_of(cell.label), cell.count, cell.contributors


def _contributors_to_total(breakdown: Breakdown) -> int | None:
    if breakdown.total_contributors is not None:
        return breakdown.total_contributors
    known = [cell.contributors for cell in breakdown.cells if cell.contributors is not None]
    return max(known, default=None)


def _unsafe_names(breakdowns: Sequence[Breakdown]) -> set[str]:
    judged = [each for each in breakdowns if not each.printed_by_source]
    return {name for name, count, contributors in _quantities(judged) if not is_safe(count, contributors)}


def _known_names(breakdowns: Sequence[Breakdown]) -> set[str]:
    """What can be read at its source, and is no quantity of a breakdown that the rule holds for."""
    known = {name for name, _count, _by in _quantities([each for each in breakdowns if each.printed_by_source])}
    judged = {name for name, _count, _by in _quantities([each for each in breakdowns if not each.printed_by_source])}
    return known - judged


def _cell_names(breakdown: Breakdown) -> set[str]:
    return {breakdown.name_of(cell.label) for cell in breakdown.cells}


def _spread(breakdowns: Sequence[Breakdown], hidden: set[str], earlier: _Earlier) -> set[str]:
    """Withhold whole every breakdown that touches a hidden quantity, until no further one does."""
    grown = set(hidden)
    for each in breakdowns:
        names = _cell_names(each)
        if each.name in grown or names & grown:
            grown |= names | ({each.name} if earlier.shows_change(each) else set())
    return grown if grown == hidden else _spread(breakdowns, grown, earlier)


def _render(breakdowns: Sequence[Breakdown], hidden: set[str]) -> tuple[Released, ...]:
    return tuple(_render_one(each, hidden) for each in breakdowns)


def _render_one(breakdown: Breakdown, hidden: set[str]) -> Released:
    def shown(name: str, count: int) -> int | Symbol:
        return Symbol.SUPPRESSED if name in hidden else count

    cells = tuple(
        ReleasedCell(cell.label, shown(breakdown.name_of(cell.label), cell.count)) for cell in breakdown.cells
    )
    withheld = bool(_cell_names(breakdown) & hidden)
    return Released(breakdown.name, shown(breakdown.name, breakdown.total), cells, withheld)


Bounds = dict[str, tuple[float, float]]


def _first_bounds(released: Sequence[Released]) -> Bounds:
    bounds: Bounds = {}
    for table in released:
        for name, count in table.printed():
            known = (0.0, inf) if isinstance(count, Symbol) else (float(count), float(count))
            low, high = bounds.get(name, (0.0, inf))
            bounds[name] = (max(low, known[0]), min(high, known[1]))
    return bounds


def _tighten(table: Released, bounds: Bounds) -> bool:
    """Pull the bounds of one table's quantities through its sum; whether any moved."""
    names = [f"{table.name} / {cell.label}" for cell in table.cells]
    low, high = sum(bounds[name][0] for name in names), sum(bounds[name][1] for name in names)
    moved = _narrow(bounds, table.name, low, high)
    for name in names:
        others = [bounds[other] for other in names if other != name]
        least = bounds[table.name][0] - sum(each[1] for each in others)
        most = bounds[table.name][1] - sum(each[0] for each in others)
        moved = _narrow(bounds, name, least, most) or moved
    return moved


def _narrow(bounds: Bounds, name: str, low: float, high: float) -> bool:
    before = bounds[name]
    bounds[name] = (max(before[0], low), min(before[1], high))
    return bounds[name] != before


@dataclass(frozen=True, order=True)
class Price:
    """One price in force: whose it is and what for (any numbers that tell them apart), in pounds."""

    provider: int
    subject: int
    pounds: Decimal


@dataclass(frozen=True)
class PriceRange:
    """The middle half of some prices in whole pounds, multiples of £50: lower quartile, median, upper quartile."""

    providers: int
    prices: int
    lower: int
    middle: int
    upper: int


def quartiles(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Lower quartile, median and upper quartile: the inclusive method, which takes the values for the whole market and
    not for a sample of it. Raises ValueError for no values."""
    if not values:
        raise ValueError("no values, no quartiles")
    if len(values) == 1:
        return values[0], values[0], values[0]
    lower, middle, upper = quantiles(values, n=4, method="inclusive")
    return lower, middle, upper


def release_prices(
    prices: Sequence[Price], *, before: Sequence[Price] = (), printed: PriceRange | None = None
) -> PriceRange | None:
    """A price range as it may be published, or None when it must be withheld.

    It needs five providers, none of them with more than half of the prices. The lowest and the highest price are never
    printed, for each is one provider's. `printed` is the range that was printed last and `before` the prices that it
    was made from: while fewer than three providers have moved since, it stands as it was, so that nobody can learn
    from their own move (or from one they know of) where the others are.
    """
    if printed is not None and len(_movers(prices, before)) < FEWEST_MOVERS:
        return printed
    held = Counter(price.provider for price in prices)
    if len(held) < FEWEST_PRICED_PROVIDERS or max(held.values()) * 2 > len(prices):
        return None
    lower, middle, upper = (_rounded(value) for value in quartiles([price.pounds for price in prices]))
    return PriceRange(len(held), len(prices), lower, middle, upper)


def _movers(now: Iterable[Price], before: Iterable[Price]) -> set[int]:
    """Providers with a price that was not there before, or that is there no more."""
    return {price.provider for price in set(now) ^ set(before)}


def _rounded(pounds: Decimal) -> int:
    return int((pounds / PRICE_STEP).quantize(Decimal(1), ROUND_HALF_UP)) * PRICE_STEP
