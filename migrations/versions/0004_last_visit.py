"""When somebody was last at a desk before the session they are in, and events found by when they happened."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("sign_in", sa.Column("last_visit_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_event_occurred_at"), "event", ["occurred_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_event_occurred_at"), table_name="event")
    op.drop_column("sign_in", "last_visit_at")
