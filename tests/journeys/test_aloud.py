"""A page is read aloud by a voice of the browser's own; without one, and without script, nothing is offered."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browser import Visitor

# What a browser says of its voices, and a record of what it was asked to say. A far voice needs the network.
VOICES = """(() => {
  const said = [];
  let speaking = false;
  const voices = %s;
  window.said = said;
  Object.defineProperty(window, "speechSynthesis", {value: {
    getVoices: () => voices,
    get speaking() { return speaking; },
    get pending() { return false; },
    speak: (piece) => { speaking = true; said.push(`${piece.voice.name}: ${piece.text}`); },
    cancel: () => { speaking = false; said.push("stopped"); },
  }});
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})()"""
OWN = '[{name: "Far", lang: "en-GB", localService: false}, {name: "Near", lang: "en-GB", localService: true}]'
FAR = '[{name: "Far", lang: "en-GB", localService: false}]'


def test_a_page_is_read_by_the_browsers_own_voice_and_stops(visitor: Visitor) -> None:
    visitor.context.add_init_script(VOICES % OWN)
    visitor.go("/inspect/promises")
    button = visitor.page.get_by_role("button", name="Read it to me")
    box = button.bounding_box()
    assert box and box["height"] >= 44
    visitor.look("Promises, read aloud")
    button.click()
    heading = visitor.page.locator("h1").inner_text()
    said = visitor.page.evaluate("said")
    assert said[0] == f"Near: {heading}"
    assert len(said) == len(set(said)) > 5
    assert not [piece for piece in said if "not safe? Tell us" in piece]
    visitor.page.get_by_role("button", name="Stop reading").click()
    expect(button).to_be_visible()
    assert visitor.page.evaluate("said").pop() == "stopped"


@pytest.mark.parametrize("voices", [FAR, "[]"], ids=["only over the network", "none"])
def test_nothing_is_offered_without_a_voice_of_its_own(visitor: Visitor, voices: str) -> None:
    visitor.context.add_init_script(VOICES % voices)
    visitor.go("/inspect/promises")
    expect(visitor.page.locator("h1")).to_be_visible()
    expect(visitor.page.locator("[data-aloud]")).to_be_hidden()
