"""Voice reports on paper, and in easy words."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table('voice_paper',
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('paper', sa.String(length=20), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['voice_report.id'], name=op.f('fk_voice_paper_report_id_voice_report')),
    sa.PrimaryKeyConstraint('report_id', 'paper', name=op.f('pk_voice_paper'))
    )
    with op.batch_alter_table('voice_theme', schema=None) as batch_op:
        batch_op.add_column(sa.Column('easy_said', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('easy_did', sa.String(length=200), nullable=False, server_default=''))

    with op.batch_alter_table('voice_theme', schema=None) as batch_op:
        batch_op.alter_column('easy_said', server_default=None)
        batch_op.alter_column('easy_did', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('voice_theme', schema=None) as batch_op:
        batch_op.drop_column('easy_did')
        batch_op.drop_column('easy_said')

    op.drop_table('voice_paper')
