"""The pages both desks have, at the same addresses under their own prefix: same views, other scope and roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from flask import Blueprint

from portal import access
from portal.access import Role
from portal.homes.views import adding, flows, lists
from portal.homes.views.desk import Desk

View = Callable[..., Any]
# Read by everybody at the desk, changed by its writers; a form is shown and sent at one address.
READ: tuple[tuple[str, View], ...] = (("/", lists.list_homes), ("/list.csv", lists.list_csv))
WRITERS_READ: tuple[tuple[str, View], ...] = (
    ("/add/<reference>/", adding.resume),
    ("/<reference>/added", adding.added),
)
FORMS: tuple[tuple[str, View], ...] = (
    ("/add/<reference>/<step>", adding.draft_step),
    ("/add/<reference>/check", adding.check),
    ("/add/<reference>/discard", adding.discard),
    ("/<reference>/change/<step>", flows.change),
    ("/<reference>/open", flows.open_home),
    ("/<reference>/close", flows.close_home),
)


def add_pages(blueprint: Blueprint, desk: Desk, *, readers: Sequence[Role], writers: Sequence[Role]) -> None:
    """Give a blueprint these pages, each with its policy; a page is named as its function is."""
    for roles, methods, pages in (
        (readers, ["GET"], READ),
        (writers, ["GET"], WRITERS_READ),
        (writers, ["GET", "POST"], FORMS),
    ):
        for rule, page in pages:
            view = access.allow(*roles)(_at_desk(page, desk))
            blueprint.add_url_rule(rule, page.__name__, view, methods=methods)


def _at_desk(page: View, desk: Desk) -> View:
    @wraps(page)
    def view(**values: str) -> Any:
        return page(desk, **values)

    return view
