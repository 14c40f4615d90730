"""What a coordinator tells the lead of an entry, and who stands in unasked."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "disclosure_entry",
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_entry_disclosure_id_disclosure")
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_disclosure_entry_feedback_id_feedback")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["feedback_question.id"], name=op.f("fk_disclosure_entry_question_id_feedback_question")
        ),
        sa.ForeignKeyConstraint(["told_by_id"], ["person.id"], name=op.f("fk_disclosure_entry_told_by_id_person")),
        sa.PrimaryKeyConstraint("disclosure_id", name=op.f("pk_disclosure_entry")),
    )
    with op.batch_alter_table("disclosure_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_entry_feedback_id"), ["feedback_id"], unique=False)
    op.add_column("coordinator_deputy", sa.Column("reason", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("coordinator_deputy", schema=None) as batch_op:
        batch_op.drop_column("reason")
    with op.batch_alter_table("disclosure_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_entry_feedback_id"))

    op.drop_table("disclosure_entry")
