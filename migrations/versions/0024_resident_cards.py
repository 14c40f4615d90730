"""Cards for the young people who live in a home."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table('resident_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('authority_id', sa.Integer(), nullable=False),
    sa.Column('home_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['authority_id'], ['authority.id'], name=op.f('fk_resident_batch_authority_id_authority')),
    sa.ForeignKeyConstraint(['home_id'], ['home.id'], name=op.f('fk_resident_batch_home_id_home')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resident_batch')),
    sa.UniqueConstraint('reference', name=op.f('uq_resident_batch_reference'))
    )
    with op.batch_alter_table('resident_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resident_batch_home_id'), ['home_id'], unique=False)

    op.create_table('resident_card',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('pin_hash', sa.String(length=200), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(claimed_at IS NULL) = (pin_hash IS NULL)', name=op.f('ck_resident_card_claimed_with_a_pin')),
    sa.ForeignKeyConstraint(['batch_id'], ['resident_batch.id'], name=op.f('fk_resident_card_batch_id_resident_batch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resident_card')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_resident_card_code_hash')),
    sa.UniqueConstraint('reference', name=op.f('uq_resident_card_reference'))
    )
    with op.batch_alter_table('resident_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resident_card_batch_id'), ['batch_id'], unique=False)

    op.create_table('resident_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('card_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['card_id'], ['resident_card.id'], name=op.f('fk_resident_session_card_id_resident_card')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resident_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_resident_session_token_hash'))
    )
    with op.batch_alter_table('resident_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resident_session_card_id'), ['card_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_resident_session_last_seen_at'), ['last_seen_at'], unique=False)


def downgrade() -> None:
    op.drop_table('resident_session')
    op.drop_table('resident_card')
    op.drop_table('resident_batch')
