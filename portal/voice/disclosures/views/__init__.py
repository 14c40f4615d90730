"""Pages about disclosures: telling, and the safeguarding leads' restricted list."""

from portal.voice.disclosures import today, watching
from portal.voice.disclosures.views import handling, rota, telling

__all__ = ["blueprints", "today", "watching"]

blueprints = (telling.blueprint, handling.blueprint, rota.blueprint)
