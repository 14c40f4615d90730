"""What a coordinator tells the lead of an entry, who stands in unasked, and feedback of two that is read as one."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


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
    op.create_table(
        "feedback_join",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_feedback_join_two_of_them")),
        sa.CheckConstraint(
            "shared_at IS NULL OR (agreed_at IS NOT NULL AND ended_at IS NULL)",
            name=op.f("ck_feedback_join_shared_as_agreed"),
        ),
        sa.ForeignKeyConstraint(["first_id"], ["feedback.id"], name=op.f("fk_feedback_join_first_id_feedback")),
        sa.ForeignKeyConstraint(["second_id"], ["feedback.id"], name=op.f("fk_feedback_join_second_id_feedback")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_join")),
    )
    for part in ("first", "second"):
        op.create_index(
            f"uq_feedback_join_{part}",
            "feedback_join",
            [f"{part}_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    op.add_column("coordinator_deputy", sa.Column("reason", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    for part in ("first", "second"):
        op.drop_index(f"uq_feedback_join_{part}", table_name="feedback_join")
    op.drop_table("feedback_join")
    with op.batch_alter_table("coordinator_deputy", schema=None) as batch_op:
        batch_op.drop_column("reason")
    with op.batch_alter_table("disclosure_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_entry_feedback_id"))

    op.drop_table("disclosure_entry")
    # The program before knows no disclosure of a coordinator. It must still be read, rather than be in no list.
    op.execute("UPDATE disclosure SET sender_kind = 'resident' WHERE sender_kind = 'staff'")
