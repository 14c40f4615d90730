"""Pages and order of a list, both kept in the address with the filter.

page_of(request.args, total=…, per_page=50) → Page: number, pages, total, offset, limit, first, last,
    url_for(n), cut(rows)
sort_of(request.args, ("name", "received"), default="name") → Sort: key, descending, url_for(key)

A page or an order nobody offered is the nearest that exists, never an error: addresses grow old.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

PER_PAGE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """One page of a list; `number` counts from 1, `pages` is at least 1."""

    number: int
    pages: int
    total: int
    limit: int
    other_args: tuple[tuple[str, str], ...] = ()

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.limit

    def cut(self, rows: Sequence[T]) -> Sequence[T]:
        """The rows of this page, of all of them."""
        return rows[self.offset : self.offset + self.limit]

    @property
    def first(self) -> int:
        """The number of the first row shown, 0 when there is none."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return min(self.offset + self.limit, self.total)

    def url_for(self, number: int) -> str:
        """The address of another page, with filter and order as they are."""
        return address(self.other_args, (("page", str(number)),) if number > 1 else ())

    @property
    def shown(self) -> list[int | None]:
        """The numbers a reader is offered: ends, this one and its neighbours; None is a gap."""
        near = {1, self.pages, self.number - 1, self.number, self.number + 1}
        offered = sorted(number for number in near if 1 <= number <= self.pages)
        return [step for index, number in enumerate(offered) for step in _with_gap(offered, index, number)]


def _with_gap(offered: Sequence[int], index: int, number: int) -> list[int | None]:
    return [None, number] if index and number - offered[index - 1] > 1 else [number]


@dataclass(frozen=True)
class Sort:
    """The order of a list."""

    key: str
    descending: bool
    other_args: tuple[tuple[str, str], ...] = ()

    def url_for(self, key: str) -> str:
        """The address that orders by `key`; by the same key again, the other way round."""
        turned = key == self.key and not self.descending
        return address(self.other_args, (("sort", f"-{key}" if turned else key),))


def page_of(args: MultiDict[str, str], *, total: int, per_page: int = PER_PAGE) -> Page:
    """The page the address asks for, held between the first and the last."""
    pages = max(1, -(-total // per_page))
    return Page(min(_asked(args.get("page", "")), pages), pages, total, per_page, _without(args, "page"))


def _asked(text: str) -> int:
    plain = text.isascii() and text.isdigit() and len(text) < 10
    return max(1, int(text)) if plain else 1


def sort_of(args: MultiDict[str, str], keys: Iterable[str], *, default: str) -> Sort:
    """The order the address asks for among `keys`; "-key" is descending, and `default` may be one too."""
    asked = args.get("sort", default)
    chosen = asked if asked.removeprefix("-") in set(keys) else default
    return Sort(chosen.removeprefix("-"), chosen.startswith("-"), _without(args, "sort", "page"))


def _without(args: MultiDict[str, str], *names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in args.items(multi=True) if name not in names and value)


def address(*parts: Iterable[tuple[str, str]]) -> str:
    """A relative address of these query arguments."""
    return "?" + urlencode([pair for part in parts for pair in part])
