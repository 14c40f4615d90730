"""Pages about disclosures: telling, and the safeguarding leads' restricted list."""

from portal.voice.disclosures import keeping, today, watching
from portal.voice.disclosures.views import by_card, coordinating, handling, rota, telling

__all__ = ["blueprints", "keeping", "today", "watching"]

blueprints = (telling.blueprint, by_card.blueprint, handling.blueprint, rota.blueprint, coordinating.blueprint)
