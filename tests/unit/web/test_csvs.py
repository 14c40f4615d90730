"""CSV cells that a spreadsheet must take for text."""

from __future__ import annotations

import pytest

from portal.web.csvs import csv_response, safe_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_text_that_begins_like_a_formula_is_written_as_text(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", [-3, 0, 2.5, "", "Marram House", "a=b", None])
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) == value


def test_a_download_is_named_and_quoted() -> None:
    response = csv_response("homes.csv", ["Name", "Places"], [('A "quoted", name', 4), ("=1+1", -1)])
    assert response.headers["Content-Disposition"] == 'attachment; filename="homes.csv"'
    assert response.get_data() == (b'\xef\xbb\xbfName,Places\r\n"A ""quoted"", name",4\r\n\'=1+1,-1\r\n')
