"""What a statement tells of the newest voice report: its marks as they were let out, its themes, and no quote."""

from __future__ import annotations

from datetime import date

from portal.disclosure import Symbol
from portal.statements.rules.catalogue import Catalogue
from portal.statements.rules.local import local_catalogue
from portal.statements.rules.voice import Asked, Said, Theme
from portal.voice.pooled.rules import Level
from tests.unit.statements.samples import facts

WELCOMING, FOOD = (
    Asked("inspectors", "welcoming", "They made me feel welcome."),
    Asked("residents", "food", "I like it."),
)
WIFI = Asked("inspectors", "wifi", "The wifi works well.")
THEME = Theme("Food", "Food was cold.\nVery cold.", "Homes bought hot plates.", Level.TEAM)


def catalogue(said: Said) -> Catalogue:
    return local_catalogue(facts(said=said))


def of_summer() -> Catalogue:
    marks = {("residential", "inspectors", "welcoming"): 8}
    return catalogue(Said(3, date(2026, 7, 1), (WELCOMING, WIFI, FOOD), marks, (THEME,)))


def test_marks_are_bound_as_they_were_let_out() -> None:
    made = of_summer()
    figure = made.figures["voice.residential.inspectors.welcoming"]
    assert (figure.text, figure.as_at) == ("8", date(2026, 9, 30))
    assert figure.source == "Voice report of Sefton Council, July to September 2026"
    assert made.figures["voice.residential.inspectors.wifi"].value is Symbol.SUPPRESSED
    assert made.figures["voice.supported-accommodation.inspectors.wifi"].value is Symbol.NOT_AVAILABLE
    assert made.figures["voice.reports"].text == "3"
    table = made.datasets["voice.residential.inspectors"]
    assert [row.name for row in table.rows] == [WELCOMING.statement, WIFI.statement]
    assert table.withheld and table.draw is not None
    none = made.datasets["voice.residential.residents"]
    assert none.told and none.description.startswith("No marks were let out")


def test_themes_are_a_table_of_words() -> None:
    [row] = of_summer().datasets["voice.themes"].rows
    assert row.name == "Food"
    assert row.words == ("Food was cold. Very cold.", "Homes bought hot plates.", "A home or a team")


def test_before_the_first_report_every_name_is_there_and_says_so() -> None:
    made = catalogue(Said(0, None, (WELCOMING,)))
    assert made.figures["voice.residential.inspectors.welcoming"].value is Symbol.NOT_AVAILABLE
    assert made.figures["voice.reports"].text == "0"
    assert made.datasets["voice.themes"].description == "No voice report has been published yet."
    assert made.datasets["voice.themes"].told
