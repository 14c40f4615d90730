"""Prices by home and lot, who may see them, and decisions about uplifts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "price_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft_saved_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_version_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_price_entry_accepted_by_id_person")),
        sa.ForeignKeyConstraint(
            ["draft_saved_by_id"], ["person.id"], name=op.f("fk_price_entry_draft_saved_by_id_person")
        ),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_price_entry_home_id_home")),
        sa.ForeignKeyConstraint(["lot_id"], ["framework_lot.id"], name=op.f("fk_price_entry_lot_id_framework_lot")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["return_period.id"], name=op.f("fk_price_entry_period_id_return_period")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_price_entry_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_entry")),
        sa.UniqueConstraint("reference", name=op.f("uq_price_entry_reference")),
    )
    op.create_index(op.f("ix_price_entry_home_id"), "price_entry", ["home_id"], unique=False)
    op.create_index(op.f("ix_price_entry_lot_id"), "price_entry", ["lot_id"], unique=False)
    op.create_index(op.f("ix_price_entry_period_id"), "price_entry", ["period_id"], unique=False)
    op.create_index(op.f("ix_price_entry_provider_id"), "price_entry", ["provider_id"], unique=False)
    op.create_index(
        "uq_price_entry_lot",
        "price_entry",
        ["period_id", "home_id", "lot_id"],
        unique=True,
        sqlite_where=sa.text("lot_id IS NOT NULL"),
        postgresql_where=sa.text("lot_id IS NOT NULL"),
    )
    op.create_index(
        "uq_price_entry_no_lot",
        "price_entry",
        ["period_id", "home_id"],
        unique=True,
        sqlite_where=sa.text("lot_id IS NULL"),
        postgresql_where=sa.text("lot_id IS NULL"),
    )
    op.create_table(
        "price_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("effective_from_on", sa.Date(), nullable=False),
        sa.Column("list_fee_pence", sa.Integer(), nullable=True),
        sa.Column("includes", sa.Text(), nullable=False),
        sa.Column("staffing_ratio", sa.String(length=100), nullable=False),
        sa.Column("one_to_one_hour_pence", sa.Integer(), nullable=True),
        sa.Column("two_to_one_hour_pence", sa.Integer(), nullable=True),
        sa.Column("retainer_pence", sa.Integer(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("sibling_discount", sa.String(length=40), nullable=True),
        sa.Column("volume_discount", sa.String(length=40), nullable=True),
        sa.Column("length_discount", sa.String(length=40), nullable=True),
        sa.Column("block_discount", sa.String(length=40), nullable=True),
        sa.Column("enhanced_pence", sa.Integer(), nullable=True),
        sa.Column("parent_and_child_pence", sa.Integer(), nullable=True),
        sa.Column("respite_pence", sa.Integer(), nullable=True),
        sa.Column("occupancy_assumption", sa.Integer(), nullable=True),
        sa.Column("uplift_percent", sa.String(length=40), nullable=True),
        sa.Column("uplift_evidence", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint("list_fee_pence IS NULL OR list_fee_pence > 0", name=op.f("ck_price_version_fee_positive")),
        sa.ForeignKeyConstraint(["entry_id"], ["price_entry.id"], name=op.f("fk_price_version_entry_id_price_entry")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_price_version_submitted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_version")),
        sa.UniqueConstraint("entry_id", "draft_version", name="uq_price_version_draft"),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_price_version_entry_id_number")),
    )
    op.create_index(op.f("ix_price_version_entry_id"), "price_version", ["entry_id"], unique=False)
    op.create_index("uq_price_version_receipt", "price_version", ["receipt"], unique=True)
    op.create_table(
        "fostering_fee",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=10), nullable=False),
        sa.Column("carer_pence", sa.Integer(), nullable=False),
        sa.Column("allowance_pence", sa.Integer(), nullable=False),
        sa.Column("agency_pence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "carer_pence >= 0 AND allowance_pence >= 0 AND agency_pence >= 0",
            name=op.f("ck_fostering_fee_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["price_version.id"], name=op.f("fk_fostering_fee_version_id_price_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "band", name=op.f("pk_fostering_fee")),
    )
    op.create_table(
        "open_book_line",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=20), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_open_book_line_positive")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["price_version.id"], name=op.f("fk_open_book_line_version_id_price_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "heading", name=op.f("pk_open_book_line")),
    )
    op.create_table(
        "price_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_price_question_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_price_question_asked_by_id_person")),
        sa.ForeignKeyConstraint(["entry_id"], ["price_entry.id"], name=op.f("fk_price_question_entry_id_price_entry")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["price_version.id"], name=op.f("fk_price_question_version_id_price_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_question")),
    )
    op.create_index(op.f("ix_price_question_entry_id"), "price_question", ["entry_id"], unique=False)
    op.create_table(
        "uplift_decision",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("agreed_percent", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_uplift_decision_decided_by_id_person")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["price_version.id"], name=op.f("fk_uplift_decision_version_id_price_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_uplift_decision")),
    )
    with op.batch_alter_table("price_entry") as batch:
        batch.create_foreign_key("fk_price_entry_accepted", "price_version", ["accepted_version_id"], ["id"])
    op.add_column("role_grant", sa.Column("sees_prices", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE role_grant SET sees_prices = true WHERE role = 'provider_admin'")


def downgrade() -> None:
    op.drop_column("role_grant", "sees_prices")
    with op.batch_alter_table("price_entry") as batch:
        batch.drop_constraint("fk_price_entry_accepted", type_="foreignkey")
    op.drop_table("uplift_decision")
    op.drop_index(op.f("ix_price_question_entry_id"), table_name="price_question")
    op.drop_table("price_question")
    op.drop_table("open_book_line")
    op.drop_table("fostering_fee")
    op.drop_index("uq_price_version_receipt", table_name="price_version")
    op.drop_index(op.f("ix_price_version_entry_id"), table_name="price_version")
    op.drop_table("price_version")
    op.drop_index(
        "uq_price_entry_no_lot",
        table_name="price_entry",
        sqlite_where=sa.text("lot_id IS NULL"),
        postgresql_where=sa.text("lot_id IS NULL"),
    )
    op.drop_index(
        "uq_price_entry_lot",
        table_name="price_entry",
        sqlite_where=sa.text("lot_id IS NOT NULL"),
        postgresql_where=sa.text("lot_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_price_entry_provider_id"), table_name="price_entry")
    op.drop_index(op.f("ix_price_entry_period_id"), table_name="price_entry")
    op.drop_index(op.f("ix_price_entry_lot_id"), table_name="price_entry")
    op.drop_index(op.f("ix_price_entry_home_id"), table_name="price_entry")
    op.drop_table("price_entry")
