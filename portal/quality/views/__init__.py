"""The pages of visits."""

from portal.quality.views import visits

blueprints = (visits.blueprint,)
