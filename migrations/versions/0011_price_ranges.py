"""Released price ranges."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "price_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_price_release_authority_id_authority")),
        sa.ForeignKeyConstraint(["released_by_id"], ["person.id"], name=op.f("fk_price_release_released_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_release")),
        sa.UniqueConstraint("authority_id", "month", name=op.f("uq_price_release_authority_id_month")),
    )
    op.create_table(
        "released_price_range",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("service_type", sa.String(length=30), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("band", sa.String(length=10), nullable=True),
        sa.Column("providers", sa.Integer(), nullable=True),
        sa.Column("prices", sa.Integer(), nullable=True),
        sa.Column("lower_pounds", sa.Integer(), nullable=True),
        sa.Column("middle_pounds", sa.Integer(), nullable=True),
        sa.Column("upper_pounds", sa.Integer(), nullable=True),
        sa.Column("basis_month", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(lower_pounds IS NULL) = (middle_pounds IS NULL) AND (lower_pounds IS NULL) = (upper_pounds IS NULL)",
            name=op.f("ck_released_price_range_whole_or_withheld"),
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["price_release.id"], name=op.f("fk_released_price_range_release_id_price_release")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["framework_lot.id"], name=op.f("fk_released_price_range_lot_id_framework_lot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_price_range")),
    )
    op.create_index(op.f("ix_released_price_range_release_id"), "released_price_range", ["release_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_released_price_range_release_id"), table_name="released_price_range")
    op.drop_table("released_price_range")
    op.drop_table("price_release")
