"""The pages of homes, at the organisation's desk and at the authority's."""

from portal.homes import today as today
from portal.homes.views import commissioning, provider

blueprints = (provider.blueprint, commissioning.blueprint)
