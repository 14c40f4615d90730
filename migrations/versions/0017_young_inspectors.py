"""Young inspectors, who are people without an e-mail address, and what is kept of them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

REQUIRED, OPTIONAL = "email VARCHAR(254) NOT NULL", "email VARCHAR(254)"
# Where an address is required again, those without one get one that no mail reaches, and lose it when it is not.
NOWHERE = "@nowhere.invalid"


def upgrade() -> None:
    op.create_table('consent_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_text')),
    sa.UniqueConstraint('kind', 'version', name=op.f('uq_consent_text_kind_version'))
    )
    op.create_table('coordinator_deputy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('coordinator_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['coordinator_id'], ['person.id'], name=op.f('fk_coordinator_deputy_coordinator_id_person')),
    sa.ForeignKeyConstraint(['deputy_id'], ['person.id'], name=op.f('fk_coordinator_deputy_deputy_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coordinator_deputy')),
    sa.UniqueConstraint('coordinator_id', name=op.f('uq_coordinator_deputy_coordinator_id'))
    )
    with op.batch_alter_table('coordinator_deputy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_coordinator_deputy_deputy_id'), ['deputy_id'], unique=False)

    op.create_table('inspector',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('coordinator_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('nickname', sa.String(length=30), nullable=False),
    sa.Column('pin_hash', sa.String(length=200), nullable=True),
    sa.Column('age_band', sa.String(length=5), nullable=True),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state <> 'active' OR (pin_hash IS NOT NULL AND nickname <> '')", name=op.f('ck_inspector_active_can_come_back')),
    sa.CheckConstraint("state <> 'left' OR (pin_hash IS NULL AND nickname = '')", name=op.f('ck_inspector_left_keeps_nothing')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_inspector_authority_id_authority')),
    sa.ForeignKeyConstraint(['coordinator_id'], ['person.id'], name=op.f('fk_inspector_coordinator_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_inspector_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspector')),
    sa.UniqueConstraint('person_id', name=op.f('uq_inspector_person_id')),
    sa.UniqueConstraint('reference', name=op.f('uq_inspector_reference'))
    )
    with op.batch_alter_table('inspector', schema=None) as batch_op:
        batch_op.create_index('ix_inspector_coordinator_state', ['coordinator_id', 'state'], unique=False)

    op.create_table('inspector_card',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspector_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['inspector_id'], ['inspector.id'], name=op.f('fk_inspector_card_inspector_id_inspector')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspector_card')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_inspector_card_code_hash'))
    )
    with op.batch_alter_table('inspector_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspector_card_inspector_id'), ['inspector_id'], unique=False)
        batch_op.create_index('uq_inspector_card_open', ['inspector_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('inspector_consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspector_id', sa.Integer(), nullable=False),
    sa.Column('text_id', sa.Integer(), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspector_id'], ['inspector.id'], name=op.f('fk_inspector_consent_inspector_id_inspector')),
    sa.ForeignKeyConstraint(['text_id'], ['consent_text.id'], name=op.f('fk_inspector_consent_text_id_consent_text')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspector_consent')),
    sa.UniqueConstraint('inspector_id', 'text_id', name=op.f('uq_inspector_consent_inspector_id_text_id'))
    )
    with op.batch_alter_table('inspector_consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspector_consent_inspector_id'), ['inspector_id'], unique=False)

    op.create_table('inspector_contact',
    sa.Column('inspector_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['inspector_id'], ['inspector.id'], name=op.f('fk_inspector_contact_inspector_id_inspector')),
    sa.PrimaryKeyConstraint('inspector_id', name=op.f('pk_inspector_contact'))
    )
    op.create_table('inspector_hours',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspector_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_inspector_hours_some_time')),
    sa.ForeignKeyConstraint(['inspector_id'], ['inspector.id'], name=op.f('fk_inspector_hours_inspector_id_inspector')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['person.id'], name=op.f('fk_inspector_hours_noted_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspector_hours'))
    )
    with op.batch_alter_table('inspector_hours', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspector_hours_inspector_id'), ['inspector_id'], unique=False)

    op.create_table('inspector_payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspector_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('amount_pence', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount_pence > 0', name=op.f('ck_inspector_payment_some_money')),
    sa.ForeignKeyConstraint(['inspector_id'], ['inspector.id'], name=op.f('fk_inspector_payment_inspector_id_inspector')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['person.id'], name=op.f('fk_inspector_payment_noted_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspector_payment'))
    )
    with op.batch_alter_table('inspector_payment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspector_payment_inspector_id'), ['inspector_id'], unique=False)

    op.create_table('inspector_training',
    sa.Column('inspector_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['inspector_id'], ['inspector.id'], name=op.f('fk_inspector_training_inspector_id_inspector')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['person.id'], name=op.f('fk_inspector_training_noted_by_id_person')),
    sa.PrimaryKeyConstraint('inspector_id', 'slug', name=op.f('pk_inspector_training'))
    )
    op.create_table('inspector_visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('inspector_id', sa.Integer(), nullable=False),
    sa.Column('travel', sa.Text(), nullable=False),
    sa.Column('company', sa.Text(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('home_safe_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('debrief', sa.Text(), nullable=False),
    sa.Column('debriefed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['inspector_id'], ['inspector.id'], name=op.f('fk_inspector_visit_inspector_id_inspector')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_inspector_visit_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspector_visit')),
    sa.UniqueConstraint('visit_id', 'inspector_id', name=op.f('uq_inspector_visit_visit_id_inspector_id'))
    )
    with op.batch_alter_table('inspector_visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspector_visit_inspector_id'), ['inspector_id'], unique=False)

    _change_email(REQUIRED, OPTIONAL, nullable=True)
    op.execute(f"UPDATE person SET email = NULL WHERE email LIKE '%{NOWHERE}'")


def downgrade() -> None:
    op.execute(f"UPDATE person SET email = lower(reference) || '{NOWHERE}' WHERE email IS NULL")
    _change_email(OPTIONAL, REQUIRED, nullable=False)
    with op.batch_alter_table('inspector_visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inspector_visit_inspector_id'))

    op.drop_table('inspector_visit')
    op.drop_table('inspector_training')
    with op.batch_alter_table('inspector_payment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inspector_payment_inspector_id'))

    op.drop_table('inspector_payment')
    with op.batch_alter_table('inspector_hours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inspector_hours_inspector_id'))

    op.drop_table('inspector_hours')
    op.drop_table('inspector_contact')
    with op.batch_alter_table('inspector_consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inspector_consent_inspector_id'))

    op.drop_table('inspector_consent')
    with op.batch_alter_table('inspector_card', schema=None) as batch_op:
        batch_op.drop_index('uq_inspector_card_open', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_inspector_card_inspector_id'))

    op.drop_table('inspector_card')
    with op.batch_alter_table('inspector', schema=None) as batch_op:
        batch_op.drop_index('ix_inspector_coordinator_state')

    op.drop_table('inspector')
    with op.batch_alter_table('coordinator_deputy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_coordinator_deputy_deputy_id'))

    op.drop_table('coordinator_deputy')
    op.drop_table('consent_text')


def _change_email(before: str, after: str, *, nullable: bool) -> None:
    """SQLite changes a column by making its table anew, which everything that points to a person forbids. What it
    advises instead is to change the words of the table (sqlite.org/lang_altertable.html)."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.alter_column("person", "email", existing_type=sa.String(length=254), nullable=nullable)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'person'", (before, after)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
