"""The authority's own placements, their imports and their daily reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "placement_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_placement_import_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["person.id"], name=op.f("fk_placement_import_imported_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_import")),
        sa.UniqueConstraint("authority_id", "sha256", name=op.f("uq_placement_import_authority_id_sha256")),
    )
    op.create_table(
        "placement_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("unknown_homes", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_placement_upload_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["placement_import.id"], name=op.f("fk_placement_upload_import_id_placement_import")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["person.id"], name=op.f("fk_placement_upload_uploaded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_upload")),
        sa.UniqueConstraint("reference", name=op.f("uq_placement_upload_reference")),
    )
    op.create_index(op.f("ix_placement_upload_uploaded_at"), "placement_upload", ["uploaded_at"], unique=False)
    op.create_index(op.f("ix_placement_upload_uploaded_by_id"), "placement_upload", ["uploaded_by_id"], unique=False)
    op.create_table(
        "placement_upload_part",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["placement_upload.id"], name=op.f("fk_placement_upload_part_upload_id_placement_upload")
        ),
        sa.PrimaryKeyConstraint("upload_id", "position", name=op.f("pk_placement_upload_part")),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("started_quarter_on", sa.Date(), nullable=False),
        sa.Column("ended_quarter_on", sa.Date(), nullable=True),
        sa.Column("age_band", sa.String(length=20), nullable=False),
        sa.Column("type_code", sa.String(length=4), nullable=False),
        sa.Column("host_authority_code", sa.String(length=9), nullable=True),
        sa.Column("home_id", sa.Integer(), nullable=True),
        sa.Column("sourcing", sa.String(length=20), nullable=False),
        sa.Column("regional_system", sa.String(length=40), nullable=False),
        sa.Column("distance_band", sa.String(length=20), nullable=False),
        sa.Column("distance_reason", sa.String(length=10), nullable=False),
        sa.Column("social_care_pence", sa.Integer(), nullable=True),
        sa.Column("education_pence", sa.Integer(), nullable=True),
        sa.Column("health_pence", sa.Integer(), nullable=True),
        sa.Column("solo_required", sa.Boolean(), nullable=False),
        sa.Column("solo_actual", sa.Boolean(), nullable=False),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column("is_deprivation_of_liberty", sa.Boolean(), nullable=False),
        sa.Column("is_unregistered", sa.Boolean(), nullable=False),
        sa.Column("approved_by_post", sa.String(length=100), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("exit_plan", sa.String(length=20), nullable=True),
        sa.Column("exit_by_on", sa.Date(), nullable=True),
        sa.Column("watched_from_on", sa.Date(), nullable=True),
        sa.Column("end_code", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_quarter_on IS NULL) = (end_code = '')", name=op.f("ck_placement_end_has_reason")),
        sa.CheckConstraint(
            "(sourcing = 'regional') = (regional_system <> '')", name=op.f("ck_placement_regional_system_named")
        ),
        sa.CheckConstraint(
            "ended_quarter_on IS NULL OR started_quarter_on <= ended_quarter_on",
            name=op.f("ck_placement_quarters_in_order"),
        ),
        sa.CheckConstraint(
            "social_care_pence >= 0 AND education_pence >= 0 AND health_pence >= 0",
            name=op.f("ck_placement_fees_not_negative"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_placement_authority_id_authority")),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_placement_home_id_home")),
        sa.ForeignKeyConstraint(
            ["host_authority_code"], ["council.code"], name=op.f("fk_placement_host_authority_code_council")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["placement_import.id"], name=op.f("fk_placement_import_id_placement_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("reference", name=op.f("uq_placement_reference")),
    )
    op.create_index(op.f("ix_placement_authority_id"), "placement", ["authority_id"], unique=False)
    op.create_index(op.f("ix_placement_home_id"), "placement", ["home_id"], unique=False)
    op.create_index(op.f("ix_placement_host_authority_code"), "placement", ["host_authority_code"], unique=False)
    op.create_index(op.f("ix_placement_import_id"), "placement", ["import_id"], unique=False)
    op.create_table(
        "placement_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("continues", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_placement_review_placement_id_placement")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_placement_review_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_review")),
        sa.UniqueConstraint("placement_id", "reviewed_on", name=op.f("uq_placement_review_placement_id_reviewed_on")),
    )


def downgrade() -> None:
    op.drop_table("placement_review")
    op.drop_index(op.f("ix_placement_import_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_host_authority_code"), table_name="placement")
    op.drop_index(op.f("ix_placement_home_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_authority_id"), table_name="placement")
    op.drop_table("placement")
    op.drop_table("placement_upload_part")
    op.drop_index(op.f("ix_placement_upload_uploaded_by_id"), table_name="placement_upload")
    op.drop_index(op.f("ix_placement_upload_uploaded_at"), table_name="placement_upload")
    op.drop_table("placement_upload")
    op.drop_table("placement_import")
