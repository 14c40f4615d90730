"""Plain public pages and the two health addresses."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, render_template
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from config import ROOT
from portal import access, db

blueprint = Blueprint("pages", __name__)


@blueprint.get("/help")
@access.public
def help_page() -> str:
    return render_template("web/help.html")


@blueprint.get("/accessibility")
@access.public
def accessibility() -> str:
    return render_template("web/accessibility.html")


@blueprint.get("/privacy")
@access.public
def privacy() -> str:
    return render_template("web/privacy.html")


@blueprint.get("/healthz")
@access.public
def healthz() -> Response:
    """The process is up."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@access.public
def readyz() -> Response:
    """The database answers and stands at the newest migration."""
    try:
        current = _current_revision()
    except SQLAlchemyError:
        return Response("the database does not answer\n", status=503, mimetype="text/plain")
    if current != newest_revision():
        return Response("migrations are not current\n", status=503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


def _current_revision() -> str | None:
    with db.database().engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    return ScriptDirectory(str(ROOT / "migrations")).get_current_head()


@blueprint.get("/robots.txt")
@access.public
def robots() -> Response:
    allowed = "".join(f"Allow: {path}\n" for path in ("/$", "/statements/", "/framework/", "/map"))
    return Response(f"User-agent: *\n{allowed}Disallow: /\n", mimetype="text/plain")
