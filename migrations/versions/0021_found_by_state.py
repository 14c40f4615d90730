"""Entries and prices found by their state, and what waits for the council found by an index of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

ENTRIES = ("return_entry", "price_entry")
# What few rows are, by the index that finds them: its table, its column, and which rows (SQLite has 1 for true).
FEW = {
    "ix_price_version_uplift": ("price_version", "entry_id", "uplift_percent IS NOT NULL"),
    "ix_home_contested": ("home", "urn", "urn_contested{}"),
    "ix_placement_watched": (
        "placement",
        "authority_id",
        "(is_unregistered{0} OR is_deprivation_of_liberty{0}) AND ended_quarter_on IS NULL",
    ),
}


def upgrade() -> None:
    for table in ENTRIES:
        op.drop_index(op.f(f"ix_{table}_period_id"), table_name=table)
        op.create_index(f"ix_{table}_states", table, ["period_id", "state", "provider_id"], unique=False)
    op.drop_index(op.f("ix_placement_authority_id"), table_name="placement")
    op.create_index("ix_placement_where", "placement", ["authority_id", "host_authority_code"], unique=False)
    op.create_index(op.f("ix_home_urn"), "home", ["urn"], unique=False)
    op.create_index(op.f("ix_home_host_basis"), "home", ["host_basis"], unique=False)
    for name, (table, column, rows) in FEW.items():
        op.create_index(
            name,
            table,
            [column],
            unique=False,
            sqlite_where=sa.text(rows.format(" = 1")),
            postgresql_where=sa.text(rows.format("")),
        )


def downgrade() -> None:
    for name, (table, _, _) in FEW.items():
        op.drop_index(name, table_name=table)
    op.drop_index(op.f("ix_home_host_basis"), table_name="home")
    op.drop_index(op.f("ix_home_urn"), table_name="home")
    op.drop_index("ix_placement_where", table_name="placement")
    op.create_index(op.f("ix_placement_authority_id"), "placement", ["authority_id"], unique=False)
    for table in ENTRIES:
        op.drop_index(f"ix_{table}_states", table_name=table)
        op.create_index(op.f(f"ix_{table}_period_id"), table, ["period_id"], unique=False)
