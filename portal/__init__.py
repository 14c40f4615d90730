"""The market position portal: `create_app` is a short ordered list of what is switched on."""

from __future__ import annotations

import structlog
from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from config import ROOT, Settings
from portal import access, cli, db, jobs, models
from portal.accounts.sessions import login_manager
from portal.authorities.queries import find_active_authority
from portal.blueprints import register_areas
from portal.web import assets, errors, filters, gone, headers, nav, parked, tokens, young

MOST_UPLOAD_BYTES = 10 * 1024 * 1024
YEAR_SECONDS = 31_536_000


def create_app(settings: Settings | None = None) -> Flask:
    """The whole application for some settings (read from the environment when none are given)."""
    settings = settings or Settings.from_environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask("portal", root_path=str(ROOT / "portal"), template_folder=str(ROOT / "templates"), static_folder=None)
    _configure(app, settings)
    app.extensions["portal_settings"] = settings
    app.extensions["portal_metadata"] = models.metadata  # every table is known before the first query
    app.extensions["portal_database"] = db.Database(settings.database_url, events_key=settings.events_key)
    app.teardown_appcontext(db.close_session)
    jobs.init_app(app, settings.jobs_url)
    _use_templates(app)
    tokens.Tokens(app)
    login_manager.init_app(app)
    login_manager.unauthorized_handler(parked.on_unauthorised)
    headers.init_app(app, settings)
    gone.init_app(app)  # before access: whoever has left is heard though somebody else is in
    access.init_app(app)
    parked.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    nav.init_app(app, find_council=_find_council, is_demo=settings.is_demo)
    young.init_app(app)
    register_areas(app, settings)
    cli.init_app(app)
    access.check_policies(app)
    _serve_files(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    prefix = "__Host-" if settings.secure_cookies else ""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=f"{prefix}portal",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=MOST_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_UPLOAD_BYTES,
        TEMPLATES_AUTO_RELOAD=settings.debug,
        DEBUG=settings.debug,
    )
    renderer = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.add_log_level, renderer]
    )


def _use_templates(app: Flask) -> None:
    """An unknown name in a template is an error, never an empty place."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset_url"] = assets.asset_url


def _find_council() -> nav.Council | None:
    """The council in the header; an error page must still come when the database does not answer."""
    try:
        authority = find_active_authority(db.session())
    except SQLAlchemyError:
        return None
    return nav.Council(authority.full_name, authority.contact_email) if authority else None


def _serve_files(app: Flask, settings: Settings) -> None:
    """Hashed static files for a year, straight from memory of where they are; proxies only as many as were named."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(assets.BUILT),
        prefix="static/",
        max_age=YEAR_SECONDS,
        immutable_file_test=lambda path, url: True,
        add_headers_function=headers.protect_file,
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
