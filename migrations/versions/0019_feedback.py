"""Feedback: questions, what was written, and what was shared of it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table('feedback_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('set_slug', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('statement', sa.String(length=200), nullable=False),
    sa.Column('outcome', sa.String(length=200), nullable=False),
    sa.Column('asks_home', sa.String(length=10), nullable=False),
    sa.Column('cards', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_question')),
    sa.UniqueConstraint('set_slug', 'version', 'slug', name=op.f('uq_feedback_question_set_slug_version_slug'))
    )
    op.create_table('feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('home_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('inspector_id', sa.Integer(), nullable=True),
    sa.Column('resident_card', sa.String(length=12), nullable=True),
    sa.Column('set_slug', sa.String(length=40), nullable=False),
    sa.Column('set_version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moderated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('written_removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_reason', sa.Text(), nullable=False),
    sa.Column('quote_wording', sa.String(length=20), nullable=True),
    sa.Column('quote_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('quote_withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('provider_id', sa.Integer(), nullable=True),
    sa.Column('answer_by_on', sa.Date(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shared_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('enough', sa.String(length=10), nullable=True),
    sa.Column('enough_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed', sa.String(length=10), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(inspector_id IS NULL) <> (resident_card IS NULL)', name=op.f('ck_feedback_one_author')),
    sa.CheckConstraint('inspector_id IS NULL OR visit_id IS NOT NULL', name=op.f('ck_feedback_inspectors_visit')),
    sa.CheckConstraint('provider_id IS NULL OR answer_by_on IS NOT NULL', name=op.f('ck_feedback_shared_until_a_day')),
    sa.CheckConstraint('quote_agreed_at IS NULL OR quote_wording IS NOT NULL', name=op.f('ck_feedback_quote_wording_known')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_feedback_authority_id_authority')),
    sa.ForeignKeyConstraint(['home_id'], ['home.id'], name=op.f('fk_feedback_home_id_home')),
    sa.ForeignKeyConstraint(['inspector_id'], ['person.id'], name=op.f('fk_feedback_inspector_id_person')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_feedback_provider_id_provider')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_feedback_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('reference', name=op.f('uq_feedback_reference')),
    sa.UniqueConstraint('resident_card', name=op.f('uq_feedback_resident_card')),
    sa.UniqueConstraint('visit_id', 'inspector_id', name=op.f('uq_feedback_visit_id_inspector_id'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index('ix_feedback_authority_state', ['authority_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_feedback_home_id'), ['home_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_feedback_inspector_id'), ['inspector_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_feedback_moderated_at'), ['moderated_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_feedback_provider_id'), ['provider_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_feedback_sent_at'), ['sent_at'], unique=False)

    op.create_table('feedback_answer',
    sa.Column('feedback_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('cards', sa.Text(), nullable=False),
    sa.Column('flags', sa.Text(), nullable=False),
    sa.Column('treatment', sa.String(length=20), nullable=False),
    sa.Column('proposed_text', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('verdict', sa.String(length=20), nullable=False),
    sa.Column('objection', sa.Text(), nullable=False),
    sa.CheckConstraint("treatment <> 'left_out' OR reason <> ''", name=op.f('ck_feedback_answer_left_out_with_reason')),
    sa.CheckConstraint("treatment <> 'redacted' OR (proposed_text <> '' AND reason <> '')", name=op.f('ck_feedback_answer_redacted_with_reason')),
    sa.CheckConstraint("verdict <> 'objected' OR objection <> ''", name=op.f('ck_feedback_answer_objection_given')),
    sa.CheckConstraint('value BETWEEN 0 AND 10', name=op.f('ck_feedback_answer_mark_on_the_scale')),
    sa.ForeignKeyConstraint(['feedback_id'], ['feedback.id'], name=op.f('fk_feedback_answer_feedback_id_feedback')),
    sa.ForeignKeyConstraint(['question_id'], ['feedback_question.id'], name=op.f('fk_feedback_answer_question_id_feedback_question')),
    sa.PrimaryKeyConstraint('feedback_id', 'question_id', name=op.f('pk_feedback_answer'))
    )
    op.create_table('feedback_point',
    sa.Column('feedback_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('needs_answer', sa.Boolean(), nullable=False),
    sa.Column('response', sa.String(length=10), nullable=True),
    sa.Column('response_text', sa.Text(), nullable=False),
    sa.Column('response_by_on', sa.Date(), nullable=True),
    sa.Column('responded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('responded_by_id', sa.Integer(), nullable=True),
    sa.Column('plain_text', sa.Text(), nullable=False),
    sa.CheckConstraint("(response IS NULL) = (response_text = '')", name=op.f('ck_feedback_point_response_in_words')),
    sa.CheckConstraint("(value IS NULL) = (text <> '')", name=op.f('ck_feedback_point_mark_or_text')),
    sa.CheckConstraint("response <> 'will' OR response_by_on IS NOT NULL", name=op.f('ck_feedback_point_promise_by_a_day')),
    sa.CheckConstraint('value BETWEEN 0 AND 10', name=op.f('ck_feedback_point_mark_on_the_scale')),
    sa.ForeignKeyConstraint(['feedback_id'], ['feedback.id'], name=op.f('fk_feedback_point_feedback_id_feedback')),
    sa.ForeignKeyConstraint(['question_id'], ['feedback_question.id'], name=op.f('fk_feedback_point_question_id_feedback_question')),
    sa.ForeignKeyConstraint(['responded_by_id'], ['person.id'], name=op.f('fk_feedback_point_responded_by_id_person')),
    sa.PrimaryKeyConstraint('feedback_id', 'question_id', name=op.f('pk_feedback_point'))
    )


def downgrade() -> None:
    op.drop_table('feedback_point')
    op.drop_table('feedback_answer')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feedback_sent_at'))
        batch_op.drop_index(batch_op.f('ix_feedback_provider_id'))
        batch_op.drop_index(batch_op.f('ix_feedback_moderated_at'))
        batch_op.drop_index(batch_op.f('ix_feedback_inspector_id'))
        batch_op.drop_index(batch_op.f('ix_feedback_home_id'))
        batch_op.drop_index('ix_feedback_authority_state')

    op.drop_table('feedback')
    op.drop_table('feedback_question')
