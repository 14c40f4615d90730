"""Pages of residents' cards: the residents' own under /card, and the coordinator's."""

from portal.voice.residents.views import coming, desk, saying, telling

blueprints = (coming.blueprint, telling.blueprint, telling.inspectors_door, saying.blueprint, desk.blueprint)
