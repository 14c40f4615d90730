"""Pages about organisations: the public's registration, the commissioner's queue, the organisation's own profile."""

from portal.providers import today
from portal.providers.views import commissioning, profile, register, steps

__all__ = ["blueprints", "today"]

blueprints = (register.blueprint, steps.blueprint, commissioning.blueprint, profile.blueprint)
