"""The pages of the programme and of visits."""

from portal.quality import today as today
from portal.quality.views import calendar as calendar
from portal.quality.views import homes, planning, programme, providers, visits, who_went

__all__ = ["blueprints", "calendar", "planning", "today", "who_went"]

blueprints = (programme.blueprint, homes.blueprint, providers.blueprint, visits.blueprint)
