"""What projected values came to."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "indicator_outturn",
        sa.Column("value_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("symbol", sa.String(length=4), nullable=True),
        sa.Column("as_at_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(value IS NULL) <> (symbol IS NULL)", name=op.f("ck_indicator_outturn_value_or_symbol")),
        sa.ForeignKeyConstraint(
            ["value_id"], ["indicator_value.id"], name=op.f("fk_indicator_outturn_value_id_indicator_value")
        ),
        sa.PrimaryKeyConstraint("value_id", name=op.f("pk_indicator_outturn")),
    )


def downgrade() -> None:
    op.drop_table("indicator_outturn")
