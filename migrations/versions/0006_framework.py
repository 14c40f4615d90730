"""Frameworks, lots, and how providers stand on them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "framework",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("how_to_join", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_framework_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_framework_authority_id_authority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework")),
        sa.UniqueConstraint("reference", name=op.f("uq_framework_reference")),
    )
    op.create_index(op.f("ix_framework_authority_id"), "framework", ["authority_id"], unique=False)
    op.create_table(
        "framework_lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("service_type", sa.String(length=30), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("asks_open_book", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_framework_lot_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_framework_lot_framework_id_framework")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_lot")),
        sa.UniqueConstraint("framework_id", "number", name=op.f("uq_framework_lot_framework_id_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_framework_lot_reference")),
    )
    op.create_table(
        "lot_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["framework_lot.id"], name=op.f("fk_lot_membership_lot_id_framework_lot")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_lot_membership_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_membership")),
        sa.UniqueConstraint("reference", name=op.f("uq_lot_membership_reference")),
    )
    op.create_index(op.f("ix_lot_membership_lot_id"), "lot_membership", ["lot_id"], unique=False)
    op.create_index(op.f("ix_lot_membership_provider_id"), "lot_membership", ["provider_id"], unique=False)
    op.create_table(
        "lot_standing_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("standing = 'active' OR reason <> ''", name=op.f("ck_lot_standing_change_reason_given")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_lot_standing_change_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["lot_membership.id"], name=op.f("fk_lot_standing_change_membership_id_lot_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_standing_change")),
    )
    op.create_index(
        op.f("ix_lot_standing_change_membership_id"), "lot_standing_change", ["membership_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_lot_standing_change_membership_id"), table_name="lot_standing_change")
    op.drop_table("lot_standing_change")
    op.drop_index(op.f("ix_lot_membership_provider_id"), table_name="lot_membership")
    op.drop_index(op.f("ix_lot_membership_lot_id"), table_name="lot_membership")
    op.drop_table("lot_membership")
    op.drop_table("framework_lot")
    op.drop_index(op.f("ix_framework_authority_id"), table_name="framework")
    op.drop_table("framework")
