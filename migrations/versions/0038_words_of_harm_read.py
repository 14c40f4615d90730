"""When words that may speak of harm were written to what staff would see, and when a coordinator read them."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
COLUMNS = ("worry_at", "worry_read_at")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("feedback_answer", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("feedback_answer", name)
