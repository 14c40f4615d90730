"""Pages about disclosures: telling, and the safeguarding leads' restricted list."""

from portal.voice.disclosures import today, watching
from portal.voice.disclosures.views import coordinating, handling, rota, telling

__all__ = ["blueprints", "today", "watching"]

blueprints = (telling.blueprint, handling.blueprint, rota.blueprint, coordinating.blueprint)
