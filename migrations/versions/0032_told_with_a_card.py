"""That a disclosure was told with an inspector's card alone, so that somebody else may have told it."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("disclosure", sa.Column("by_card", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("disclosure", "by_card")
