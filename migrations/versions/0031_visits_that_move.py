"""That a visit of young inspectors moved, that how they get there was checked since, and versions of what is edited."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

COLUMNS = (
    ("inspector", "contact_version", sa.Integer(), "0"),
    ("inspector_visit", "version", sa.Integer(), "1"),
    ("inspector_visit", "moved_at", sa.DateTime(timezone=True), None),
    ("inspector_visit", "checked_at", sa.DateTime(timezone=True), None),
)


def upgrade() -> None:
    for table, column, kind, default in COLUMNS:
        op.add_column(table, sa.Column(column, kind, nullable=default is None, server_default=default))


def downgrade() -> None:
    for table, column, _, _ in reversed(COLUMNS):
        op.drop_column(table, column)
