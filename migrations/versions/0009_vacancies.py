"""Vacancies between returns."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "vacancy_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("tap", sa.String(length=10), nullable=False),
        sa.Column("follows", sa.String(length=24), nullable=False),
        sa.Column("open_places", sa.Integer(), nullable=False),
        sa.Column("held_places", sa.Integer(), nullable=False),
        sa.Column("as_at_on", sa.Date(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("open_places >= 0 AND held_places >= 0", name=op.f("ck_vacancy_update_not_negative")),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_vacancy_update_home_id_home")),
        sa.ForeignKeyConstraint(["updated_by_id"], ["person.id"], name=op.f("fk_vacancy_update_updated_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_update")),
        sa.UniqueConstraint("home_id", "follows", name=op.f("uq_vacancy_update_home_id_follows")),
    )
    op.create_index("ix_vacancy_update_newest", "vacancy_update", ["home_id", "updated_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_vacancy_update_newest", table_name="vacancy_update")
    op.drop_table("vacancy_update")
