"""What is said on the next page that is shown."""

from __future__ import annotations

from flask import flash, session


def tell(message: str) -> None:
    """Say it there, once however often it came up until then: several tabs may be answered before a page is shown."""
    if ("notice", message) not in session.get("_flashes", []):
        flash(message, "notice")


def untell(*beginnings: str) -> None:
    """Leave out what has turned out not to be so."""
    said = session.pop("_flashes", [])
    left = [each for each in said if not each[1].startswith(beginnings)]
    if left:
        session["_flashes"] = left
