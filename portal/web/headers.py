"""Security headers on every response, and the nonce that the content security policy names."""

from __future__ import annotations

import secrets
from wsgiref.headers import Headers

from flask import Flask, Response, g, request
from flask_login import current_user

from config import Settings
from portal.web.young import is_young

HSTS_SECONDS = 63_072_000
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"


def csp_nonce() -> str:
    """This response's nonce, made when first asked for."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce  # type: ignore[no-any-return]


def allow_images_from(origin: str) -> None:
    """Let this response's page show pictures of one more host, such as a map's background."""
    g.image_origin = origin


def init_app(app: Flask, settings: Settings) -> None:
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _policy()
        response.headers.update(EVERYWHERE)
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        if settings.secure_cookies:
            response.headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}; includeSubDomains"
        _keep_here(response)
        if not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = _cache_rule()
        return response


def _keep_here(response: Response) -> None:
    """A redirect to another address of the portal names only the path, never the host that the request claimed."""
    location = response.headers.get("Location", "")
    if location.startswith(request.host_url):
        response.headers["Location"] = "/" + location.removeprefix(request.host_url).lstrip("/")


def protect_file(headers: Headers, path: str, url: str) -> None:
    """The same for static files, which are answered before the application is asked."""
    headers["Content-Security-Policy"] = FILE_POLICY
    for name, value in EVERYWHERE.items():
        headers[name] = value


def _policy() -> str:
    scripts = f"'self' 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else "'self'"
    images = f"'self' data: {g.get('image_origin', '')}".strip()
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src {images}; font-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _cache_rule() -> str:
    """Nothing that belongs to somebody is kept by a browser or a proxy; nor is any answer to a form, nor any page that
    a young person may have had to leave at once."""
    is_own = current_user and current_user.is_authenticated
    private = request.method != "GET" or is_own or is_young(request.path)
    return "no-store" if private else "no-cache"
