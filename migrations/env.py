"""Alembic's entry: the portal's tables, on the URL the caller names."""

from alembic import context
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

from portal.db import make_engine
from portal.models import metadata

config = context.config


def include_name(name: str | None, type_: str, parent_names: object) -> bool:
    """Leave alone what is not ours: huey keeps its own tables when the queue is PostgreSQL."""
    return not (type_ == "table" and name is not None and name.startswith("huey_"))


def render_item(type_: str, item: object, autogen_context: object) -> str | bool:
    """Write the plain column type in a revision, so that it never depends on later code."""
    if type_ == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def set_foreign_keys_aside(connection: Connection) -> None:
    """SQLite changes a table by making it anew, which rows of other tables that point at it would forbid.

    It takes this only outside a transaction (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table
    Schema Changes"), so past SQLAlchemy, which would begin one.
    """
    connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")


def check_foreign_keys(connection: Connection) -> None:
    """Refuse, before anything is committed, to leave rows that point at nothing."""
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if lost:
        raise RuntimeError(f"rows of {sorted({row[0] for row in lost})} point at rows that are gone")


def run() -> None:
    engine = make_engine(config.attributes["url"])
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            set_foreign_keys_aside(connection)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=is_sqlite,
            on_version_apply=(lambda ctx, **_: check_foreign_keys(ctx.connection)) if is_sqlite else (),
            compare_type=True,
            include_name=include_name,
            render_item=render_item,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
