"""The cookie by which a card's owner is known from strangers: see services/devices.py.

It outlives leaving and the quick exit, for it is of use only to whoever comes back. It has no name and no card in it,
and one device has one: whoever comes in with another card takes its place.
"""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response

from portal.voice.inspectors.services.devices import DEVICE_LASTS, make_device


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}_device"


def find_device() -> str:
    """What this device was given; "" for one that was given nothing."""
    return request.cookies.get(_name(), "")


def know_device(answer: Response, kind: str, code: str) -> Response:
    """Let this device be known again as one that the owner of a card came in with."""
    answer.set_cookie(
        _name(),
        make_device(kind, code),
        max_age=DEVICE_LASTS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer
