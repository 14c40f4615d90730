"""The published statement in a reader's browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.statements import making
from tests.support.browser import NARROW, WIDE, Visitor
from tests.support.live import LiveServer


@pytest.mark.parametrize("script", [True, False])
def test_contents_are_folded_on_a_phone_and_open_beside_the_text(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], script: bool
) -> None:
    with live_server.session() as session:
        writer, publisher = making.make_writer(session), making.make_publisher(session)
        making.make_market(session)
        making.publish(session, making.make_draft(session, writer), writer, publisher)
    visitor = new_visitor(script=script)
    contents = visitor.page.get_by_role("navigation", name="Contents")
    first = contents.get_by_role("link", name="What children need")
    for (width, height), is_open in ((NARROW, False), (WIDE, True)):
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.go(f"/statements/{making.SLUG}/")
        assert first.is_visible() == is_open
        assert contents.locator("summary").is_visible() != is_open
    visitor.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    visitor.go(f"/statements/{making.SLUG}/")
    contents.locator("summary").press("Enter")
    first.press("Enter")
    assert visitor.page.url.endswith("#section-1-what-children-need")
    if script:
        visitor.look("the statement of six homes")
