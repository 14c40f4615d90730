"""Pages about disclosures: telling, and the safeguarding leads' restricted list."""

from portal.voice.disclosures import keeping, today, watching
from portal.voice.disclosures.views import coordinating, handling, rota, telling

__all__ = ["blueprints", "keeping", "today", "watching"]

blueprints = (telling.blueprint, handling.blueprint, rota.blueprint, coordinating.blueprint)
