"""`flask --app wsgi …`: the commands other people's scripts rely on."""

from __future__ import annotations

import csv
import sys

import click
from alembic import command
from alembic.config import Config
from flask import Flask, current_app
from flask.cli import AppGroup

from config import ROOT
from portal import access, events, jobs
from portal.db import database
from portal.mail import settings

db_commands = AppGroup("db", help="Create, change and check the tables.")
event_commands = AppGroup("events", help="The record of what happened.")
access_commands = AppGroup("access", help="Who may open what.")
job_commands = AppGroup("jobs", help="Work done after the answer.")


def init_app(app: Flask) -> None:
    for group in (db_commands, event_commands, access_commands, job_commands):
        app.cli.add_command(group)


def alembic_config(url: str) -> Config:
    """Alembic's settings for a database, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config


@db_commands.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the tables up to a revision (the newest by default)."""
    command.upgrade(alembic_config(settings().database_url), revision)
    click.echo("The database is up to date.")


@db_commands.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the tables back to a revision."""
    command.downgrade(alembic_config(settings().database_url), revision)
    click.echo(f"The database is at {revision}.")


@db_commands.command("check")
def check() -> None:
    """Fail when the models and the tables differ."""
    command.check(alembic_config(settings().database_url))


@event_commands.command("verify")
@click.option("--head", "head", default=None, help="A head exported earlier, which must still be in the chain.")
def verify(head: str | None) -> None:
    """Walk the chain; exit 1 at the first broken row."""
    with database().session(writing=False) as session:
        outcome = events.verify(session, key=settings().events_key, expected_head=head)
    click.echo(str(outcome))
    if outcome.broken_at is not None:
        sys.exit(1)


@access_commands.command("matrix")
def matrix() -> None:
    """Every route with its methods and policy, as CSV."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["route", "methods", "policy"])
    for rule, methods, policy in access.list_policies(current_app):  # type: ignore[arg-type]
        writer.writerow([rule, methods, str(policy)])


@job_commands.command("work")
@click.option("--workers", default=1, show_default=True)
def work(workers: int) -> None:
    """Do jobs until told to stop."""
    huey = current_app.extensions["portal_huey"]
    huey.create_consumer(workers=workers, worker_type="thread", periodic=True).run()


@job_commands.command("run-due")
def run_due() -> None:
    """Do everything that is due now, once."""
    click.echo(f"{jobs.run_due(database())} jobs done.")
