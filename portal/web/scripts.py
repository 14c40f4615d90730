"""Requests of a page's own script, which reads the answer itself and wants it in words of the portal's own: a page or a
redirect may come from anything in between (static/js/keeping.js)."""

from __future__ import annotations

from flask import Response, jsonify, request


def is_by_script() -> bool:
    """Whether a page's script asks."""
    return request.accept_mimetypes.best == "application/json"


def said(message: str, status: int, **more: bool) -> Response:
    """An answer to it. `message` is shown beside what was typed."""
    answer = jsonify(message=message, **more)
    answer.status_code = status
    return answer
