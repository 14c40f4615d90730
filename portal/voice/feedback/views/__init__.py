"""Pages of feedback: the inspector's, the coordinator's desk, the home's, and what staff may read."""

from portal.voice.feedback import beside, chasing, leaving, today
from portal.voice.feedback.views import (
    deciding,
    desk,
    holding,
    inspect,
    joint,
    provider,
    staff,
    telling,
    together,
    waiting,
)

blueprints = (
    inspect.blueprint,
    desk.blueprint,
    provider.blueprint,
    staff.blueprint,
    telling.lead_blueprint,
    together.blueprint,
)

__all__ = ["beside", "blueprints", "chasing", "deciding", "holding", "joint", "leaving", "today", "waiting"]
