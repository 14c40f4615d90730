"""The register of homes and the monthly returns."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "need",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_need")),
    )
    op.create_table(
        "postcode",
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("easting", sa.Integer(), nullable=False),
        sa.Column("northing", sa.Integer(), nullable=False),
        sa.Column("authority_code", sa.String(length=9), nullable=False),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("postcode", name=op.f("pk_postcode")),
    )
    op.create_index(op.f("ix_postcode_authority_code"), "postcode", ["authority_code"], unique=False)
    op.create_table(
        "return_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_pricing_due", sa.Boolean(), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_return_period_opens_before_closes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_period")),
        sa.UniqueConstraint("month", name=op.f("uq_return_period_month")),
    )
    op.create_table(
        "home",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("service_type", sa.String(length=30), nullable=False),
        sa.Column("urn", sa.String(length=8), nullable=True),
        sa.Column("urn_contested", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("registered_places", sa.Integer(), nullable=False),
        sa.Column("usable_places", sa.Integer(), nullable=False),
        sa.Column("is_solo", sa.Boolean(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=False),
        sa.Column("age_to", sa.Integer(), nullable=False),
        sa.Column("genders", sa.String(length=10), nullable=False),
        sa.Column("host_authority_code", sa.String(length=9), nullable=True),
        sa.Column("host_basis", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("age_from <= age_to", name=op.f("ck_home_ages_in_order")),
        sa.CheckConstraint("registered_places >= 0", name=op.f("ck_home_registered_not_negative")),
        sa.CheckConstraint("usable_places >= 0 AND usable_places <= registered_places", name=op.f("ck_home_usable_within_registered")),
        sa.ForeignKeyConstraint(["host_authority_code"], ["council.code"], name=op.f("fk_home_host_authority_code_council")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_home_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home")),
        sa.UniqueConstraint("reference", name=op.f("uq_home_reference")),
    )
    op.create_index(op.f("ix_home_host_authority_code"), "home", ["host_authority_code"], unique=False)
    op.create_index(op.f("ix_home_provider_id"), "home", ["provider_id"], unique=False)
    op.create_index(op.f("ix_home_service_type"), "home", ["service_type"], unique=False)
    op.create_index(op.f("ix_home_status"), "home", ["status"], unique=False)
    op.create_index(
        "uq_home_urn_holder",
        "home",
        ["urn"],
        unique=True,
        sqlite_where=sa.text("NOT urn_contested AND urn IS NOT NULL"),
        postgresql_where=sa.text("NOT urn_contested AND urn IS NOT NULL"),
    )
    op.create_table(
        "return_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_return_extension_granted_by_id_person")),
        sa.ForeignKeyConstraint(["period_id"], ["return_period.id"], name=op.f("fk_return_extension_period_id_return_period")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_return_extension_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_extension")),
        sa.UniqueConstraint("period_id", "provider_id", name=op.f("uq_return_extension_period_id_provider_id")),
    )
    op.create_index(op.f("ix_return_extension_provider_id"), "return_extension", ["provider_id"], unique=False)
    op.create_table(
        "home_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("service_type", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("urn", sa.String(length=8), nullable=True),
        sa.Column("registered_places", sa.Integer(), nullable=True),
        sa.Column("usable_places", sa.Integer(), nullable=True),
        sa.Column("is_solo", sa.Boolean(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.Column("genders", sa.String(length=10), nullable=False),
        sa.Column("needs_answered", sa.Boolean(), nullable=False),
        sa.Column("address_answered", sa.Boolean(), nullable=False),
        sa.Column("line_1", sa.String(length=150), nullable=False),
        sa.Column("line_2", sa.String(length=150), nullable=False),
        sa.Column("town", sa.String(length=150), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("host_authority_code", sa.String(length=9), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_home_draft_authority_id_authority")),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_home_draft_home_id_home")),
        sa.ForeignKeyConstraint(["host_authority_code"], ["council.code"], name=op.f("fk_home_draft_host_authority_code_council")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_home_draft_provider_id_provider")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_home_draft_started_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_draft")),
        sa.UniqueConstraint("reference", name=op.f("uq_home_draft_reference")),
    )
    op.create_index(op.f("ix_home_draft_authority_id"), "home_draft", ["authority_id"], unique=False)
    op.create_index(op.f("ix_home_draft_provider_id"), "home_draft", ["provider_id"], unique=False)
    op.create_index(op.f("ix_home_draft_started_by_id"), "home_draft", ["started_by_id"], unique=False)
    op.create_table(
        "home_keeper",
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name=op.f("fk_home_keeper_grant_id_role_grant")),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_home_keeper_home_id_home")),
        sa.PrimaryKeyConstraint("home_id", "grant_id", name=op.f("pk_home_keeper")),
    )
    op.create_index(op.f("ix_home_keeper_grant_id"), "home_keeper", ["grant_id"], unique=False)
    op.create_table(
        "home_need",
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("need_slug", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_home_need_home_id_home")),
        sa.ForeignKeyConstraint(["need_slug"], ["need.slug"], name=op.f("fk_home_need_need_slug_need")),
        sa.PrimaryKeyConstraint("home_id", "need_slug", name=op.f("pk_home_need")),
    )
    op.create_table(
        "premises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("line_1", sa.String(length=150), nullable=False),
        sa.Column("line_2", sa.String(length=150), nullable=False),
        sa.Column("town", sa.String(length=150), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("authority_code", sa.String(length=9), nullable=True),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_premises_home_id_home")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premises")),
        sa.UniqueConstraint("reference", name=op.f("uq_premises_reference")),
    )
    op.create_index(op.f("ix_premises_home_id"), "premises", ["home_id"], unique=False)
    op.create_table(
        "return_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft_saved_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_version_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_return_entry_accepted_by_id_person")),
        sa.ForeignKeyConstraint(["accepted_version_id"], ["entry_version.id"], name="fk_return_entry_accepted", use_alter=True),
        sa.ForeignKeyConstraint(["draft_saved_by_id"], ["person.id"], name=op.f("fk_return_entry_draft_saved_by_id_person")),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_return_entry_home_id_home")),
        sa.ForeignKeyConstraint(["period_id"], ["return_period.id"], name=op.f("fk_return_entry_period_id_return_period")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_return_entry_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_entry")),
        sa.UniqueConstraint("period_id", "home_id", name=op.f("uq_return_entry_period_id_home_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_return_entry_reference")),
    )
    op.create_index(op.f("ix_return_entry_home_id"), "return_entry", ["home_id"], unique=False)
    op.create_index(op.f("ix_return_entry_period_id"), "return_entry", ["period_id"], unique=False)
    op.create_index(op.f("ix_return_entry_provider_id"), "return_entry", ["provider_id"], unique=False)
    op.create_table(
        "entry_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("as_at_on", sa.Date(), nullable=False),
        sa.Column("registered", sa.Integer(), nullable=False),
        sa.Column("usable", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("available_soon", sa.Integer(), nullable=False),
        sa.Column("adults_staying", sa.Integer(), nullable=False),
        sa.Column("takes_emergencies", sa.Boolean(), nullable=False),
        sa.Column("staff_vacancies", sa.Integer(), nullable=True),
        sa.Column("agency_share", sa.Integer(), nullable=True),
        sa.Column("is_nil", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint("registered >= 0 AND usable >= 0 AND usable <= registered", name=op.f("ck_entry_version_usable_within_registered")),
        sa.CheckConstraint("reserved >= 0 AND available >= 0 AND available_soon >= 0", name=op.f("ck_entry_version_not_negative")),
        sa.ForeignKeyConstraint(["entry_id"], ["return_entry.id"], name=op.f("fk_entry_version_entry_id_return_entry")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_entry_version_submitted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_version")),
        sa.UniqueConstraint("entry_id", "draft_version", name="uq_entry_version_draft"),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_entry_version_entry_id_number")),
    )
    op.create_index(op.f("ix_entry_version_entry_id"), "entry_version", ["entry_id"], unique=False)
    op.create_index("uq_entry_version_receipt", "entry_version", ["receipt"], unique=True)
    op.create_table(
        "home_draft_need",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("need_slug", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["home_draft.id"], name=op.f("fk_home_draft_need_draft_id_home_draft")),
        sa.ForeignKeyConstraint(["need_slug"], ["need.slug"], name=op.f("fk_home_draft_need_need_slug_need")),
        sa.PrimaryKeyConstraint("draft_id", "need_slug", name=op.f("pk_home_draft_need")),
    )
    op.create_table(
        "blocked_places",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("ck_blocked_places_positive")),
        sa.ForeignKeyConstraint(["version_id"], ["entry_version.id"], name=op.f("fk_blocked_places_version_id_entry_version")),
        sa.PrimaryKeyConstraint("version_id", "reason", name=op.f("pk_blocked_places")),
    )
    op.create_table(
        "entry_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_entry_question_answered_by_id_person")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_entry_question_asked_by_id_person")),
        sa.ForeignKeyConstraint(["entry_id"], ["return_entry.id"], name=op.f("fk_entry_question_entry_id_return_entry")),
        sa.ForeignKeyConstraint(["version_id"], ["entry_version.id"], name=op.f("fk_entry_question_version_id_entry_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_question")),
    )
    op.create_index(op.f("ix_entry_question_entry_id"), "entry_question", ["entry_id"], unique=False)
    op.create_table(
        "fostering_places",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("vacant", sa.Integer(), nullable=False),
        sa.Column("unavailable", sa.Integer(), nullable=False),
        sa.CheckConstraint("households >= 0 AND filled >= 0 AND vacant >= 0 AND unavailable >= 0", name=op.f("ck_fostering_places_not_negative")),
        sa.ForeignKeyConstraint(["version_id"], ["entry_version.id"], name=op.f("fk_fostering_places_version_id_entry_version")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_fostering_places")),
    )
    op.create_table(
        "occupied_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("body_kind", sa.String(length=30), nullable=False),
        sa.Column("council_code", sa.String(length=9), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("(body_kind = 'english_council') = (council_code IS NOT NULL)", name=op.f("ck_occupied_places_council_named")),
        sa.CheckConstraint("places > 0", name=op.f("ck_occupied_places_positive")),
        sa.ForeignKeyConstraint(["council_code"], ["council.code"], name=op.f("fk_occupied_places_council_code_council")),
        sa.ForeignKeyConstraint(["version_id"], ["entry_version.id"], name=op.f("fk_occupied_places_version_id_entry_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupied_places")),
        sa.UniqueConstraint("version_id", "body_kind", "council_code", name=op.f("uq_occupied_places_version_id_body_kind_council_code")),
    )
    op.create_index(op.f("ix_occupied_places_version_id"), "occupied_places", ["version_id"], unique=False)
    # An entry names its accepted version and a version its entry: the second key of the circle comes last.
    with op.batch_alter_table("return_entry") as table:
        table.create_foreign_key("fk_return_entry_accepted", "entry_version", ["accepted_version_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("return_entry") as table:
        table.drop_constraint("fk_return_entry_accepted", type_="foreignkey")
    op.drop_index(op.f("ix_occupied_places_version_id"), table_name="occupied_places")
    op.drop_table("occupied_places")
    op.drop_table("fostering_places")
    op.drop_index(op.f("ix_entry_question_entry_id"), table_name="entry_question")
    op.drop_table("entry_question")
    op.drop_table("blocked_places")
    op.drop_table("home_draft_need")
    op.drop_index("uq_entry_version_receipt", table_name="entry_version")
    op.drop_index(op.f("ix_entry_version_entry_id"), table_name="entry_version")
    op.drop_table("entry_version")
    op.drop_index(op.f("ix_return_entry_provider_id"), table_name="return_entry")
    op.drop_index(op.f("ix_return_entry_period_id"), table_name="return_entry")
    op.drop_index(op.f("ix_return_entry_home_id"), table_name="return_entry")
    op.drop_table("return_entry")
    op.drop_index(op.f("ix_premises_home_id"), table_name="premises")
    op.drop_table("premises")
    op.drop_table("home_need")
    op.drop_index(op.f("ix_home_keeper_grant_id"), table_name="home_keeper")
    op.drop_table("home_keeper")
    op.drop_index(op.f("ix_home_draft_started_by_id"), table_name="home_draft")
    op.drop_index(op.f("ix_home_draft_provider_id"), table_name="home_draft")
    op.drop_index(op.f("ix_home_draft_authority_id"), table_name="home_draft")
    op.drop_table("home_draft")
    op.drop_index(op.f("ix_return_extension_provider_id"), table_name="return_extension")
    op.drop_table("return_extension")
    op.drop_index(
        "uq_home_urn_holder",
        table_name="home",
        sqlite_where=sa.text("NOT urn_contested AND urn IS NOT NULL"),
        postgresql_where=sa.text("NOT urn_contested AND urn IS NOT NULL"),
    )
    op.drop_index(op.f("ix_home_status"), table_name="home")
    op.drop_index(op.f("ix_home_service_type"), table_name="home")
    op.drop_index(op.f("ix_home_provider_id"), table_name="home")
    op.drop_index(op.f("ix_home_host_authority_code"), table_name="home")
    op.drop_table("home")
    op.drop_table("return_period")
    op.drop_index(op.f("ix_postcode_authority_code"), table_name="postcode")
    op.drop_table("postcode")
    op.drop_table("need")
