"""Pages of young inspectors on a phone, and of their coordinator at a desk."""

from portal.voice.inspectors import beside, today
from portal.voice.inspectors.views import care, coming, home, inspectors, visits

__all__ = ["beside", "blueprints", "today"]

blueprints = (coming.blueprint, inspectors.blueprint, visits.blueprint)
# Rooms of the two blueprints above: their views are registered when they are imported.
_ROOMS = (care, home)
