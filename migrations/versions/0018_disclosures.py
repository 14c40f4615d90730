"""Disclosures, their clock and rota; confided forms are parked for a shorter time."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table('disclosure_arrangement',
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('minutes_to_deputy', sa.Integer(), nullable=False),
    sa.Column('minutes_to_all', sa.Integer(), nullable=False),
    sa.Column('minutes_to_manager', sa.Integer(), nullable=False),
    sa.Column('minutes_between', sa.Integer(), nullable=False),
    sa.Column('minutes_until_stuck', sa.Integer(), nullable=False),
    sa.Column('out_of_hours_name', sa.String(length=100), nullable=False),
    sa.Column('out_of_hours_number', sa.String(length=30), nullable=False),
    sa.Column('reading_hours', sa.String(length=100), nullable=False),
    sa.Column('keep_days', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_disclosure_arrangement_authority_id_authority')),
    sa.PrimaryKeyConstraint('authority_id', name=op.f('pk_disclosure_arrangement'))
    )
    op.create_table('safeguarding_turn',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=10), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_safeguarding_turn_starts_before_it_ends')),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_safeguarding_turn_added_by_id_person')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_safeguarding_turn_authority_id_authority')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_safeguarding_turn_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safeguarding_turn')),
    sa.UniqueConstraint('authority_id', 'person_id', 'part', 'starts_at', name=op.f('uq_safeguarding_turn_authority_id_person_id_part_starts_at')),
    sa.UniqueConstraint('reference', name=op.f('uq_safeguarding_turn_reference'))
    )
    with op.batch_alter_table('safeguarding_turn', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_safeguarding_turn_ends_at'), ['ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_safeguarding_turn_person_id'), ['person_id'], unique=False)

    op.create_table('disclosure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('send_key', sa.String(length=64), nullable=False),
    sa.Column('sender_kind', sa.String(length=10), nullable=False),
    sa.Column('sender_id', sa.Integer(), nullable=True),
    sa.Column('about', sa.String(length=20), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('home_id', sa.Integer(), nullable=True),
    sa.Column('told', sa.Text(), nullable=False),
    sa.Column('reach_by', sa.String(length=200), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('exported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(about = 'visit') = (visit_id IS NOT NULL)", name=op.f('ck_disclosure_visit_named')),
    sa.CheckConstraint("(sender_kind = 'inspector') = (sender_id IS NOT NULL)", name=op.f('ck_disclosure_sender_known')),
    sa.CheckConstraint("erased_at IS NULL OR (told = '' AND reach_by = '')", name=op.f('ck_disclosure_erased_whole')),
    sa.CheckConstraint('(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)', name=op.f('ck_disclosure_acknowledged_by_somebody')),
    sa.CheckConstraint('(closed_at IS NULL) = (outcome IS NULL)', name=op.f('ck_disclosure_closed_with_outcome')),
    sa.CheckConstraint('closed_at IS NULL OR acknowledged_at IS NOT NULL', name=op.f('ck_disclosure_acknowledged_before_closed')),
    sa.CheckConstraint('visit_id IS NULL OR home_id IS NOT NULL', name=op.f('ck_disclosure_home_of_visit')),
    sa.ForeignKeyConstraint(['acknowledged_by_id'], ['person.id'], name=op.f('fk_disclosure_acknowledged_by_id_person')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_disclosure_authority_id_authority')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], name=op.f('fk_disclosure_closed_by_id_person')),
    sa.ForeignKeyConstraint(['home_id'], ['home.id'], name=op.f('fk_disclosure_home_id_home')),
    sa.ForeignKeyConstraint(['sender_id'], ['person.id'], name=op.f('fk_disclosure_sender_id_person')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_disclosure_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure')),
    sa.UniqueConstraint('reference', name=op.f('uq_disclosure_reference')),
    sa.UniqueConstraint('send_key', name=op.f('uq_disclosure_send_key'))
    )
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_acknowledged_at'), ['acknowledged_at'], unique=False)
        batch_op.create_index('ix_disclosure_authority_told', ['authority_id', 'told_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosure_home_id'), ['home_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosure_sender_id'), ['sender_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosure_visit_id'), ['visit_id'], unique=False)

    op.create_table('disclosure_duty',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('duty', sa.String(length=20), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('was_needed', sa.Boolean(), nullable=True),
    sa.CheckConstraint('(settled_at IS NULL) = (settled_by_id IS NULL) AND (settled_at IS NULL) = (was_needed IS NULL)', name=op.f('ck_disclosure_duty_settled_by_somebody')),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosure.id'], name=op.f('fk_disclosure_duty_disclosure_id_disclosure')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], name=op.f('fk_disclosure_duty_settled_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure_duty')),
    sa.UniqueConstraint('disclosure_id', 'duty', name=op.f('uq_disclosure_duty_disclosure_id_duty'))
    )
    with op.batch_alter_table('disclosure_duty', schema=None) as batch_op:
        batch_op.create_index('ix_disclosure_duty_open', ['settled_at', 'due_at'], unique=False)

    op.create_table('disclosure_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('send_key', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosure.id'], name=op.f('fk_disclosure_note_disclosure_id_disclosure')),
    sa.ForeignKeyConstraint(['written_by_id'], ['person.id'], name=op.f('fk_disclosure_note_written_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure_note')),
    sa.UniqueConstraint('send_key', name=op.f('uq_disclosure_note_send_key'))
    )
    with op.batch_alter_table('disclosure_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_note_disclosure_id'), ['disclosure_id'], unique=False)

    op.create_table('disclosure_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=10), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosure.id'], name=op.f('fk_disclosure_step_disclosure_id_disclosure')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure_step')),
    sa.UniqueConstraint('disclosure_id', 'step', 'round', name=op.f('uq_disclosure_step_disclosure_id_step_round'))
    )
    op.create_table('disclosure_alert',
    sa.Column('step_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('mail_key', sa.String(length=100), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_disclosure_alert_person_id_person')),
    sa.ForeignKeyConstraint(['step_id'], ['disclosure_step.id'], name=op.f('fk_disclosure_alert_step_id_disclosure_step')),
    sa.PrimaryKeyConstraint('step_id', 'person_id', name=op.f('pk_disclosure_alert')),
    sa.UniqueConstraint('mail_key', name=op.f('uq_disclosure_alert_mail_key'))
    )
    with op.batch_alter_table('disclosure_alert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_alert_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('parked_form', schema=None) as batch_op:
        batch_op.add_column(sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM parked_form WHERE expires_at IS NOT NULL")
    with op.batch_alter_table('parked_form', schema=None) as batch_op:
        batch_op.drop_column('expires_at')

    with op.batch_alter_table('disclosure_alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_alert_person_id'))

    op.drop_table('disclosure_alert')
    op.drop_table('disclosure_step')
    with op.batch_alter_table('disclosure_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_note_disclosure_id'))

    op.drop_table('disclosure_note')
    with op.batch_alter_table('disclosure_duty', schema=None) as batch_op:
        batch_op.drop_index('ix_disclosure_duty_open')

    op.drop_table('disclosure_duty')
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_visit_id'))
        batch_op.drop_index(batch_op.f('ix_disclosure_sender_id'))
        batch_op.drop_index(batch_op.f('ix_disclosure_home_id'))
        batch_op.drop_index('ix_disclosure_authority_told')
        batch_op.drop_index(batch_op.f('ix_disclosure_acknowledged_at'))

    op.drop_table('disclosure')
    with op.batch_alter_table('safeguarding_turn', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_safeguarding_turn_person_id'))
        batch_op.drop_index(batch_op.f('ix_safeguarding_turn_ends_at'))

    op.drop_table('safeguarding_turn')
    op.drop_table('disclosure_arrangement')
