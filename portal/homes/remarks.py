"""A few words that other areas have to say of homes wherever the council lists them, such as that it places nobody new
there. Areas add their own, as they do to Today:

    @remarks_on_homes
    def suspended(session: Session, authority_id: int) -> Mapping[int, str]: …

Few homes have a remark, so each source gives all of them at once. The words are for staff of that authority only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

Source = Callable[[Session, int], Mapping[int, str]]
Remarks = Mapping[int, list[str]]
_sources: list[Source] = []


def remarks_on_homes(source: Source) -> Source:
    """Register a function that gives words by home id; homes it says nothing of are left out."""
    _sources.append(source)
    return source


def list_remarks(session: Session, authority_id: int) -> Remarks:
    """What is said of an authority's homes, by home id."""
    found: dict[int, list[str]] = {}
    for source in _sources:
        for home_id, words in source(session, authority_id).items():
            found.setdefault(home_id, []).append(words)
    return found
