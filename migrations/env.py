"""Alembic's entry: the portal's tables, on the URL the caller names."""

from alembic import context
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


def run() -> None:
    engine = make_engine(config.attributes["url"])
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            include_name=include_name,
            render_item=render_item,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
