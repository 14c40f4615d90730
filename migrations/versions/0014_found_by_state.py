"""Entries and prices found and counted by their state, and versions that ask for an uplift."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ENTRIES = ("return_entry", "price_entry")


def upgrade() -> None:
    for table in ENTRIES:
        op.drop_index(op.f(f"ix_{table}_period_id"), table_name=table)
        op.create_index(f"ix_{table}_states", table, ["period_id", "state", "provider_id"], unique=False)
    asks = sa.text("uplift_percent IS NOT NULL")
    op.create_index(
        "ix_price_version_uplift", "price_version", ["entry_id"], unique=False, sqlite_where=asks, postgresql_where=asks
    )


def downgrade() -> None:
    op.drop_index("ix_price_version_uplift", table_name="price_version")
    for table in ENTRIES:
        op.drop_index(f"ix_{table}_states", table_name=table)
        op.create_index(op.f(f"ix_{table}_period_id"), table, ["period_id"], unique=False)
