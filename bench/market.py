"""The demonstration's market, repeated by bulk inserts until it has so many homes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, func, insert, select, text

from portal.framework.models import LotMembership, StandingChange
from portal.homes.models import Home, HomeNeed, Premises
from portal.models import metadata
from portal.placements.models import Placement
from portal.providers.models import Provider, ProviderAuthority, ProviderService
from portal.quality.models import Judgement, Visit, VisitDay, VisitOfficer
from portal.returns.models import BlockedPlaces, Entry, EntryVersion, FosteringPlaces, OccupiedPlaces
from portal.returns.pricing.models import FosteringFee, OpenBookLine, PriceEntry, PriceVersion
from portal.returns.vacancies.models import VacancyUpdate

ORGANISATIONS = (Provider, ProviderAuthority, ProviderService, LotMembership, StandingChange)
HOMES = (Home, HomeNeed, Premises, VacancyUpdate, Placement, Judgement, Visit, VisitOfficer, VisitDay)
RETURNS = (Entry, EntryVersion, OccupiedPlaces, BlockedPlaces, FosteringPlaces)
PRICES = (PriceEntry, PriceVersion, OpenBookLine, FosteringFee)
# In the demonstration most organisations have one home; in a large market they have several.
COPIES_BY_THE_SAME_ORGANISATIONS = 5
# A URN of seven digits, which the demonstration has not given to anybody: its own begin with SC.
FIRST_URN = 1_000_000

Row = dict[str, Any]


class Market:
    """The borough as it was loaded, to be copied whole, its last copy in part."""

    def __init__(self, engine: Engine) -> None:
        # Without the portal's settings SQLite checks no foreign keys, which takes most of the time: an entry and its
        # accepted version point at each other.
        self.engine = create_engine(engine.url)
        self.copies = 0
        with self.engine.connect() as connection:
            self.rows = {
                metadata.tables[model.__tablename__]: _rows_of(connection, model)
                for model in (*ORGANISATIONS, *HOMES, *RETURNS, *PRICES)
            }
        self.highest = {table: max((row.get("id", 0) for row in rows), default=0) for table, rows in self.rows.items()}
        self.keys = {table: list(self._keys_of(table)) for table in self.rows}

    def _keys_of(self, table: Table) -> Iterator[tuple[str, Table]]:
        """The columns that differ from copy to copy, and of which table they hold the id."""
        for column in table.columns:
            pointed = {key.column.table for key in column.foreign_keys}
            target = table if column.name == "id" else next(iter(pointed), None)
            if target in self.highest:
                yield column.name, target

    def grow_to(self, homes: int) -> None:
        """Copy until there are so many homes."""
        with self.engine.begin() as connection:
            there = connection.scalar(select(func.count()).select_from(Home)) or 0
            while there < homes:
                there += self._copy(connection, homes - there)
        # What grew over months would not all stand in the write-ahead log.
        with self.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _copy(self, connection: Connection, most: int) -> int:
        """One copy more, of so many homes at most; returns how many it has."""
        self.copies += 1
        brings_organisations = self.copies % COPIES_BY_THE_SAME_ORGANISATIONS == 1
        kept: dict[Table, set[int]] = {}
        for table, rows in self.rows.items():
            if brings_organisations or not _is_of(table, ORGANISATIONS):
                whole = [row for row in rows if self._is_whole(table, row, kept)]
                chosen = whole[:most] if _is_of(table, (Home,)) else whole
                kept[table] = {row.get("id", 0) for row in chosen}
                if chosen:
                    connection.execute(insert(table), [self._moved(table, row) for row in chosen])
        return len(kept[metadata.tables[Home.__tablename__]])

    def _is_whole(self, table: Table, row: Row, kept: dict[Table, set[int]]) -> bool:
        """Whether everything a row points at was copied before it. Placements in no home of the register are not: a
        larger market has no more of them."""
        pointed = ((target, row[name]) for name, target in self.keys[table] if target in kept)
        is_whole = all(value is None or value in kept[target] for target, value in pointed)
        return is_whole and row.get("home_id", 0) is not None

    def _moved(self, table: Table, row: Row) -> Row:
        """A row with ids, references and URN of its own."""
        copy = dict(row)
        for name, target in self.keys[table]:
            if copy[name] is not None:
                copy[name] += self._step(target)
        for name in {"reference", "receipt"} & copy.keys():
            copy[name] = f"{copy[name][:3]}{copy['id']:08}"
        return copy | {"urn": str(FIRST_URN + copy["id"])} if "urn" in copy else copy

    def _step(self, table: Table) -> int:
        """How far ids of this copy are from those of the borough itself."""
        by_organisations = -(-self.copies // COPIES_BY_THE_SAME_ORGANISATIONS)
        return self.highest[table] * (by_organisations if _is_of(table, ORGANISATIONS) else self.copies)


def _rows_of(connection: Connection, model: Any) -> list[Row]:
    query = select(model.__table__).order_by(*model.__table__.primary_key.columns)
    return [dict(row) for row in connection.execute(query).mappings()]


def _is_of(table: Table, models: tuple[Any, ...]) -> bool:
    return table.name in {model.__tablename__ for model in models}
