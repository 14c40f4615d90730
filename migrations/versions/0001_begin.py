"""The first schema: people, organisations, homes, returns, needs, statements, and what carries them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_key_at", "attempt", ["key", "at"], unique=False)
    op.create_table(
        "council",
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_council")),
        sa.UniqueConstraint("name", name=op.f("uq_council_name")),
    )
    op.create_table(
        "event",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_reference", sa.String(length=40), nullable=False),
        sa.Column("verb", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_reference", sa.String(length=120), nullable=False),
        sa.Column("provider_reference", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("personal_hash", sa.String(length=64), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_actor_reference"), "event", ["actor_reference"], unique=False)
    op.create_index(op.f("ix_event_provider_reference"), "event", ["provider_reference"], unique=False)
    op.create_index("ix_event_subject", "event", ["subject_kind", "subject_reference"], unique=False)
    op.create_table(
        "event_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_head")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index("ix_job_state_run_after", "job", ["state", "run_after"], unique=False)
    op.create_table(
        "need",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_need")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_mail_key")),
    )
    op.create_table(
        "parked_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_reference", sa.String(length=40), nullable=True),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_form")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_parked_form_token_hash")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("reference", name=op.f("uq_person_reference")),
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
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("full_name", sa.String(length=150), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["council.code"], name=op.f("fk_authority_code_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("code", name=op.f("uq_authority_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_authority_slug")),
    )
    op.create_index(
        "uq_authority_active",
        "authority",
        ["is_active"],
        unique=True,
        sqlite_where=sa.text("is_active"),
        postgresql_where=sa.text("is_active"),
    )
    op.create_table(
        "event_personal",
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["event.sequence"], name=op.f("fk_event_personal_sequence_event")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_event_personal")),
    )
    op.create_table(
        "provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("registrant_id", sa.Integer(), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("trading_name", sa.String(length=200), nullable=False),
        sa.Column("company_number", sa.String(length=8), nullable=True),
        sa.Column("charity_number", sa.String(length=10), nullable=True),
        sa.Column("no_number_reason", sa.Text(), nullable=False),
        sa.Column("ultimate_owner", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=20), nullable=True),
        sa.Column("contact_name", sa.String(length=100), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=30), nullable=False),
        sa.Column("safeguarding_name", sa.String(length=100), nullable=False),
        sa.Column("safeguarding_email", sa.String(length=254), nullable=False),
        sa.Column("safeguarding_phone", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["registrant_id"], ["person.id"], name=op.f("fk_provider_registrant_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("reference", name=op.f("uq_provider_reference")),
    )
    op.create_index(op.f("ix_provider_charity_number"), "provider", ["charity_number"], unique=False)
    op.create_index(op.f("ix_provider_company_number"), "provider", ["company_number"], unique=False)
    op.create_index(op.f("ix_provider_registrant_id"), "provider", ["registrant_id"], unique=False)
    op.create_table(
        "authority_neighbour",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("adjoins", sa.Boolean(), nullable=False),
        sa.Column("same_city_region", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_authority_neighbour_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["code"], ["council.code"], name=op.f("fk_authority_neighbour_code_council")),
        sa.PrimaryKeyConstraint("authority_id", "code", name=op.f("pk_authority_neighbour")),
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
        sa.Column("predecessor_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("age_from <= age_to", name=op.f("ck_home_ages_in_order")),
        sa.CheckConstraint("registered_places >= 0", name=op.f("ck_home_registered_not_negative")),
        sa.CheckConstraint(
            "usable_places >= 0 AND usable_places <= registered_places", name=op.f("ck_home_usable_within_registered")
        ),
        sa.ForeignKeyConstraint(
            ["host_authority_code"], ["council.code"], name=op.f("fk_home_host_authority_code_council")
        ),
        sa.ForeignKeyConstraint(["predecessor_id"], ["home.id"], name=op.f("fk_home_predecessor_id_home")),
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
        sa.CheckConstraint(
            "area_kind <> 'statistical_neighbours' OR method <> ''",
            name=op.f("ck_indicator_series_neighbours_have_method"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_indicator_series_authority_id_authority")
        ),
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
        sa.UniqueConstraint(
            "authority_id",
            "slug",
            "as_at_on",
            "position",
            name=op.f("uq_indicator_series_authority_id_slug_as_at_on_position"),
        ),
    )
    op.create_table(
        "provider_authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_provider_authority_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_provider_authority_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_authority_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_authority")),
        sa.UniqueConstraint("provider_id", "authority_id", name=op.f("uq_provider_authority_provider_id_authority_id")),
    )
    op.create_index(op.f("ix_provider_authority_authority_id"), "provider_authority", ["authority_id"], unique=False)
    op.create_index(op.f("ix_provider_authority_provider_id"), "provider_authority", ["provider_id"], unique=False)
    op.create_table(
        "provider_declaration",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_declaration_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("provider_id", "slug", name=op.f("pk_provider_declaration")),
    )
    op.create_table(
        "provider_service",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("service_type", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_service_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("provider_id", "service_type", name=op.f("pk_provider_service")),
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
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name=op.f("fk_return_extension_granted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["return_period.id"], name=op.f("fk_return_extension_period_id_return_period")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_return_extension_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_extension")),
        sa.UniqueConstraint("period_id", "provider_id", name=op.f("uq_return_extension_period_id_provider_id")),
    )
    op.create_index(op.f("ix_return_extension_provider_id"), "return_extension", ["provider_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("invited_name", sa.String(length=100), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(provider_id IS NULL) <> (authority_id IS NULL)", name=op.f("ck_role_grant_one_desk")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_role_grant_approved_by_id_person")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_role_grant_authority_id_authority")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_role_grant_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("reference", name=op.f("uq_role_grant_reference")),
    )
    op.create_index(op.f("ix_role_grant_authority_id"), "role_grant", ["authority_id"], unique=False)
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_index(op.f("ix_role_grant_provider_id"), "role_grant", ["provider_id"], unique=False)
    op.create_index(
        "uq_role_grant_live",
        "role_grant",
        ["person_id", "role", "provider_id", "authority_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_sign_in_authority_id_authority")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_sign_in_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)
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
        sa.ForeignKeyConstraint(
            ["host_authority_code"], ["council.code"], name=op.f("fk_home_draft_host_authority_code_council")
        ),
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
        "indicator_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("period_label", sa.String(length=24), nullable=False),
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("symbol", sa.String(length=4), nullable=True),
        sa.CheckConstraint("(value IS NULL) <> (symbol IS NULL)", name=op.f("ck_indicator_value_value_or_symbol")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["indicator_series.id"], name=op.f("fk_indicator_value_series_id_indicator_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_value")),
        sa.UniqueConstraint("series_id", "period_on", name=op.f("uq_indicator_value_series_id_period_on")),
    )
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name=op.f("fk_one_time_link_grant_id_role_grant")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_link_token_hash")),
    )
    op.create_index(op.f("ix_one_time_link_grant_id"), "one_time_link", ["grant_id"], unique=False)
    op.create_index(op.f("ix_one_time_link_person_id"), "one_time_link", ["person_id"], unique=False)
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
        sa.ForeignKeyConstraint(
            ["accepted_version_id"], ["entry_version.id"], name="fk_return_entry_accepted", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["draft_saved_by_id"], ["person.id"], name=op.f("fk_return_entry_draft_saved_by_id_person")
        ),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_return_entry_home_id_home")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["return_period.id"], name=op.f("fk_return_entry_period_id_return_period")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_return_entry_provider_id_provider")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_entry")),
        sa.UniqueConstraint("period_id", "home_id", name=op.f("uq_return_entry_period_id_home_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_return_entry_reference")),
    )
    op.create_index(op.f("ix_return_entry_home_id"), "return_entry", ["home_id"], unique=False)
    op.create_index(op.f("ix_return_entry_period_id"), "return_entry", ["period_id"], unique=False)
    op.create_index(op.f("ix_return_entry_provider_id"), "return_entry", ["provider_id"], unique=False)
    op.create_table(
        "statement_lead_figure",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_statement_lead_figure_three_at_most")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_lead_figure_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("statement_id", "position", name=op.f("pk_statement_lead_figure")),
    )
    op.create_table(
        "statement_maker",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_statement_maker_person_id_person")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_maker_statement_id_statement")
        ),
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
        sa.CheckConstraint(
            "outcome <> 'approved' OR content_hash IS NOT NULL", name=op.f("ck_statement_review_approved_something")
        ),
        sa.CheckConstraint(
            "outcome <> 'approved' OR decided_by_id <> submitted_by_id",
            name=op.f("ck_statement_review_approver_is_another"),
        ),
        sa.CheckConstraint(
            "outcome <> 'sent_back' OR reason <> ''", name=op.f("ck_statement_review_reason_for_sending_back")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_statement_review_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_review_statement_id_statement")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_statement_review_submitted_by_id_person")
        ),
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
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_section_statement_id_statement")
        ),
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
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL AND public_note <> '')",
            name=op.f("ck_statement_version_withdrawn_with_note"),
        ),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_statement_version_correction_has_reason")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_statement_version_number_from_one")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_statement_version_published_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_version_statement_id_statement")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["person.id"], name=op.f("fk_statement_version_withdrawn_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_version")),
        sa.UniqueConstraint("statement_id", "number", name=op.f("uq_statement_version_statement_id_number")),
    )
    op.create_index(op.f("ix_statement_version_statement_id"), "statement_version", ["statement_id"], unique=False)
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
        sa.CheckConstraint(
            "registered >= 0 AND usable >= 0 AND usable <= registered",
            name=op.f("ck_entry_version_usable_within_registered"),
        ),
        sa.CheckConstraint(
            "reserved >= 0 AND available >= 0 AND available_soon >= 0", name=op.f("ck_entry_version_not_negative")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["return_entry.id"], name=op.f("fk_entry_version_entry_id_return_entry")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_entry_version_submitted_by_id_person")
        ),
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
        "statement_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("body_brotli", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["statement_version.id"], name=op.f("fk_statement_file_version_id_statement_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_file")),
        sa.UniqueConstraint("version_id", "path", name=op.f("uq_statement_file_version_id_path")),
    )
    op.create_index(op.f("ix_statement_file_version_id"), "statement_file", ["version_id"], unique=False)
    op.create_table(
        "blocked_places",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("ck_blocked_places_positive")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["entry_version.id"], name=op.f("fk_blocked_places_version_id_entry_version")
        ),
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
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_entry_question_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_entry_question_asked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["return_entry.id"], name=op.f("fk_entry_question_entry_id_return_entry")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["entry_version.id"], name=op.f("fk_entry_question_version_id_entry_version")
        ),
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
        sa.CheckConstraint(
            "households >= 0 AND filled >= 0 AND vacant >= 0 AND unavailable >= 0",
            name=op.f("ck_fostering_places_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["entry_version.id"], name=op.f("fk_fostering_places_version_id_entry_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_fostering_places")),
    )
    op.create_table(
        "occupied_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("body_kind", sa.String(length=30), nullable=False),
        sa.Column("council_code", sa.String(length=9), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(body_kind = 'english_council') = (council_code IS NOT NULL)",
            name=op.f("ck_occupied_places_council_named"),
        ),
        sa.CheckConstraint("places > 0", name=op.f("ck_occupied_places_positive")),
        sa.ForeignKeyConstraint(
            ["council_code"], ["council.code"], name=op.f("fk_occupied_places_council_code_council")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["entry_version.id"], name=op.f("fk_occupied_places_version_id_entry_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupied_places")),
        sa.UniqueConstraint(
            "version_id", "body_kind", "council_code", name=op.f("uq_occupied_places_version_id_body_kind_council_code")
        ),
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
    op.drop_index(op.f("ix_statement_file_version_id"), table_name="statement_file")
    op.drop_table("statement_file")
    op.drop_table("home_draft_need")
    op.drop_index("uq_entry_version_receipt", table_name="entry_version")
    op.drop_index(op.f("ix_entry_version_entry_id"), table_name="entry_version")
    op.drop_table("entry_version")
    op.drop_index(op.f("ix_statement_version_statement_id"), table_name="statement_version")
    op.drop_table("statement_version")
    op.drop_index(op.f("ix_statement_section_statement_id"), table_name="statement_section")
    op.drop_table("statement_section")
    op.drop_index(
        "uq_statement_review_open",
        table_name="statement_review",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(op.f("ix_statement_review_statement_id"), table_name="statement_review")
    op.drop_table("statement_review")
    op.drop_table("statement_maker")
    op.drop_table("statement_lead_figure")
    op.drop_index(op.f("ix_return_entry_provider_id"), table_name="return_entry")
    op.drop_index(op.f("ix_return_entry_period_id"), table_name="return_entry")
    op.drop_index(op.f("ix_return_entry_home_id"), table_name="return_entry")
    op.drop_table("return_entry")
    op.drop_index(op.f("ix_premises_home_id"), table_name="premises")
    op.drop_table("premises")
    op.drop_index(op.f("ix_one_time_link_person_id"), table_name="one_time_link")
    op.drop_index(op.f("ix_one_time_link_grant_id"), table_name="one_time_link")
    op.drop_table("one_time_link")
    op.drop_table("indicator_value")
    op.drop_table("home_need")
    op.drop_index(op.f("ix_home_keeper_grant_id"), table_name="home_keeper")
    op.drop_table("home_keeper")
    op.drop_index(op.f("ix_home_draft_started_by_id"), table_name="home_draft")
    op.drop_index(op.f("ix_home_draft_provider_id"), table_name="home_draft")
    op.drop_index(op.f("ix_home_draft_authority_id"), table_name="home_draft")
    op.drop_table("home_draft")
    op.drop_index(op.f("ix_statement_authority_id"), table_name="statement")
    op.drop_table("statement")
    op.drop_index(op.f("ix_sign_in_person_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(
        "uq_role_grant_live",
        table_name="role_grant",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index(op.f("ix_role_grant_provider_id"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_authority_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_return_extension_provider_id"), table_name="return_extension")
    op.drop_table("return_extension")
    op.drop_table("provider_service")
    op.drop_table("provider_declaration")
    op.drop_index(op.f("ix_provider_authority_provider_id"), table_name="provider_authority")
    op.drop_index(op.f("ix_provider_authority_authority_id"), table_name="provider_authority")
    op.drop_table("provider_authority")
    op.drop_table("indicator_series")
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
    op.drop_table("authority_neighbour")
    op.drop_index(op.f("ix_provider_registrant_id"), table_name="provider")
    op.drop_index(op.f("ix_provider_company_number"), table_name="provider")
    op.drop_index(op.f("ix_provider_charity_number"), table_name="provider")
    op.drop_table("provider")
    op.drop_table("event_personal")
    op.drop_index(
        "uq_authority_active",
        table_name="authority",
        sqlite_where=sa.text("is_active"),
        postgresql_where=sa.text("is_active"),
    )
    op.drop_table("authority")
    op.drop_table("statement_static_file")
    op.drop_table("return_period")
    op.drop_index(op.f("ix_postcode_authority_code"), table_name="postcode")
    op.drop_table("postcode")
    op.drop_table("person")
    op.drop_table("parked_form")
    op.drop_table("outbox_mail")
    op.drop_table("need")
    op.drop_index("ix_job_state_run_after", table_name="job")
    op.drop_table("job")
    op.drop_table("event_head")
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_index(op.f("ix_event_provider_reference"), table_name="event")
    op.drop_index(op.f("ix_event_actor_reference"), table_name="event")
    op.drop_table("event")
    op.drop_table("council")
    op.drop_index("ix_attempt_key_at", table_name="attempt")
    op.drop_table("attempt")
