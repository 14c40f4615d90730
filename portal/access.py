"""Roles, policies, and the start-up check that every view has one.

A policy says who may come in at all (anonymous → sign-in, wrong role → 403). Whose records they then see is decided
inside the look-up, by the viewer's organisation (another's record is the same 404 as a missing one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, request
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])
UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Role(StrEnum):
    PROVIDER_MEMBER = "provider_member"
    PROVIDER_ADMIN = "provider_admin"
    YOUNG_INSPECTOR = "young_inspector"
    COORDINATOR = "coordinator"
    QA_OFFICER = "qa_officer"
    COMMISSIONER = "commissioner"
    PUBLISHER = "publisher"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    PORTAL_ADMIN = "portal_admin"
    AUDITOR = "auditor"


ROLE_NAMES = {
    Role.PROVIDER_MEMBER: "Provider member",
    Role.PROVIDER_ADMIN: "Provider admin",
    Role.YOUNG_INSPECTOR: "Young inspector",
    Role.COORDINATOR: "Inspector coordinator",
    Role.QA_OFFICER: "Quality assurance officer",
    Role.COMMISSIONER: "Commissioner",
    Role.PUBLISHER: "Publisher",
    Role.SAFEGUARDING_LEAD: "Safeguarding lead",
    Role.PORTAL_ADMIN: "Portal admin",
    Role.AUDITOR: "Auditor",
}
PROVIDER_ROLES = frozenset({Role.PROVIDER_MEMBER, Role.PROVIDER_ADMIN})
STAFF_ROLES = frozenset(Role) - PROVIDER_ROLES - {Role.YOUNG_INSPECTOR}
MARKET_ROLES = frozenset({Role.COMMISSIONER, Role.PUBLISHER})


@dataclass(frozen=True)
class Viewer:
    """The signed-in person at one desk (one organisation or authority), as flask-login's user.

    `last_visit_at` is when they last used an earlier session at this desk, if they ever did. `sees_prices`: at an
    organisation, they read and write its prices.
    """

    person_id: int
    reference: str
    name: str
    email: str
    roles: frozenset[Role]
    sign_in_id: int
    token: str = field(repr=False)
    grant_ids: tuple[int, ...] = ()
    provider_id: int | None = None
    provider_reference: str | None = None
    authority_id: int | None = None
    desk_name: str | None = None
    desk_count: int = 0
    last_visit_at: datetime | None = None
    sees_prices: bool = False
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.token

    def has(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))


@dataclass(frozen=True)
class Policy:
    """Who may open a view.

    `records`: the view writes (an event, a look) even when it is only read. `prices`: of an organisation's people, only
    those whose grant says that they see its prices.
    """

    kind: str
    roles: frozenset[Role] = frozenset()
    records: bool = False
    prices: bool = False

    def __str__(self) -> str:
        names = self.kind if self.kind != "roles" else " ".join(sorted(self.roles))
        return f"{names} (who see prices)" if self.prices else names

    def lets_in(self, viewer: Viewer) -> bool:
        """Whether somebody who has signed in may come in at all."""
        if self.kind == "roles" and not viewer.roles & self.roles:
            return False
        return viewer.sees_prices or not (self.prices and viewer.roles & PROVIDER_ROLES)


class MissingPolicy(Exception):
    """A view without a policy: the application does not start."""


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _declare(view, Policy("public"))


def card(view: View) -> View:
    """Whoever holds a resident's card and knows its PIN, who is no person here: the view's blueprint asks for both."""
    return _declare(view, Policy("card"))


def signed_in(view: View) -> View:
    """Any person who has signed in, whatever their roles."""
    return _declare(view, Policy("signed_in"))


def allow(*roles: Role, records: bool = False, prices: bool = False) -> Callable[[View], View]:
    """People who hold one of the roles at the desk they sit at; `prices`: and who see their organisation's prices."""
    return lambda view: _declare(view, Policy("roles", frozenset(roles), records, prices))


def _declare(view: View, policy: Policy) -> View:
    view.__policy__ = policy  # type: ignore[attr-defined]
    return view


def viewer() -> Viewer:
    """The signed-in person; only for views whose policy is not public."""
    return cast(Viewer, current_user._get_current_object())  # noqa: SLF001 - as werkzeug names it


def find_viewer() -> Viewer | None:
    """The signed-in person, or None. Not the stand-in that flask-login gives, which looks for them at every touch."""
    found = current_user._get_current_object()  # noqa: SLF001 - as werkzeug names it
    return cast(Viewer, found) if found is not None and found.is_authenticated else None


def provider_id() -> int:
    """The organisation whose desk the viewer sits at; a 403 for anybody without one."""
    found = viewer().provider_id
    return found if found is not None else abort(403)


def authority_id() -> int:
    """The authority whose desk the viewer sits at; a 403 for anybody without one."""
    found = viewer().authority_id
    return found if found is not None else abort(403)


def init_app(app: Flask) -> None:
    app.before_request(_enforce)


def _enforce() -> Any:
    if request.endpoint is None:
        return None
    policy = policy_of(current_app, request.endpoint)
    g.writing = request.method in UNSAFE_METHODS or policy.records
    if policy.kind in ("public", "card"):
        return None
    if find_viewer() is None:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if not policy.lets_in(viewer()):
        abort(403)
    return None


def policy_of(app: Flask, endpoint: str) -> Policy:
    """The policy of a view; MissingPolicy when it declares none."""
    policy = getattr(app.view_functions[endpoint], "__policy__", None)
    if not isinstance(policy, Policy):
        raise MissingPolicy(endpoint)
    return policy


def list_policies(app: Flask) -> Iterator[tuple[str, str, Policy]]:
    """Every route in order: (rule, methods joined by a space, policy). Raises MissingPolicy naming all without one."""
    missing = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        try:
            policy = policy_of(app, rule.endpoint)
        except MissingPolicy:
            missing.append(rule.endpoint)
            continue
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        yield rule.rule, methods, policy
    if missing:
        raise MissingPolicy("These views declare no policy: " + ", ".join(sorted(missing)))


def check_policies(app: Flask) -> None:
    """Refuse to start when a view has no policy."""
    for _ in list_policies(app):
        pass
