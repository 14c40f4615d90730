"""Pages of the quarter's report: its desk, and what anybody may read."""

from portal.voice.pooled import leaving, watching
from portal.voice.pooled.views import desk, public

__all__ = ["blueprints", "leaving", "watching"]

blueprints = (desk.blueprint, public.blueprint)
