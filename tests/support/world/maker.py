"""The whole world, made in the order in which its parts need each other."""

from __future__ import annotations

from tests.support.world.quality import Quality
from tests.support.world.records import World
from tests.support.world.voice import Voice


class Maker(Quality, Voice):
    """Makes the world, a part at a time."""

    def make(self) -> World:
        """The whole world."""
        self._people()
        self._organisations()
        self._links()
        self._colleagues()
        self._staff()
        self._homes()
        self._entries()
        self._prices()
        self._frameworks()
        self._notes()
        self._placements()
        self._visits()
        self._suspensions()
        self._disclosures()
        self._feedback()
        self._cards()
        self._voice_reports()
        self._statements()
        self._published()
        self._inspectors()
        self.session.commit()
        return self.world
