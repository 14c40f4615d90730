"""Pages of the quarter's report: its desk, and what anybody may read."""

from portal.voice.pooled import watching
from portal.voice.pooled.views import desk, public

__all__ = ["blueprints", "watching"]

blueprints = (desk.blueprint, public.blueprint)
