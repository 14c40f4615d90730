"""An application that would be unsafe does not start, and says which setting to change."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from flask import Flask

from config import ROOT, Settings
from portal import access, create_app

SAFE = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET_KEY": "s" * 32,
    "PORTAL_EVENTS_KEY": "e" * 32,
    "PORTAL_BASE_URL": "https://portal.council.example",
    "PORTAL_SMTP_URL": "smtp://mail.council.example:25",
    "PORTAL_MAIL_FROM": "portal@council.example",
}


def start(environment: dict[str, str], folder: str) -> subprocess.CompletedProcess[str]:
    """Load the application as a server would, with only these settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        env={**kept, **environment, "PORTAL_DATA_DIR": folder},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_settings_of_its_own(tmp_path: str) -> None:
    done = start(SAFE, str(tmp_path))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PORTAL_SECRET_KEY": ""}, "Set PORTAL_SECRET_KEY to a secret of at least 32 characters."),
        ({"PORTAL_ENV": "", "PORTAL_SECRET_KEY": ""}, "Set PORTAL_SECRET_KEY to a secret of at least 32 characters."),
    ],
)
def test_an_unsafe_server_does_not_start(tmp_path: str, change: dict[str, str], sentence: str) -> None:
    done = start({**SAFE, **change}, str(tmp_path))
    assert done.returncode != 0
    assert sentence in done.stderr


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_view_without_a_policy_stops_the_application(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.register_areas", register_forgetful_area)
    with pytest.raises(access.MissingPolicy, match=r"These views declare no policy: forgotten, forgotten_too"):
        create_app(replace(settings))


def register_forgetful_area(app: Flask, settings: Settings) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "everybody sees this")
    app.add_url_rule("/forgotten-too", "forgotten_too", lambda: "and this", methods=["POST"])
