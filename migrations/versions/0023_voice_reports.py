"""Reports of what young people said in a quarter."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table('voice_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('quarter', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name=op.f('ck_voice_report_published_at_a_time')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_voice_report_authority_id_authority')),
    sa.ForeignKeyConstraint(['published_by_id'], ['person.id'], name=op.f('fk_voice_report_published_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voice_report')),
    sa.UniqueConstraint('authority_id', 'quarter', name=op.f('uq_voice_report_authority_id_quarter')),
    sa.UniqueConstraint('reference', name=op.f('uq_voice_report_reference'))
    )
    op.create_table('pooled_mark',
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('division', sa.String(length=20), nullable=False),
    sa.Column('part', sa.String(length=60), nullable=False),
    sa.Column('part_name', sa.String(length=100), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.CheckConstraint('value BETWEEN 0 AND 10', name=op.f('ck_pooled_mark_mark_on_the_scale')),
    sa.ForeignKeyConstraint(['question_id'], ['feedback_question.id'], name=op.f('fk_pooled_mark_question_id_feedback_question')),
    sa.ForeignKeyConstraint(['report_id'], ['voice_report.id'], name=op.f('fk_pooled_mark_report_id_voice_report')),
    sa.PrimaryKeyConstraint('report_id', 'question_id', 'division', 'part', name=op.f('pk_pooled_mark'))
    )
    op.create_table('voice_report_maker',
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_voice_report_maker_person_id_person')),
    sa.ForeignKeyConstraint(['report_id'], ['voice_report.id'], name=op.f('fk_voice_report_maker_report_id_voice_report')),
    sa.PrimaryKeyConstraint('report_id', 'person_id', name=op.f('pk_voice_report_maker'))
    )
    op.create_table('voice_theme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('did', sa.Text(), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['voice_report.id'], name=op.f('fk_voice_theme_report_id_voice_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voice_theme')),
    sa.UniqueConstraint('reference', name=op.f('uq_voice_theme_reference'))
    )
    with op.batch_alter_table('voice_theme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_voice_theme_report_id'), ['report_id'], unique=False)

    op.create_table('voice_quote',
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('feedback_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['feedback_id', 'question_id'], ['feedback_point.feedback_id', 'feedback_point.question_id'], name=op.f('fk_voice_quote_feedback_id_question_id_feedback_point')),
    sa.ForeignKeyConstraint(['theme_id'], ['voice_theme.id'], name=op.f('fk_voice_quote_theme_id_voice_theme')),
    sa.PrimaryKeyConstraint('theme_id', 'feedback_id', 'question_id', name=op.f('pk_voice_quote'))
    )


def downgrade() -> None:
    op.drop_table('voice_quote')
    with op.batch_alter_table('voice_theme', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_voice_theme_report_id'))

    op.drop_table('voice_theme')
    op.drop_table('voice_report_maker')
    op.drop_table('pooled_mark')
    op.drop_table('voice_report')
