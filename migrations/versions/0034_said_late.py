"""What young people said late of what staff would see, and since when an author of feedback can never come back."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

COLUMNS = (
    ("feedback", "author_left_at", sa.DateTime(timezone=True), None),
    ("feedback_answer", "late_verdict", sa.String(20), None),
    ("feedback_answer", "late_words", sa.Text(), ""),
    ("feedback_answer", "late_at", sa.DateTime(timezone=True), None),
    ("feedback_answer", "late_read_at", sa.DateTime(timezone=True), None),
)
LEFT = (
    "UPDATE feedback SET author_left_at = "
    "(SELECT left_at FROM inspector WHERE inspector.person_id = feedback.inspector_id AND inspector.state = 'left') "
    "WHERE inspector_id IS NOT NULL"
)
ENDED = (
    "UPDATE feedback SET author_left_at = "
    "(SELECT ended_at FROM resident_card WHERE resident_card.reference = feedback.resident_card) "
    "WHERE resident_card IS NOT NULL"
)


FEEDBACK = sa.table(
    "feedback",
    sa.column("id", sa.Integer()),
    sa.column("state", sa.String()),
    sa.column("proposed_at", sa.DateTime(timezone=True)),
    sa.column("author_left_at", sa.DateTime(timezone=True)),
)
DAYS_TO_ANSWER = timedelta(days=14)


def give_back_to_coordinators() -> None:
    """What an author was looking at, and left with time to answer, waits for nobody: the coordinator keeps it back."""
    bind, held = op.get_bind(), FEEDBACK.c
    shown = sa.select(held.id, held.proposed_at, held.author_left_at).where(
        held.state == "proposed", held.proposed_at.is_not(None), held.author_left_at.is_not(None)
    )
    early = [row.id for row in bind.execute(shown) if row.author_left_at < row.proposed_at + DAYS_TO_ANSWER]
    bind.execute(sa.update(FEEDBACK).where(held.id.in_(early)).values(state="read", proposed_at=None))


def upgrade() -> None:
    for table, column, kind, default in COLUMNS:
        op.add_column(table, sa.Column(column, kind, nullable=default is None, server_default=default))
    op.execute(LEFT)
    op.execute(ENDED)
    give_back_to_coordinators()


def downgrade() -> None:
    for table, column, _, _ in reversed(COLUMNS):
        op.drop_column(table, column)
