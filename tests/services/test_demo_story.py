"""The slide of the demo: a child's suggestion that is being built."""

from __future__ import annotations

from services.cases import council, seeing, suggestions
from services.community import demo_story
from tests.services.conftest import ZONE, Town


def test_the_slide_is_remembered_once_from_the_suggestion_to_what_is_built_and_nobody_is_told(town: Town) -> None:
    assert town.do(demo_story.tell(town.community_id, town.now_ms, ZONE))
    assert not town.do(demo_story.tell(town.community_id, town.now_ms, ZONE))
    zhang, staff = town.person("张汉梅"), town.staff()
    town.catch_up()
    assert town.heard(staff) == []

    [(case, kind)] = town.do(suggestions.public(town.community_id))
    assert (case.state, case.followers, case.closed_ms) == ("building", 4, None)
    found = town.do(seeing.look(case.id, zhang, town.now_ms))
    assert found is not None and found.who == ""  # a child's
    assert [event.kind for event in found.events] == ["reported", "shown", "council", "state", "progress", "progress"]
    [meeting] = town.do(council.past(town.community_id))
    assert meeting.title == "童眼看社区议事会"
    [like] = town.do(suggestions.alike(town.community_id, kind, "小区里增设一个滑梯吧"))
    assert like.case.id == case.id
