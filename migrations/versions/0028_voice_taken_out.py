"""What was taken out of a published voice report, and when it was withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

COLUMNS = (("voice_report", "withdrawn_at"), ("voice_theme", "taken_out_at"), ("voice_quote", "taken_out_at"))
WITHDRAWN = "report_id IN (SELECT id FROM voice_report WHERE withdrawn_at IS NOT NULL)"


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # The program before would let out again what was taken out, so that goes with the columns.
    op.execute(f"DELETE FROM pooled_mark WHERE {WITHDRAWN}")
    op.execute(f"DELETE FROM voice_paper WHERE {WITHDRAWN}")
    op.execute("UPDATE voice_report SET state = 'draft', published_at = NULL WHERE withdrawn_at IS NOT NULL")
    op.execute(
        "DELETE FROM voice_quote WHERE taken_out_at IS NOT NULL"
        " OR theme_id IN (SELECT id FROM voice_theme WHERE taken_out_at IS NOT NULL)"
    )
    op.execute("DELETE FROM voice_theme WHERE taken_out_at IS NOT NULL")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
