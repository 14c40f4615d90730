"""`flask --app wsgi …`: the commands other people's scripts rely on."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import Flask, current_app
from flask.cli import AppGroup

from config import ROOT
from portal import access, clock, db, events, jobs
from portal.access import Role
from portal.accounts import services as accounts
from portal.authorities import services as authorities
from portal.authorities.queries import get_active_authority
from portal.authorities.rules import read_localities
from portal.db import database
from portal.demo.pack import NoSuchPack
from portal.demo.services import load_demo
from portal.homes import services as homes
from portal.mail import settings
from portal.needs import services as needs
from portal.needs.forms import fault_place, fault_sentence
from portal.needs.rules.reading import FaultyFile
from portal.placements import commands as placements
from portal.quality import commands as quality_commands
from portal.quality import services as quality
from portal.returns import services as returns
from portal.statements.queries import published
from portal.voice.disclosures import commands as disclosures
from portal.voice.feedback import services as feedback
from portal.voice.inspectors import services as inspectors
from portal.web.filters import format_date

db_commands = AppGroup("db", help="Create, change and check the tables.")
event_commands = AppGroup("events", help="The record of what happened.")
access_commands = AppGroup("access", help="Who may open what.")
job_commands = AppGroup("jobs", help="Work done after the answer.")
authority_commands = AppGroup("authority", help="The council that runs this portal.")
people_commands = AppGroup("people", help="The very first people; they invite the others.")
demo_commands = AppGroup("demo", help="The demonstration borough.")
home_commands = AppGroup("homes", help="The register of homes.")
need_commands = AppGroup("needs", help="Indicator series.")
return_commands = AppGroup("returns", help="Monthly returns.")
statement_commands = AppGroup("statements", help="Published statements.")
GROUPS = (
    db_commands,
    event_commands,
    access_commands,
    job_commands,
    authority_commands,
    people_commands,
    demo_commands,
    home_commands,
    need_commands,
    placements.commands,
    quality_commands.commands,
    return_commands,
    statement_commands,
    disclosures.commands,
)


def init_app(app: Flask) -> None:
    for group in GROUPS:
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
    """Bring the tables up to a revision (the newest by default), then the shipped lists."""
    command.upgrade(alembic_config(settings().database_url), revision)
    if revision == "head":
        with database().session() as session:
            authorities.load_councils(session)
            quality.load_standards(session)
            inspectors.load_texts(session)
            feedback.load_questions(session)
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
    for rule, methods, policy in access.list_policies(current_app):
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


@authority_commands.command("switch-on")
@click.option("--code", required=True, help="ONS code, such as E08000014.")
@click.option("--full-name", required=True, help="As it stands in the header.")
@click.option("--slug", required=True)
@click.option("--email", required=True, help="Where readers’ questions go.")
@click.option("--adjoins", multiple=True, help="ONS code of a council next to it; may be repeated.")
@click.option("--same-city-region", multiple=True, help="ONS code of a council of the same city region.")
def switch_on(
    code: str, full_name: str, slug: str, email: str, adjoins: tuple[str, ...], same_city_region: tuple[str, ...]
) -> None:
    """Make a council the one that runs this portal, with the needs vocabulary it works with."""
    codes = sorted({*adjoins, *same_city_region})
    neighbours = [authorities.Neighbour(each, each in adjoins, each in same_city_region) for each in codes]
    with database().session() as session, _said_plainly():
        authorities.switch_on(
            session,
            code=code,
            full_name=full_name,
            slug=slug,
            contact_email=email,
            neighbours=neighbours,
            actor=events.SYSTEM,
            now=clock.now(),
        )
        homes.load_needs(session)
    click.echo(f"{full_name} is switched on.")


@authority_commands.command("set-localities")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def set_localities(path: Path) -> None:
    """Replace the localities and outlines of the council by those of a JSON file (docs/running.md)."""
    with database().session() as session, _said_plainly():
        localities, outline = read_localities(path.read_text(encoding="utf-8"))
        authority = get_active_authority(session)
        authorities.set_localities(
            session, authority, localities, outline=outline, actor=events.SYSTEM, now=clock.now()
        )
    click.echo(f"{len(localities)} localities are set.")


@people_commands.command("add-admin")
@click.option("--email", required=True)
@click.option("--name", default="Portal admin", show_default=True)
def add_admin(email: str, name: str) -> None:
    """Invite a portal admin, who invites everybody else."""
    _invite_first(email, name, Role.PORTAL_ADMIN)


@people_commands.command("add-publisher")
@click.option("--email", required=True)
@click.option("--name", default="Publisher", show_default=True)
def add_publisher(email: str, name: str) -> None:
    """Invite a publisher, who approves the roles that may see data."""
    _invite_first(email, name, Role.PUBLISHER)


def _invite_first(email: str, name: str, role: Role) -> None:
    with database().session() as session, _said_plainly():
        authority = get_active_authority(session)
        accounts.invite_first(
            session,
            email=email,
            name=name,
            role=role,
            authority_id=authority.id,
            desk_name=authority.full_name,
            now=clock.now(),
        )
    click.echo(f"An invitation is on its way to {email}.")


@demo_commands.command("load")
@click.option("--authority", "code", default="E08000014", show_default=True, help="ONS code of a shipped borough.")
def load(code: str) -> None:
    """Fill an empty demonstration database (PORTAL_ENV=demo only)."""
    with _said_plainly():
        load_demo(current_app, code)
    click.echo("The demonstration borough is loaded.")


@home_commands.command("import-postcodes")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_postcodes(path: Path) -> None:
    """Take in an ONS postcode file and place the homes that waited for it."""
    with database().session() as session, _said_plainly():
        taken = homes.import_postcodes(session, path, now=clock.now())
    click.echo(f"{taken:,} postcodes taken in.")


@need_commands.command("import-csv")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_needs(path: Path) -> None:
    """Take in indicator series from a project CSV; every fault is listed with its place."""
    with database().session() as session, _said_plainly():
        authority = get_active_authority(session)
        try:
            done = needs.import_series(session, authority, path.read_bytes(), actor=events.SYSTEM, now=clock.now())
        except FaultyFile as faulty:
            for fault in faulty.faults:
                click.echo(f"{fault_place(fault)}: {fault_sentence(fault)}", err=True)
            sys.exit(1)
    click.echo(f"{done.added} series added, {done.unchanged} unchanged.")


@return_commands.command("open-period")
@click.argument("month", type=click.DateTime(["%Y-%m"]))
@click.option("--opens", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day, from midnight in London.")
@click.option("--closes", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Last day, to midnight in London.")
def open_period(month: datetime, opens: datetime, closes: datetime) -> None:
    """Open the return of a month."""
    with database().session() as session, _said_plainly():
        returns.open_period(
            session,
            month.date(),
            opens_at=clock.london_midnight(opens.date()),
            closes_at=clock.london_midnight(closes.date() + timedelta(days=1)),
            actor=events.SYSTEM,
            now=clock.now(),
        )
    click.echo(f"The {month:%B %Y} return is set up.")


@statement_commands.command("list")
def list_statements() -> None:
    """Every published version, newest first."""
    with database().session(writing=False) as session:
        for row in published.list_published(session):
            click.echo(f"{row.slug}\tversion {row.number}\t{format_date(row.published_at)}\t{row.title}")


@contextmanager
def _said_plainly() -> Iterator[None]:
    """A refusal is a sentence and exit code 1, never a trace."""
    try:
        yield
    except (db.Refused, db.NotFound, NoSuchPack) as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
