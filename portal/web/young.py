"""Young people's pages: which they are, how to leave them at once, and where to say that somebody is not safe.

Their layout is `layouts/young.html`. Whatever lies under PREFIXES is a young person's page: it is never stored by a
browser, its errors have the same way out, and it is held to the reading grade of trust.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from portal import access
from portal.access import Role

PREFIXES = ("/inspect", "/card")
START = "/inspect/"
CARDS, CARDS_START = "/card", "/card/"
# What a resident's browser holds: the code of an opened card, the token of a session, what they told.
CARD_KEY = "card"
# Where the quick exit leads: a page that anybody might have open. Nothing is asked of it until somebody presses.
EXIT_HREF = "https://www.bbc.co.uk/weather"


@dataclass(frozen=True)
class Young:
    """What the young layout needs to know. A place that is not built is None.

    `is_in`: they have come in with nickname or PIN. `can_leave`: this browser holds something of theirs that the quick
    exit has to end. `card_tell_href`: where somebody tells with a card alone, whoever is in.
    """

    name: str
    exit_href: str
    start_href: str
    home_href: str | None
    promises_href: str | None
    sign_out_href: str | None
    tell_href: str | None
    card_tell_href: str | None
    is_in: bool
    can_leave: bool


def is_young(path: str) -> bool:
    """Whether an address is a young person's page."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in PREFIXES)


def is_young_person() -> bool:
    """Whether a young inspector is at this browser, on whatever page."""
    person = access.find_viewer()
    return person is not None and person.roles == {Role.YOUNG_INSPECTOR}


def init_app(app: Flask) -> None:
    app.before_request(_keep_within)

    @app.context_processor
    def provide() -> dict[str, Young]:
        return {"young": build()}


def _keep_within() -> Response | None:
    """A young inspector has pages of their own: a desk's first page, an account and the like lead back to them."""
    if not is_young_person() or is_young(request.path) or request.view_args:
        return None
    home = _find("joining.home")
    is_desk = request.endpoint and access.policy_of(current_app, request.endpoint).kind == "signed_in"
    return redirect(home) if is_desk and home else None


def build() -> Young:
    """The ways out of and through the young pages: the inspectors', or those of a resident's card."""
    if request.path.startswith(f"{CARDS}/"):
        return _of_card(g.get("card_code"))
    is_in = access.find_viewer() is not None
    return Young(
        name="Young inspectors",
        exit_href=EXIT_HREF,
        start_href=START,
        home_href=_find("joining.home"),
        promises_href=_find("joining.promises"),
        sign_out_href=_find("joining.sign_out"),
        tell_href=_find("disclosure.tell" if is_in else "disclosure_by_card.code"),
        card_tell_href=_find("disclosure_by_card.code"),
        is_in=is_in,
        can_leave=is_in,
    )


def _of_card(code: str | None) -> Young:
    """Those of a card, whose code the view has found good; without one they ask for it first."""
    held = session.get(CARD_KEY, {})
    tell_href = _find("cards_not_safe.tell", code=code) if code else _find("cards.not_safe")
    return Young(
        name="Have your say",
        exit_href=EXIT_HREF,
        start_href=CARDS_START,
        home_href=_find("card_feedback.start", code=code) if code else None,
        promises_href=None,
        sign_out_href=_find("cards.sign_out"),
        tell_href=tell_href,
        card_tell_href=tell_href,
        is_in="token" in held,
        can_leave=bool(held),
    )


def _find(endpoint: str, **values: Any) -> str | None:
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
