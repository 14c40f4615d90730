"""Where a postcode is: a geopy geocoder over the portal's own postcode table. It can reach no network."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderServiceError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from sqlalchemy.orm import Session

from portal.homes.models import Postcode


class NoNetwork(BaseSyncAdapter):  # type: ignore[misc]  # geopy ships no types
    """The way out that every geopy geocoder has, closed: an address must never leave the portal."""

    def get_json(self, *_: Any, **__: Any) -> NoReturn:
        raise GeocoderServiceError("the postcode table asks nobody else")

    get_text = get_json


class PostcodeTable(Geocoder):  # type: ignore[misc]  # geopy ships no types
    """Postcodes to places, for one database session."""

    def __init__(self, session: Session) -> None:
        super().__init__(adapter_factory=NoNetwork)
        self.session = session

    def geocode(self, query: str) -> Location | None:
        """The place of a postcode however it is spaced, or None when the table does not know it.

        `raw` holds `authority_code` (the council, never a district) and `easting` and `northing` in metres.
        """
        row = self.session.get(Postcode, _spaced(query))
        if row is None:
            return None
        raw = {"authority_code": row.authority_code, "easting": row.easting, "northing": row.northing}
        return Location(row.postcode, (row.latitude, row.longitude), raw)


def _spaced(text: str) -> str:
    """Capital letters, one space before the last three characters."""
    plain = re.sub(r"\s", "", text).upper()
    return f"{plain[:-3]} {plain[-3:]}"
