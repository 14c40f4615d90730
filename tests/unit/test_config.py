"""Settings from the environment: what production refuses, and what each setting may be."""

from __future__ import annotations

import pytest

from config import DEMO_KEY, Settings, Smtp, UnsafeSettings

SAFE = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET_KEY": "s" * 32,
    "PORTAL_EVENTS_KEY": "e" * 32,
    "PORTAL_BASE_URL": "https://portal.council.example",
    "PORTAL_SMTP_URL": "smtp+starttls://user:p%40ss@mail.council.example:587",
    "PORTAL_MAIL_FROM": "portal@council.example",
}


def test_production_takes_settings_of_its_own() -> None:
    settings = Settings.from_environment(SAFE)
    assert settings.is_production
    assert settings.secure_cookies
    assert settings.smtp == Smtp("mail.council.example", 587, "user", "p@ss", starttls=True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PORTAL_SECRET_KEY": ""}, "Set PORTAL_SECRET_KEY to a secret of at least 32 characters."),
        ({"PORTAL_SECRET_KEY": DEMO_KEY}, "Set PORTAL_SECRET_KEY to a secret of at least 32 characters."),
        ({"PORTAL_SECRET_KEY": "s" * 31}, "Set PORTAL_SECRET_KEY to a secret of at least 32 characters."),
        ({"PORTAL_EVENTS_KEY": ""}, "Set PORTAL_EVENTS_KEY to a secret of at least 32 characters."),
        ({"PORTAL_EVENTS_KEY": "s" * 32}, "PORTAL_SECRET_KEY and PORTAL_EVENTS_KEY must differ."),
        ({"PORTAL_BASE_URL": ""}, "Set PORTAL_BASE_URL to the https address people use."),
        ({"PORTAL_BASE_URL": "http://x.example"}, "Set PORTAL_BASE_URL to the https address people use."),
        ({"PORTAL_SMTP_URL": ""}, "Set PORTAL_SMTP_URL to your mail server."),
        ({"PORTAL_MAIL_FROM": ""}, "Set PORTAL_MAIL_FROM to an address of yours."),
        ({"PORTAL_DEBUG": "1"}, "PORTAL_DEBUG must be off."),
    ],
)
def test_production_refuses_what_is_unsafe(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        Settings.from_environment({**SAFE, **change})
    assert str(refused.value) == sentence


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(UnsafeSettings) as refused:
        Settings.from_environment({})
    assert str(refused.value).count("Set PORTAL_") == 5


def test_a_machine_that_says_nothing_is_production() -> None:
    assert Settings.from_environment({**SAFE, "PORTAL_ENV": ""}).is_production


def test_the_demonstration_runs_on_this_machine_only() -> None:
    with pytest.raises(UnsafeSettings, match="PORTAL_BASE_URL must be a loopback address"):
        Settings.from_environment({"PORTAL_ENV": "demo", "PORTAL_BASE_URL": "http://portal.council.example"})
    assert Settings.from_environment({"PORTAL_ENV": "demo", "PORT": "5055"}).base_url == "http://127.0.0.1:5055"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PORTAL_ENV": "staging"}, "PORTAL_ENV is 'staging'. Use demo, test or production."),
        ({"PORT": "80a"}, "PORT must be a whole number."),
        ({"PORTAL_IDLE_MINUTES": "-5"}, "PORTAL_IDLE_MINUTES must be a whole number."),
        ({"PORTAL_IDLE_MINUTES": "٣٠"}, "PORTAL_IDLE_MINUTES must be a whole number."),
        (
            {"PORTAL_SMTP_URL": "mail.council.example"},
            "PORTAL_SMTP_URL must look like smtp+starttls://user:password@host:587.",
        ),
    ],
)
def test_a_setting_of_the_wrong_form_is_named(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnsafeSettings) as refused:
        Settings.from_environment({**SAFE, **change})
    assert str(refused.value) == sentence


def test_keys_are_not_shown_when_settings_are_printed() -> None:
    shown = repr(Settings.from_environment(SAFE))
    assert "s" * 32 not in shown
    assert "e" * 32 not in shown
    assert "p@ss" not in shown


TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    ("url", "attribution", "sentence"),
    [
        ("http://tiles.example.org/{z}/{x}/{y}.png", "Example", "PORTAL_TILES_URL must look like"),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png", "Example", "PORTAL_TILES_URL must look like"),
        (TILES, "", "Set PORTAL_TILES_ATTRIBUTION"),
    ],
)
def test_a_background_needs_one_host_and_its_owners_words(url: str, attribution: str, sentence: str) -> None:
    tiles = {"PORTAL_TILES_URL": url, "PORTAL_TILES_ATTRIBUTION": attribution}
    with pytest.raises(UnsafeSettings, match=sentence):
        Settings.from_environment(SAFE | tiles)


def test_a_background_may_be_set() -> None:
    settings = Settings.from_environment(SAFE | {"PORTAL_TILES_URL": TILES, "PORTAL_TILES_ATTRIBUTION": "Example"})
    assert (settings.tiles_url, settings.tiles_attribution) == (TILES, "Example")
