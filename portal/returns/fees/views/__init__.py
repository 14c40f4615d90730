"""Pages that compare fees: the council's, and a provider's beside the ranges that were released."""

from portal.returns.fees.views import commissioning, provider

blueprints = (commissioning.blueprint, provider.blueprint)
