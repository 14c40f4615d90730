"""The pages of homes, at the organisation's desk and at the authority's."""

from portal.homes import today as today
from portal.homes.views import buildings, commissioning, provider

blueprints = (provider.blueprint, buildings.blueprint, commissioning.blueprint)
