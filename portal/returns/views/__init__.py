"""Pages of returns: the provider's, and the council's."""

from portal.returns import today
from portal.returns.views import commissioning, entry, periods, provider, together

__all__ = ["blueprints", "today"]

blueprints = (
    provider.blueprint,
    together.blueprint,
    entry.blueprint,
    periods.blueprint,
    commissioning.blueprint,
)
