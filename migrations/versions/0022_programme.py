"""What the programme of visits is made from: judgements, and days that people set."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table('judgement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('home_id', sa.Integer(), nullable=False),
    sa.Column('judged_on', sa.Date(), nullable=False),
    sa.Column('framework', sa.String(length=40), nullable=False),
    sa.Column('framework_version', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['home_id'], ['home.id'], name=op.f('fk_judgement_home_id_home')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['person.id'], name=op.f('fk_judgement_recorded_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judgement')),
    sa.UniqueConstraint('home_id', 'judged_on', name=op.f('uq_judgement_home_id_judged_on'))
    )
    op.create_table('visit_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('home_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_visit_day_reason_given')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_visit_day_authority_id_authority')),
    sa.ForeignKeyConstraint(['home_id'], ['home.id'], name=op.f('fk_visit_day_home_id_home')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['person.id'], name=op.f('fk_visit_day_lifted_by_id_person')),
    sa.ForeignKeyConstraint(['set_by_id'], ['person.id'], name=op.f('fk_visit_day_set_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_day'))
    )
    with op.batch_alter_table('visit_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_day_home_id'), ['home_id'], unique=False)
        batch_op.create_index('uq_visit_day_standing', ['authority_id', 'home_id'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))


def downgrade() -> None:
    with op.batch_alter_table('visit_day', schema=None) as batch_op:
        batch_op.drop_index('uq_visit_day_standing', sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_visit_day_home_id'))

    op.drop_table('visit_day')
    op.drop_table('judgement')
