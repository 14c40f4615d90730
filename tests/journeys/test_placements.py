"""Taking in a council's own file of placements, in a real browser: a name is dropped, a wrong row is shown."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from portal.access import Role
from portal.authorities.queries import find_active_authority
from portal.placements.models import Placement
from tests import factories
from tests.support.browser import Visitor
from tests.support.live import LiveServer

HEADER = "Child’s name;Started;Placement type;Source;Age band;Host authority;Social care a week"
RIGHT = (
    "Zoë O’Hara;01/05/2024;K2;On framework;10 to 15;Sefton;£4,528",
    "Noé Ash;01/08/2024;K2;Direct;16 and over;Liverpool;5000.50",
    "Chloë Elm;01/08/2024;U6;In-house;1 to 4;Sefton;",
)
WRONG = "Renée Oak;01/08/2024;K9;Direct;5 to 9;Sefton;-1"


def file_of(folder: Path, *rows: str) -> Path:
    """A file as a spreadsheet in Britain saves it: Windows letters, here with semicolons."""
    path = folder / "placements.csv"
    path.write_bytes("\r\n".join((HEADER, *rows, "")).encode("cp1252"))
    return path


def test_a_commissioner_takes_in_a_file(live_server: LiveServer, visitor: Visitor, tmp_path: Path) -> None:
    with live_server.session() as session:
        commissioner = factories.make_staff(session, Role.COMMISSIONER)
    visitor.sign_in(commissioner)
    visitor.go("/commissioning/placements/")
    visitor.look("Placements with none yet")
    visitor.page.get_by_role("button", name="Import placements").click()
    visitor.page.get_by_label("CSV file").set_input_files(file_of(tmp_path, *RIGHT, WRONG))
    visitor.press("Read this file")
    visitor.look("A file with a wrong row")
    faults = visitor.page.get_by_role("table").inner_text()
    assert "Row 5, Placement type" in faults
    assert "Row 5, Social care a week" in faults
    visitor.page.get_by_label("CSV file").set_input_files(file_of(tmp_path, *RIGHT))
    visitor.press("Read this file")
    visitor.look("What was read from a file")
    shown = visitor.page.locator("main").inner_text()
    assert "Child’s name" in shown
    assert "Zoë" not in shown
    visitor.press("Import 3 placements")
    visitor.look("Placements")
    visitor.page.get_by_role("link", name="See the totals").click()
    visitor.look("Totals of placements")
    totals = [cell.strip() for cell in visitor.page.get_by_role("row").nth(1).all_inner_texts()[0].split("\t")]
    assert totals == ["Children’s home", "1", "1", "0", "2"]
    visitor.page.get_by_role("link", name="2", exact=True).first.click()
    assert "2 placements" in visitor.page.locator("main").inner_text()
    with live_server.session() as session:
        assert find_active_authority(session) is not None
        assert len(session.scalars(select(Placement)).all()) == 3
