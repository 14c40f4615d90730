"""Pages of feedback: the inspector's, the coordinator's desk, the home's, and what staff may read."""

from portal.voice.feedback import chasing, today
from portal.voice.feedback.views import desk, inspect, provider, staff, telling, waiting

blueprints = (inspect.blueprint, desk.blueprint, provider.blueprint, staff.blueprint, telling.lead_blueprint)

__all__ = ["blueprints", "chasing", "today", "waiting"]
