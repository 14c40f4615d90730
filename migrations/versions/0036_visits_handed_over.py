"""Who was on a visit that somebody else looks after now, and evidence that nobody read."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "visit_visitor",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_visitor_person_id_person")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_visitor_visit_id_visit")),
        sa.PrimaryKeyConstraint("visit_id", "person_id", name=op.f("pk_visit_visitor")),
    )
    op.create_index(op.f("ix_visit_visitor_person_id"), "visit_visitor", ["person_id"], unique=False)
    op.add_column("action_evidence", sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("action_evidence", "passed_on_at")
    op.drop_index(op.f("ix_visit_visitor_person_id"), table_name="visit_visitor")
    op.drop_table("visit_visitor")
