"""How many letters a past nickname has; of those kept before, any number that one may have."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("past_nickname", sa.Column("letters", sa.Integer(), nullable=False, server_default="90"))


def downgrade() -> None:
    op.drop_column("past_nickname", "letters")
