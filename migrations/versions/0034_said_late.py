"""What young people said late of what staff would see, and since when an author of feedback can never come back."""

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


def upgrade() -> None:
    for table, column, kind, default in COLUMNS:
        op.add_column(table, sa.Column(column, kind, nullable=default is None, server_default=default))
    op.execute(LEFT)
    op.execute(ENDED)


def downgrade() -> None:
    for table, column, _, _ in reversed(COLUMNS):
        op.drop_column(table, column)
