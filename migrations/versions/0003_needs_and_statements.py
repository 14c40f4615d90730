"""Indicator series, and statements with what they freeze."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "statement_static_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("body_brotli", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_statement_static_file")),
    )
    op.create_table(
        "indicator_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("denominator", sa.String(length=150), nullable=False),
        sa.Column("polarity", sa.String(length=10), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("breakdown_by", sa.String(length=60), nullable=False),
        sa.Column("as_at_on", sa.Date(), nullable=False),
        sa.Column("source_title", sa.String(length=200), nullable=False),
        sa.Column("source_place", sa.String(length=300), nullable=False),
        sa.Column("already_published_by", sa.String(length=150), nullable=False),
        sa.Column("area_kind", sa.String(length=30), nullable=False),
        sa.Column("area_name", sa.String(length=60), nullable=False),
        sa.Column("area_code", sa.String(length=9), nullable=False),
        sa.Column("breakdown", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(breakdown_by = '') = (breakdown = '')", name=op.f("ck_indicator_series_breakdown_whole")),
        sa.CheckConstraint("area_kind <> 'statistical_neighbours' OR method <> ''", name=op.f("ck_indicator_series_neighbours_have_method")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_indicator_series_authority_id_authority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_series")),
        sa.UniqueConstraint(
            "authority_id",
            "slug",
            "as_at_on",
            "area_kind",
            "area_name",
            "breakdown",
            name=op.f("uq_indicator_series_authority_id_slug_as_at_on_area_kind_area_name_breakdown"),
        ),
        sa.UniqueConstraint("authority_id", "slug", "as_at_on", "position", name=op.f("uq_indicator_series_authority_id_slug_as_at_on_position")),
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("as_of_month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_statement_authority_id_authority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("reference", name=op.f("uq_statement_reference")),
        sa.UniqueConstraint("slug", name=op.f("uq_statement_slug")),
    )
    op.create_index(op.f("ix_statement_authority_id"), "statement", ["authority_id"], unique=False)
    op.create_table(
        "indicator_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("period_label", sa.String(length=24), nullable=False),
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("symbol", sa.String(length=4), nullable=True),
        sa.CheckConstraint("(value IS NULL) <> (symbol IS NULL)", name=op.f("ck_indicator_value_value_or_symbol")),
        sa.ForeignKeyConstraint(["series_id"], ["indicator_series.id"], name=op.f("fk_indicator_value_series_id_indicator_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_value")),
        sa.UniqueConstraint("series_id", "period_on", name=op.f("uq_indicator_value_series_id_period_on")),
    )
    op.create_table(
        "statement_lead_figure",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_statement_lead_figure_three_at_most")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_statement_lead_figure_statement_id_statement")),
        sa.PrimaryKeyConstraint("statement_id", "position", name=op.f("pk_statement_lead_figure")),
    )
    op.create_table(
        "statement_maker",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_statement_maker_person_id_person")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_statement_maker_statement_id_statement")),
        sa.PrimaryKeyConstraint("statement_id", "version_number", "person_id", name=op.f("pk_statement_maker")),
    )
    op.create_table(
        "statement_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome <> 'approved' OR content_hash IS NOT NULL", name=op.f("ck_statement_review_approved_something")),
        sa.CheckConstraint("outcome <> 'approved' OR decided_by_id <> submitted_by_id", name=op.f("ck_statement_review_approver_is_another")),
        sa.CheckConstraint("outcome <> 'sent_back' OR reason <> ''", name=op.f("ck_statement_review_reason_for_sending_back")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_statement_review_decided_by_id_person")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_statement_review_statement_id_statement")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_statement_review_submitted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_review")),
    )
    op.create_index(op.f("ix_statement_review_statement_id"), "statement_review", ["statement_id"], unique=False)
    op.create_index(
        "uq_statement_review_open",
        "statement_review",
        ["statement_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "statement_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=120), nullable=False),
        sa.Column("markdown", sa.Text(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_statement_section_position_from_one")),
        sa.ForeignKeyConstraint(["edited_by_id"], ["person.id"], name=op.f("fk_statement_section_edited_by_id_person")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_statement_section_statement_id_statement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_section")),
        sa.UniqueConstraint("reference", name=op.f("uq_statement_section_reference")),
    )
    op.create_index(op.f("ix_statement_section_statement_id"), "statement_section", ["statement_id"], unique=False)
    op.create_table(
        "statement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("as_of_month", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("released", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("public_note", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL AND public_note <> '')", name=op.f("ck_statement_version_withdrawn_with_note")),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_statement_version_correction_has_reason")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_statement_version_number_from_one")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_statement_version_published_by_id_person")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_statement_version_statement_id_statement")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_statement_version_withdrawn_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_version")),
        sa.UniqueConstraint("statement_id", "number", name=op.f("uq_statement_version_statement_id_number")),
    )
    op.create_index(op.f("ix_statement_version_statement_id"), "statement_version", ["statement_id"], unique=False)
    op.create_table(
        "statement_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("body_brotli", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["statement_version.id"], name=op.f("fk_statement_file_version_id_statement_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_file")),
        sa.UniqueConstraint("version_id", "path", name=op.f("uq_statement_file_version_id_path")),
    )
    op.create_index(op.f("ix_statement_file_version_id"), "statement_file", ["version_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_statement_file_version_id"), table_name="statement_file")
    op.drop_table("statement_file")
    op.drop_index(op.f("ix_statement_version_statement_id"), table_name="statement_version")
    op.drop_table("statement_version")
    op.drop_index(op.f("ix_statement_section_statement_id"), table_name="statement_section")
    op.drop_table("statement_section")
    op.drop_index(
        "uq_statement_review_open", table_name="statement_review", sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_index(op.f("ix_statement_review_statement_id"), table_name="statement_review")
    op.drop_table("statement_review")
    op.drop_table("statement_maker")
    op.drop_table("statement_lead_figure")
    op.drop_table("indicator_value")
    op.drop_index(op.f("ix_statement_authority_id"), table_name="statement")
    op.drop_table("statement")
    op.drop_table("indicator_series")
    op.drop_table("statement_static_file")
