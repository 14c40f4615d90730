"""Every table in one place, for migrations and tests: importing this module knows the whole schema."""

from portal import events, jobs, mail
from portal.accounts import models as accounts
from portal.authorities import models as authorities
from portal.db import Base
from portal.framework import models as framework
from portal.homes import models as homes
from portal.needs import models as needs
from portal.placements import models as placements
from portal.providers import models as providers
from portal.quality import models as quality
from portal.quality.actions import models as visit_actions
from portal.quality.intelligence import models as intelligence
from portal.quality.reports import models as visit_reports
from portal.quality.suspensions import models as suspensions
from portal.returns import models as returns
from portal.returns.fees import models as fees
from portal.returns.pricing import models as pricing
from portal.returns.vacancies import models as vacancies
from portal.statements import models as statements
from portal.voice.disclosures import models as disclosures
from portal.voice.feedback import models as feedback
from portal.voice.inspectors import models as inspectors
from portal.voice.pooled import models as pooled
from portal.voice.residents import models as residents
from portal.web import once, parked

__all__ = [
    "accounts",
    "authorities",
    "disclosures",
    "events",
    "feedback",
    "fees",
    "framework",
    "homes",
    "inspectors",
    "intelligence",
    "jobs",
    "mail",
    "metadata",
    "needs",
    "once",
    "parked",
    "placements",
    "pooled",
    "pricing",
    "providers",
    "quality",
    "residents",
    "returns",
    "statements",
    "suspensions",
    "vacancies",
    "visit_actions",
    "visit_reports",
]

metadata = Base.metadata
