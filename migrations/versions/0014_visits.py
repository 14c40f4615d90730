"""Quality-assurance visits and the standards they judge by."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table('quality_standard',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('set_slug', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('prompts', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quality_standard')),
    sa.UniqueConstraint('set_slug', 'version', 'slug', name=op.f('uq_quality_standard_set_slug_version_slug'))
    )
    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('home_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('trigger', sa.String(length=20), nullable=False),
    sa.Column('is_announced', sa.Boolean(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_slug', sa.String(length=40), nullable=False),
    sa.Column('set_version', sa.Integer(), nullable=False),
    sa.Column('cancelled_reason', sa.Text(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'cancelled' OR cancelled_reason <> ''", name=op.f('ck_visit_reason_given')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_visit_starts_before_it_ends')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_visit_authority_id_authority')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_visit_created_by_id_person')),
    sa.ForeignKeyConstraint(['home_id'], ['home.id'], name=op.f('fk_visit_home_id_home')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
    sa.UniqueConstraint('reference', name=op.f('uq_visit_reference'))
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index('ix_visit_authority_state', ['authority_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_home_id'), ['home_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_starts_at'), ['starts_at'], unique=False)

    op.create_table('visit_officer',
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('is_lead', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_visit_officer_person_id_person')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_officer_visit_id_visit')),
    sa.PrimaryKeyConstraint('visit_id', 'person_id', name=op.f('pk_visit_officer'))
    )
    with op.batch_alter_table('visit_officer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_officer_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('visit_officer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_officer_person_id'))

    op.drop_table('visit_officer')
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_starts_at'))
        batch_op.drop_index(batch_op.f('ix_visit_home_id'))
        batch_op.drop_index('ix_visit_authority_state')

    op.drop_table('visit')
    op.drop_table('quality_standard')
