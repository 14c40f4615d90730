"""Typed settings, read once from the environment. Unsafe production settings refuse to start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent
DEMO_KEY = "demonstration-only-key-never-for-production"
MIN_KEY_LENGTH = 32
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class UnsafeSettings(Exception):
    """The settings cannot be used; the message says which to change."""


class Environment(StrEnum):
    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Smtp:
    """Where mail is handed over. `starttls` upgrades the connection before signing in."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = False

    @classmethod
    def from_url(cls, url: str) -> Smtp:
        """`smtp://user:password@host:port` or `smtps+starttls://…`; raises UnsafeSettings."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtp+starttls"} or not parts.hostname:
            raise UnsafeSettings("PORTAL_SMTP_URL must look like smtp+starttls://user:password@host:587.")
        return cls(
            host=parts.hostname,
            port=parts.port or 25,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            starttls=parts.scheme == "smtp+starttls",
        )


@dataclass(frozen=True)
class Settings:
    """Everything the portal takes from outside. Keys are text; addresses are SQLAlchemy or huey URLs."""

    environment: Environment
    secret_key: str = field(repr=False)
    events_key: str = field(repr=False)
    database_url: str = field(repr=False)
    jobs_url: str = field(repr=False)
    base_url: str
    data_dir: Path
    smtp: Smtp | None
    mail_from: str
    proxies: int = 0
    debug: bool = False
    idle_minutes: int = 30
    absolute_hours: int = 12
    inspector_ages: tuple[int, int] = (16, 25)
    address_hours_before: int = 24
    address_hours_after: int = 12
    feedback_months: int = 12
    feedback_draft_days: int = 90
    visit_months: int = 72
    tiles_url: str = ""
    tiles_attribution: str = ""
    accuracy_days: int = 10
    escalate_days: int = 10

    @property
    def is_demo(self) -> bool:
        return self.environment is Environment.DEMO

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read `PORTAL_*`; anything not set takes the demonstration's value, which production refuses."""
        env = os.environ if env is None else env
        data_dir = Path(env.get("PORTAL_DATA_DIR") or ROOT / "instance")
        port = _whole(env, "PORT", 5000)
        settings = cls(
            environment=_environment(env),
            secret_key=env.get("PORTAL_SECRET_KEY") or DEMO_KEY,
            events_key=env.get("PORTAL_EVENTS_KEY") or DEMO_KEY,
            database_url=env.get("PORTAL_DATABASE_URL") or f"sqlite:///{data_dir / 'portal.sqlite3'}",
            jobs_url=env.get("PORTAL_JOBS_URL") or f"sqlite:///{data_dir / 'jobs.sqlite3'}",
            base_url=(env.get("PORTAL_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
            data_dir=data_dir,
            smtp=Smtp.from_url(env["PORTAL_SMTP_URL"]) if env.get("PORTAL_SMTP_URL") else None,
            mail_from=env.get("PORTAL_MAIL_FROM") or "portal@example.org",
            proxies=_whole(env, "PORTAL_PROXIES", 0),
            debug=env.get("PORTAL_DEBUG", "") not in {"", "0"},
            idle_minutes=_whole(env, "PORTAL_IDLE_MINUTES", 30),
            absolute_hours=_whole(env, "PORTAL_ABSOLUTE_HOURS", 12),
            inspector_ages=_ages(env, "PORTAL_INSPECTOR_AGES", (16, 25)),
            address_hours_before=_whole(env, "PORTAL_ADDRESS_HOURS_BEFORE", 24),
            address_hours_after=_whole(env, "PORTAL_ADDRESS_HOURS_AFTER", 12),
            feedback_months=_whole(env, "PORTAL_FEEDBACK_MONTHS", 12),
            feedback_draft_days=_whole(env, "PORTAL_FEEDBACK_DRAFT_DAYS", 90),
            visit_months=_whole(env, "PORTAL_VISIT_MONTHS", 72),
            tiles_url=env.get("PORTAL_TILES_URL") or "",
            tiles_attribution=env.get("PORTAL_TILES_ATTRIBUTION") or "",
            accuracy_days=_whole(env, "PORTAL_ACCURACY_DAYS", 10),
            escalate_days=_whole(env, "PORTAL_ESCALATE_DAYS", 10),
        )
        settings.check()
        return settings

    def check(self) -> None:
        """Raise UnsafeSettings naming every setting that would make this environment unsafe."""
        faults = list(_production_faults(self)) if self.is_production else list(_demo_faults(self))
        faults += _tiles_faults(self)
        if faults:
            raise UnsafeSettings(" ".join(faults))


def _environment(env: Mapping[str, str]) -> Environment:
    """A machine that says nothing is treated as production: the demonstration has to be asked for."""
    name = env.get("PORTAL_ENV") or Environment.PRODUCTION.value
    try:
        return Environment(name)
    except ValueError:
        raise UnsafeSettings(f"PORTAL_ENV is {name!r}. Use demo, test or production.") from None


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdigit()):
        raise UnsafeSettings(f"{name} must be a whole number.")
    return int(text)


def _ages(env: Mapping[str, str], name: str, default: tuple[int, int]) -> tuple[int, int]:
    """A range of ages written like 16-25."""
    text = env.get(name)
    if not text:
        return default
    youngest, _, oldest = text.partition("-")
    if not all(age.isascii() and age.isdigit() for age in (youngest, oldest)) or int(youngest) > int(oldest):
        raise UnsafeSettings(f"{name} must look like 16-25.")
    return int(youngest), int(oldest)


def _production_faults(settings: Settings) -> list[str]:
    faults = []
    for name, key in (("PORTAL_SECRET_KEY", settings.secret_key), ("PORTAL_EVENTS_KEY", settings.events_key)):
        if key == DEMO_KEY or len(key) < MIN_KEY_LENGTH:
            faults.append(f"Set {name} to a secret of at least {MIN_KEY_LENGTH} characters.")
    if settings.secret_key == settings.events_key:
        faults.append("PORTAL_SECRET_KEY and PORTAL_EVENTS_KEY must differ.")
    if not settings.base_url.startswith("https://"):
        faults.append("Set PORTAL_BASE_URL to the https address people use.")
    if settings.smtp is None:
        faults.append("Set PORTAL_SMTP_URL to your mail server.")
    if settings.mail_from.endswith("@example.org"):
        faults.append("Set PORTAL_MAIL_FROM to an address of yours.")
    if settings.debug:
        faults.append("PORTAL_DEBUG must be off.")
    return faults


def _tiles_faults(settings: Settings) -> list[str]:
    """The background of the staff map comes from a host that the content security policy must be able to name."""
    parts = urlsplit(settings.tiles_url)
    if settings.tiles_url and not (parts.scheme == "https" and parts.hostname and "{" not in parts.netloc):
        return ["PORTAL_TILES_URL must look like https://tiles.example.org/{z}/{x}/{y}.png."]
    if settings.tiles_url and not settings.tiles_attribution:
        return ["Set PORTAL_TILES_ATTRIBUTION to what the owner of the tiles wants said."]
    return []


def _demo_faults(settings: Settings) -> list[str]:
    host = urlsplit(settings.base_url).hostname
    if settings.is_demo and host not in LOOPBACK_HOSTS:
        return ["The demonstration runs on this machine only: PORTAL_BASE_URL must be a loopback address."]
    return []
