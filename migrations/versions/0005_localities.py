"""Localities by outcode, outlines and centres for drawing."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "locality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("outline", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_locality_authority_id_authority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locality")),
        sa.UniqueConstraint("authority_id", "position", name=op.f("uq_locality_authority_id_position")),
        sa.UniqueConstraint("authority_id", "slug", name=op.f("uq_locality_authority_id_slug")),
    )
    op.create_table(
        "locality_outcode",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("outcode", sa.String(length=4), nullable=False),
        sa.Column("locality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_locality_outcode_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(
            ["locality_id"], ["locality.id"], name=op.f("fk_locality_outcode_locality_id_locality")
        ),
        sa.PrimaryKeyConstraint("authority_id", "outcode", name=op.f("pk_locality_outcode")),
    )
    op.create_index(op.f("ix_locality_outcode_locality_id"), "locality_outcode", ["locality_id"], unique=False)
    op.add_column("authority", sa.Column("outline", sa.Text(), nullable=True))
    op.add_column("council", sa.Column("latitude", sa.Float(), nullable=True))
    op.add_column("council", sa.Column("longitude", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("council", "longitude")
    op.drop_column("council", "latitude")
    op.drop_column("authority", "outline")
    op.drop_index(op.f("ix_locality_outcode_locality_id"), table_name="locality_outcode")
    op.drop_table("locality_outcode")
    op.drop_table("locality")
