"""`python -m tests.support.templates`: every template compiles, and every template it names is there."""

from __future__ import annotations

import sys

from jinja2 import meta

from config import ROOT, Settings
from portal import create_app

TEMPLATES = ROOT / "templates"


def faults() -> list[str]:
    """What is wrong, with the template it is in; syntax errors are raised as they are."""
    environment = create_app(Settings.from_environment({"PORTAL_ENV": "test"})).jinja_env
    found = []
    for name in environment.list_templates(extensions=["html", "txt"]):
        environment.get_template(name)
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        named = meta.find_referenced_templates(environment.parse(source))
        found += [
            f"{name} names {other}, which is not there"
            for other in named
            if other and not (TEMPLATES / other).is_file()
        ]
    return found


if __name__ == "__main__":
    sys.exit("\n".join(faults()) or None)
