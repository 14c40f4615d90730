"""What makes an indicator series a projection: its inputs, range and assumptions."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    columns = (
        sa.Column("kind", sa.String(length=10), server_default="recorded", nullable=False),
        sa.Column("inputs", sa.String(length=500), server_default="", nullable=False),
        sa.Column("spread", sa.String(length=300), server_default="", nullable=False),
        sa.Column("assumptions", sa.String(length=1000), server_default="", nullable=False),
    )
    for column in columns:
        op.add_column("indicator_series", column)


def downgrade() -> None:
    for name in ("assumptions", "spread", "inputs", "kind"):
        op.drop_column("indicator_series", name)
