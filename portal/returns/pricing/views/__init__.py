"""Pages of prices: the provider's, for those who see them, and the council's."""

from portal.returns.pricing import today
from portal.returns.pricing.views import commissioning, decisions, entry, provider

__all__ = ["blueprints", "today"]

blueprints = (provider.blueprint, entry.blueprint, commissioning.blueprint, decisions.blueprint)
