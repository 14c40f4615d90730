"""Another day for an action after a visit."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "action_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_action_move_reason_given")),
        sa.ForeignKeyConstraint(["action_id"], ["visit_action.id"], name=op.f("fk_action_move_action_id_visit_action")),
        sa.ForeignKeyConstraint(["moved_by_id"], ["person.id"], name=op.f("fk_action_move_moved_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_move")),
    )
    op.create_index(op.f("ix_action_move_action_id"), "action_move", ["action_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_action_move_action_id"), table_name="action_move")
    op.drop_table("action_move")
