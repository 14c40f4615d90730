"""Places that a page of quality keeps free for what other rooms know: each room fills them when it is imported.

The page never names the rooms; `order` says where their parts stand, and gaps of ten leave places between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Filler = TypeVar("Filler", bound=Callable[..., object])


class Slot(Generic[Filler]):
    """An ordered list of functions: `@slot(order=20)` adds one, and the page walks over them."""

    def __init__(self) -> None:
        self._held: list[tuple[int, Filler]] = []

    def __call__(self, *, order: int) -> Callable[[Filler], Filler]:
        """Register a function at its place."""

        def register(filler: Filler) -> Filler:
            self._held.append((order, filler))
            self._held.sort(key=lambda held: held[0])
            return filler

        return register

    def __iter__(self) -> Iterator[Filler]:
        return (filler for _, filler in self._held)
