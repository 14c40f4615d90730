"""Every table in one place, for migrations and tests: importing this module knows the whole schema."""

from portal import events, jobs, mail
from portal.accounts import models as accounts
from portal.authorities import models as authorities
from portal.db import Base
from portal.homes import models as homes
from portal.needs import models as needs
from portal.providers import models as providers
from portal.returns import models as returns
from portal.statements import models as statements
from portal.web import parked

__all__ = [
    "accounts",
    "authorities",
    "events",
    "homes",
    "jobs",
    "mail",
    "metadata",
    "needs",
    "parked",
    "providers",
    "returns",
    "statements",
]

metadata = Base.metadata
