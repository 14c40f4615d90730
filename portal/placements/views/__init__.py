"""The pages of placements, at the authority's desk."""

from portal.placements import today as today
from portal.placements.views import importing, lists, records, totals
from portal.placements.views.desk import blueprint as blueprint

__all__ = ["blueprint", "importing", "lists", "records", "totals"]
