"""Which entries each published version counts."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

SERVICES = (
    "residential",
    "fostering",
    "supported_accommodation",
    "family_assessment",
    "short_breaks",
    "secure",
    "residential_school",
)
# The entries of a version's month and area that had been accepted when it was published, if they still count today.
ACCEPTED = sa.text(
    """
    SELECT home.service_type, home.id AS home_id, entry_version.id AS entry_version_id, entry_version.registered
    FROM statement_version
    JOIN statement ON statement.id = statement_version.statement_id
    JOIN authority ON authority.id = statement.authority_id
    JOIN return_period ON return_period.month = statement_version.as_of_month
    JOIN return_entry ON return_entry.period_id = return_period.id
    JOIN entry_version ON entry_version.id = return_entry.accepted_version_id
    JOIN home ON home.id = return_entry.home_id AND home.host_authority_code = authority.code
    WHERE statement_version.id = :version_id AND return_entry.accepted_at <= statement_version.published_at
    ORDER BY home.id
    """
)


def upgrade() -> None:
    table = op.create_table(
        "statement_version_entry",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("service_type", sa.String(length=30), nullable=False),
        sa.Column("entry_version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["statement_version.id"],
            name=op.f("fk_statement_version_entry_version_id_statement_version"),
        ),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_statement_version_entry_home_id_home")),
        sa.ForeignKeyConstraint(
            ["entry_version_id"], ["entry_version.id"], name=op.f("fk_statement_version_entry_entry_version_id_entry_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "home_id", name=op.f("pk_statement_version_entry")),
    )
    connection = op.get_bind()
    for version in connection.execute(sa.text("SELECT id, released FROM statement_version ORDER BY id")).all():
        rows = _counted(connection, version.id, version.released)
        if rows:
            op.bulk_insert(table, rows)


def _counted(connection: sa.Connection, version_id: int, released: str) -> list[dict[str, Any]]:
    """What a version of before counted, of each kind of service where that adds up to what it printed.

    An entry that was accepted again since, or a home that moved since, cannot be told. Then nothing is noted, and later
    versions for the month print nothing of that kind of service.
    """
    printed = {each["name"]: each["total"] for each in json.loads(released)}
    accepted = connection.execute(ACCEPTED, {"version_id": version_id}).all()
    by_service = {name: [row for row in accepted if row.service_type == name] for name in SERVICES}
    return [
        {
            "version_id": version_id,
            "home_id": row.home_id,
            "service_type": name,
            "entry_version_id": row.entry_version_id,
        }
        for name, found in by_service.items()
        if _adds_up(name.replace("_", "-"), found, printed)
        for row in found
    ]


def _adds_up(slug: str, found: Sequence[Any], printed: dict[str, int | str]) -> bool:
    """Whether homes and places are those that were printed, wherever they were not withheld."""
    known = {f"{slug} homes": len(found), f"{slug} places": sum(row.registered for row in found)}
    return all(name in printed and printed[name] in (count, "c") for name, count in known.items())


def downgrade() -> None:
    op.drop_table("statement_version_entry")
