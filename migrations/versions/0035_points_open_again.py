"""How a point about a report's accuracy was decided before the provider changed it."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.add_column("accuracy_point", sa.Column("decided_before", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("accuracy_point", "decided_before")
