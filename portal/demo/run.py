"""`make run`: the whole portal on this machine, filled with the demonstration borough."""

from __future__ import annotations

import os
import socket
import sys

from alembic import command

from config import Settings, UnsafeSettings
from portal import create_app
from portal.authorities.services import load_councils
from portal.cli import alembic_config
from portal.demo import services
from portal.demo.inspectors import list_young_sign_ins
from portal.demo.own_file import FileState, NotOurs, claim, demo_file, mark_full
from portal.demo.password import demo_password
from portal.demo.processes import Processes, wait_until_ready, web_command, worker_command
from portal.demo.residents import list_card_sign_ins
from portal.quality.services import load_standards
from portal.voice.feedback.services import load_questions
from portal.voice.inspectors.rules import shown_code
from portal.voice.inspectors.services import load_texts
from portal.web.young import CARDS_START, START

AUTHORITY = "E08000014"


class CannotRun(Exception):
    """The demonstration cannot start; the message says what to do."""


def main() -> int:
    """Prepare the database, serve until stopped; the exit code of the program."""
    try:
        settings = Settings.from_environment({**os.environ, "PORTAL_ENV": "demo"})
        port = int(os.environ.get("PORT") or 5000)
        refuse_busy_port(port)
        prepare(settings)
    except (CannotRun, NotOurs, UnsafeSettings) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    return serve(settings, port)


def refuse_busy_port(port: int) -> None:
    """CannotRun when something listens on the port already, or nothing may."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise CannotRun(f"Port {port} cannot be used. Choose another, such as PORT=5050 make run") from None


def prepare(settings: Settings) -> None:
    """Make and fill the demonstration's database when there is none; bring an existing one up to date."""
    path = demo_file(settings.database_url)
    state = claim(path)
    app = create_app(settings)
    command.upgrade(alembic_config(settings.database_url), "head")
    with app.extensions["portal_database"].session() as session:
        load_councils(session)
        load_standards(session)
        load_questions(session)
        load_texts(session)
    if state is FileState.NEW:
        print("Filling the demonstration borough")
        services.load_demo(app, AUTHORITY)
        mark_full(path)
    app.extensions["portal_database"].engine.dispose()


def serve(settings: Settings, port: int) -> int:
    """Run the server and the worker until one of them ends or somebody stops them."""
    os.environ.update({"PORTAL_ENV": "demo", "PORT": str(port)})
    processes = Processes(web_command(port), worker_command())
    processes.start()
    try:
        web = processes.running["web"]
        if wait_until_ready(port, lambda: not processes.stopping and web.poll() is None):
            announce(settings)
        return processes.watch()
    finally:
        processes.stop()


def announce(settings: Settings) -> None:
    """Print where the portal is and one sign-in for each role, the young inspectors' and residents' too."""
    lines = [f"The portal is at {settings.base_url}", f"Its mail is at {settings.base_url}/demo/mailbox", ""]
    lines += [f"Sign in with the password {demo_password(settings.data_dir)} as"]
    lines += [f"  {role:<28}{email}" for role, email in services.list_sign_ins()]
    lines += ["", f"Young inspectors come back at {settings.base_url}{START} with code, nickname and PIN"]
    password = demo_password(settings.data_dir)
    young = list_young_sign_ins(password)
    lines += [f"  {shown_code(each.code):<28}{each.nickname}  {each.pin}" for each in young]
    lines += ["", f"Young people who live in a home start at {settings.base_url}{CARDS_START} with their card’s code"]
    lines += [f"  {shown_code(each.code):<28}{each.pin or 'not used yet'}" for each in list_card_sign_ins(password)]
    print("\n".join([*lines, "", "Ctrl-C stops it; what you did is kept."]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
