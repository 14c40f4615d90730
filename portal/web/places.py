"""Which addresses are pages. Some only take what a button sends, and show nothing when they are asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal import access


def is_page(path: str) -> bool:
    """Whether a path, as `request.path` has it, can be asked for and not only be sent to."""
    return _match(path, "GET") is not None


def page_of(address: str) -> str | None:
    """An address with its query where it is a page; else the nearest page above it; None where neither is one."""
    path = unquote(urlsplit(address).path)
    return address if is_page(path) else page_above(path)


def opens(address: str) -> bool:
    """Whether the page of an address lets in whoever is at this browser, for what they are."""
    adapter, viewer = current_app.create_url_adapter(request), access.find_viewer()
    try:
        found = adapter.match(unquote(urlsplit(address).path), method="GET")[0] if adapter else None
    except (HTTPException, RequestRedirect):
        return False
    return viewer is None or (found is not None and access.policy_of(current_app, found).lets_in(viewer))


def page_above(path: str) -> str | None:
    """The nearest page above a path that only takes what is sent; it is about the same things, and never the portal's
    first. None where there is none."""
    values = _match(path, "POST")
    while values is not None and (path := path.rstrip("/").rpartition("/")[0]):
        for above in (f"{path}/", path):
            found = _match(above, "GET")
            if found is not None and found.items() <= values.items():
                return above
    return None


def _match(path: str, method: str) -> dict[str, Any] | None:
    """The values that a path holds for what answers there; None where nothing does."""
    adapter = current_app.create_url_adapter(request)
    try:
        return dict(adapter.match(path, method=method)[1]) if adapter else None
    except RequestRedirect:
        return {}
    except HTTPException:
        return None
