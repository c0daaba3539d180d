"""Every link of the desk leads somewhere, for each of those who work with it, and what stands there is said in their language."""

from __future__ import annotations

import re

import httpx
import pytest

from desk.access import may
from desk.sections import NAVIGATION
from services.cases import kinds
from tests.desk import town
from tests.desk.crawl import Found, Walk, around, said, unbuilt, walk
from tests.desk.house import Browser, DeskHouse, read

HAN = re.compile(r"[\u3400-\u9fff]+")
OURS = {"邻", "中文", "姓名", "不开餐"}
"""Chinese that is said in any language: our sign, the name of the language, what the register's columns and a menu must say."""
DATA = (
    "community", "person", "account", "course", "canteen", "dish", "meal_day", "meal_order", "standing_order", "meal_drop", "payment",
    "cases", "case_event", "case_file", "case_kind", "canned_answer", "meeting", "meeting_item", "talk_line", "team", "duty", "spot",
    "shift_place", "hours_change", "building", "broadcast", "enrolment", "attendance", "desk_session", "register_import", "register_row",
)  # fmt: skip
"""Tables that hold what people and the community file said, in their own words."""


async def somebody(house: DeskHouse, role: str) -> Browser:
    """A browser of somebody in this role, who may open as much as they like."""
    house.desk.asks.burst = 0
    return await (house.signed_in(await house.person("赵队长")) if role == "lead" else house.at_desk(role, "周洁"))


def wrong(made: Walk) -> list[str]:
    """What is wrong, but in sections that are not there yet."""
    return [line for one in made.found if not unbuilt(one.path) for line in one.wrong]


@pytest.mark.parametrize("role", ["admin", "staff", "kitchen", "lead", "reader"])
async def test_no_link_leads_nowhere(house: DeskHouse, role: str) -> None:
    await town.lively(house)
    made = await walk(await somebody(house, role))
    assert wrong(made) == []
    opened = {one.path for one in made.found}
    for section in NAVIGATION:
        reached = f"/desk{section.path}".rstrip("/") in opened
        assert reached == may(frozenset({role}), section.may), section.name


@pytest.mark.parametrize("role", ["admin", "lead", "reader"])
async def test_an_empty_desk_leads_nowhere_wrong_either(house: DeskHouse, role: str) -> None:
    await house.happens("赵队长 leads the team 老街坊巡逻队")
    assert wrong(await walk(await somebody(house, role))) == []


async def test_a_reader_and_the_kitchen_never_see_a_number_or_an_address(house: DeskHouse) -> None:
    await town.lively(house)
    phones = [phone for (phone,) in house.rows("SELECT DISTINCT phone FROM person WHERE phone <> ''")]
    names = [name for (name,) in house.rows("SELECT name FROM person WHERE name NOT IN ('', '周洁')")]
    for role, hidden in (("reader", [*phones, *names, "2单元501", "2单元502"]), ("kitchen", phones)):
        made = await walk(await somebody(house, role))
        for one in made.found:
            if one.page is not None and one.response.status_code == 200:
                assert [words for words in hidden if words in one.page.main] == [], f"{one.path} as {role}"


async def test_in_english_nothing_but_data_is_in_chinese(house: DeskHouse) -> None:
    await town.lively(house)
    browser = await somebody(house, "admin")
    browser.client.headers["accept-language"] = "en"
    known = _words_of(house)
    made = await walk(browser)
    assert [line for one in made.found if not unbuilt(one.path) for line in _untranslated(one, known)] == []


def _words_of(house: DeskHouse) -> str:
    """Everything that people and the community file said."""
    rows = [row for table in DATA for row in house.rows(f"SELECT * FROM {table}")]
    return "\n".join(str(value) for row in rows for value in row if value is not None)


def _untranslated(found: Found, known: str) -> list[str]:
    if found.page is None or found.response.status_code != 200:
        return []
    text = said(found.page)
    return [f"{found.path}: …{around(text, one)}…" for one in HAN.finditer(text) if not _is_data(one[0], known)]


def _is_data(words: str, known: str) -> bool:
    """Whether it is somebody's words, or two such put together; or a name of which only the beginning is shown."""
    if words in known or words in OURS:
        return True
    return any(words[:n] in known and words[n:] in known for n in range(1, len(words)))


def test_names_of_what_is_ours_are_not_taken_for_data() -> None:
    assert _is_data("瑜伽室", "瑜伽室\n王强") and _is_data("瑜伽王强", "瑜伽室\n王强")
    assert not _is_data("马上要办的", "瑜伽室\n王强")
    assert kinds.DEFAULTS[0].name == "隐患"


def test_what_is_wrong_with_a_page_is_seen() -> None:
    html = '<html lang="zh-CN"><title> · 里下</title><main><h1>a</h1><h1>b</h1><p id="x">Text(source)</p><p id="x">{n}人 None</p></main>'
    response = httpx.Response(200, text=html, headers={"content-type": "text/html"})
    told = Found("/desk/x", "/desk", response, read("/x", response)).wrong
    for what in ("no title", "2 headings", "one id", "'Text('", "'{n}'", "'None'"):
        assert any(what in line for line in told), what
    assert Found("/desk/y", "/desk", httpx.Response(404), None).wrong == ["/desk/y (from /desk) answers 404"]
