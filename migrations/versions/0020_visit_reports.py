"""Findings, reports and actions of visits, and suspensions of new placements."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table('placement_suspension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('home_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_reason', sa.Text(), nullable=False),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(lifted_at IS NULL) = (lifted_reason = '')", name=op.f('ck_placement_suspension_lifted_with_reason')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_placement_suspension_reason_given')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_placement_suspension_authority_id_authority')),
    sa.ForeignKeyConstraint(['home_id'], ['home.id'], name=op.f('fk_placement_suspension_home_id_home')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['person.id'], name=op.f('fk_placement_suspension_lifted_by_id_person')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_placement_suspension_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_suspension')),
    sa.UniqueConstraint('reference', name=op.f('uq_placement_suspension_reference'))
    )
    with op.batch_alter_table('placement_suspension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_placement_suspension_home_id'), ['home_id'], unique=False)
        batch_op.create_index('uq_placement_suspension_live', ['home_id', 'authority_id'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))

    op.create_table('visit_action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('standard', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('owner', sa.String(length=100), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL AND closed_reason <> '')", name=op.f('ck_visit_action_closed_with_reason')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], name=op.f('fk_visit_action_closed_by_id_person')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_visit_action_created_by_id_person')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_action_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_action')),
    sa.UniqueConstraint('reference', name=op.f('uq_visit_action_reference'))
    )
    with op.batch_alter_table('visit_action', schema=None) as batch_op:
        batch_op.create_index('ix_visit_action_state_due_on', ['state', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_action_visit_id'), ['visit_id'], unique=False)

    op.create_table('visit_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('sheet', sa.String(length=40), nullable=False),
    sa.Column('judgement', sa.String(length=20), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reg44_on', sa.Date(), nullable=True),
    sa.Column('ofsted_on', sa.Date(), nullable=True),
    sa.Column('desk', sa.String(length=22), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['saved_by_id'], ['person.id'], name=op.f('fk_visit_finding_saved_by_id_person')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_finding_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_finding')),
    sa.UniqueConstraint('visit_id', 'sheet', name=op.f('uq_visit_finding_visit_id_sheet'))
    )
    op.create_table('visit_photograph',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('caption', sa.String(length=150), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_visit_photograph_added_by_id_person')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_photograph_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_photograph')),
    sa.UniqueConstraint('reference', name=op.f('uq_visit_photograph_reference')),
    sa.UniqueConstraint('visit_id', 'sha256', name=op.f('uq_visit_photograph_visit_id_sha256'))
    )
    op.create_table('visit_report',
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drafted_by_id', sa.Integer(), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('window_ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('finalised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finalised_by_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(finalised_at IS NULL) = (content = '')", name=op.f('ck_visit_report_content_when_final')),
    sa.CheckConstraint('(shared_at IS NULL) = (window_ends_at IS NULL)', name=op.f('ck_visit_report_window_when_shared')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_visit_report_answered_by_id_person')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['person.id'], name=op.f('fk_visit_report_approved_by_id_person')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['person.id'], name=op.f('fk_visit_report_drafted_by_id_person')),
    sa.ForeignKeyConstraint(['finalised_by_id'], ['person.id'], name=op.f('fk_visit_report_finalised_by_id_person')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_report_visit_id_visit')),
    sa.PrimaryKeyConstraint('visit_id', name=op.f('pk_visit_report'))
    )
    op.create_table('action_evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_by_id', sa.Integer(), nullable=False),
    sa.Column('sent_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_back_by_id', sa.Integer(), nullable=True),
    sa.Column('sent_back_reason', sa.Text(), nullable=False),
    sa.CheckConstraint("(sent_back_at IS NULL) = (sent_back_reason = '')", name=op.f('ck_action_evidence_sent_back_with_reason')),
    sa.ForeignKeyConstraint(['action_id'], ['visit_action.id'], name=op.f('fk_action_evidence_action_id_visit_action')),
    sa.ForeignKeyConstraint(['sent_back_by_id'], ['person.id'], name=op.f('fk_action_evidence_sent_back_by_id_person')),
    sa.ForeignKeyConstraint(['sent_by_id'], ['person.id'], name=op.f('fk_action_evidence_sent_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_evidence'))
    )
    with op.batch_alter_table('action_evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_evidence_action_id'), ['action_id'], unique=False)

    op.create_table('report_consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['given_by_id'], ['person.id'], name=op.f('fk_report_consent_given_by_id_person')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit_report.visit_id'], name=op.f('fk_report_consent_visit_id_visit_report')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['person.id'], name=op.f('fk_report_consent_withdrawn_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_consent'))
    )
    with op.batch_alter_table('report_consent', schema=None) as batch_op:
        batch_op.create_index('uq_report_consent_live', ['visit_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('report_section',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('heading', sa.String(length=100), nullable=False),
    sa.Column('is_judged', sa.Boolean(), nullable=False),
    sa.Column('judgement', sa.String(length=20), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('shown_judgement', sa.String(length=20), nullable=True),
    sa.Column('shown_text', sa.Text(), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edited_by_id'], ['person.id'], name=op.f('fk_report_section_edited_by_id_person')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit_report.visit_id'], name=op.f('fk_report_section_visit_id_visit_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_section')),
    sa.UniqueConstraint('visit_id', 'slug', name=op.f('uq_report_section_visit_id_slug'))
    )
    op.create_table('report_sharing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('council_code', sa.String(length=9), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['council_code'], ['council.code'], name=op.f('fk_report_sharing_council_code_council')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['person.id'], name=op.f('fk_report_sharing_taken_by_id_person')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit_report.visit_id'], name=op.f('fk_report_sharing_visit_id_visit_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_sharing'))
    )
    with op.batch_alter_table('report_sharing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_sharing_visit_id'), ['visit_id'], unique=False)

    op.create_table('visit_report_pdf',
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['visit_report.visit_id'], name=op.f('fk_visit_report_pdf_visit_id_visit_report')),
    sa.PrimaryKeyConstraint('visit_id', name=op.f('pk_visit_report_pdf'))
    )
    op.create_table('accuracy_point',
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=20), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(outcome IS NULL) = (reason = '')", name=op.f('ck_accuracy_point_decided_with_reason')),
    sa.CheckConstraint("answer = 'accurate' OR words <> ''", name=op.f('ck_accuracy_point_because')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_accuracy_point_decided_by_id_person')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['person.id'], name=op.f('fk_accuracy_point_saved_by_id_person')),
    sa.ForeignKeyConstraint(['section_id'], ['report_section.id'], name=op.f('fk_accuracy_point_section_id_report_section')),
    sa.PrimaryKeyConstraint('section_id', name=op.f('pk_accuracy_point'))
    )


def downgrade() -> None:
    op.drop_table('accuracy_point')
    op.drop_table('visit_report_pdf')
    with op.batch_alter_table('report_sharing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_sharing_visit_id'))

    op.drop_table('report_sharing')
    op.drop_table('report_section')
    with op.batch_alter_table('report_consent', schema=None) as batch_op:
        batch_op.drop_index('uq_report_consent_live', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.drop_table('report_consent')
    with op.batch_alter_table('action_evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_evidence_action_id'))

    op.drop_table('action_evidence')
    op.drop_table('visit_report')
    op.drop_table('visit_photograph')
    op.drop_table('visit_finding')
    with op.batch_alter_table('visit_action', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_action_visit_id'))
        batch_op.drop_index('ix_visit_action_state_due_on')

    op.drop_table('visit_action')
    with op.batch_alter_table('placement_suspension', schema=None) as batch_op:
        batch_op.drop_index('uq_placement_suspension_live', sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_placement_suspension_home_id'))

    op.drop_table('placement_suspension')
