"""When words that may speak of harm were written to what staff would see, and when a coordinator read them.

Of what was written before nobody knows whether it was read: what no home has yet is asked about once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
COLUMNS = ("worry_at", "worry_read_at")
WRITTEN_BEFORE = """
UPDATE feedback_answer SET worry_at = (
    SELECT COALESCE(feedback.decided_at, feedback.proposed_at, feedback.sent_at, feedback.started_at)
    FROM feedback WHERE feedback.id = feedback_answer.feedback_id
)
WHERE objection <> '' AND flags <> ''
AND feedback_id IN (SELECT id FROM feedback WHERE state IN ('proposed', 'read'))
"""


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("feedback_answer", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute(WRITTEN_BEFORE)


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("feedback_answer", name)
