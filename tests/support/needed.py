"""A part a machine may lack: its tests are skipped with the reason, but where CI runs a skip is a failure."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(part: str, remedy: str) -> NoReturn:
    """Skip because `part` is not on this machine; fail instead when CI=true, which must prove everything."""
    reason = f"{part} is not here: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)  # the reason names the part and its remedy; under CI=true this line is never reached
