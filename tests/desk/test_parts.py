"""What pages are put together from, by itself."""

from __future__ import annotations

import pytest

from desk.rendering import environment
from language.catalogue import Voice
from tests.conversations.world import ZONE


@pytest.mark.parametrize("value", ["栋&楼", 'a"b', "<1>", "3"])
@pytest.mark.parametrize("typed", [False, True])
def test_what_was_chosen_stays_chosen_whatever_it_is(value: str, typed: bool) -> None:
    made = environment(lambda name: name)
    page = made.from_string(
        '{% import "parts.html" as parts with context %}{{ parts.select("where", "哪里", [("", "-"), (one, one)], "" if typed else one) }}'
    )
    html = page.render(
        voice=Voice("zh", ZONE), one=value, typed={"where": [value]} if typed else {}, wrong={}, csrf="", once=""
    )
    assert html.count("selected") == 1 and '<option value="">' in html
