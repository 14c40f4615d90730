"""What was heard about providers, and reviews of them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table('market_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('provider_id', sa.Integer(), nullable=False),
    sa.Column('reviewed_on', sa.Date(), nullable=False),
    sa.Column('quality', sa.Text(), nullable=False),
    sa.Column('price', sa.Text(), nullable=False),
    sa.Column('unit_cost', sa.Text(), nullable=False),
    sa.Column('outcomes', sa.Text(), nullable=False),
    sa.Column('next_steps', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_market_review_authority_id_authority')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_market_review_created_by_id_person')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_market_review_provider_id_provider')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_market_review')),
    sa.UniqueConstraint('reference', name=op.f('uq_market_review_reference'))
    )
    with op.batch_alter_table('market_review', schema=None) as batch_op:
        batch_op.create_index('ix_market_review_provider', ['authority_id', 'provider_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_market_review_provider_id'), ['provider_id'], unique=False)

    op.create_table('intelligence_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('provider_id', sa.Integer(), nullable=False),
    sa.Column('home_id', sa.Integer(), nullable=True),
    sa.Column('heard_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('reliability', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('correction', sa.Text(), nullable=False),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('struck_reason', sa.Text(), nullable=False),
    sa.CheckConstraint("corrected_at IS NULL OR (correction <> '' AND shared_at IS NOT NULL)", name=op.f('ck_intelligence_note_answers_shared')),
    sa.CheckConstraint("struck_at IS NULL OR struck_reason <> ''", name=op.f('ck_intelligence_note_reason_given')),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_intelligence_note_authority_id_authority')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_intelligence_note_created_by_id_person')),
    sa.ForeignKeyConstraint(['home_id'], ['home.id'], name=op.f('fk_intelligence_note_home_id_home')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_intelligence_note_provider_id_provider')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intelligence_note')),
    sa.UniqueConstraint('reference', name=op.f('uq_intelligence_note_reference'))
    )
    with op.batch_alter_table('intelligence_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_intelligence_note_home_id'), ['home_id'], unique=False)
        batch_op.create_index('ix_intelligence_note_provider', ['authority_id', 'provider_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_intelligence_note_provider_id'), ['provider_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('intelligence_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_intelligence_note_provider_id'))
        batch_op.drop_index('ix_intelligence_note_provider')
        batch_op.drop_index(batch_op.f('ix_intelligence_note_home_id'))

    op.drop_table('intelligence_note')
    with op.batch_alter_table('market_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_market_review_provider_id'))
        batch_op.drop_index('ix_market_review_provider')

    op.drop_table('market_review')
