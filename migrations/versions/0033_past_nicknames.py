"""A keyed hash of the nickname of young inspectors who left, while texts are still checked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "past_nickname",
        sa.Column("inspector_id", sa.Integer(), nullable=False),
        sa.Column("letters_hash", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.CheckConstraint("words > 0", name=op.f("ck_past_nickname_some_words")),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["inspector.id"], name=op.f("fk_past_nickname_inspector_id_inspector")
        ),
        sa.PrimaryKeyConstraint("inspector_id", name=op.f("pk_past_nickname")),
    )


def downgrade() -> None:
    op.drop_table("past_nickname")
