"""The pages of findings and reports: the council's under /quality, an organisation's own under /provider."""

from portal.quality.reports import beside, today
from portal.quality.reports.services import pdf
from portal.quality.reports.views import accuracy, findings, photographs, provider, report, sharing

__all__ = [
    "accuracy",
    "beside",
    "blueprints",
    "findings",
    "pdf",
    "photographs",
    "provider",
    "report",
    "sharing",
    "today",
]

blueprints = (findings.blueprint, report.blueprint, provider.blueprint)
