"""Pages of the framework: the authority's register, a provider's own standing, and what everybody may read."""

from portal.framework import today
from portal.framework.views import frameworks, members, provider, public

__all__ = ["blueprints", "today"]

blueprints = (frameworks.blueprint, members.blueprint, provider.blueprint, public.blueprint)
