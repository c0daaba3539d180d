"""The volunteers' pages in a real browser: clean, printable, and a name that is really dragged onto a shift."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser as Chromium

from tests.desk.house import DeskHouse
from tests.desk.screen import DESKTOP, PICTURES, TABLET, clean, on_screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def lively(house: DeskHouse) -> int:
    """A team with a week behind it and one ahead; the id of a shift that is over."""
    for happened in (
        "张汉梅 is known", "王强 is known", "赵敏 is known", "孙丽 is known", "陈建国 is known",
        "张汉梅 leads the team 老街坊巡逻队", "王强 is in the team 老街坊巡逻队", "李荣珍 is in the team 老街坊巡逻队",
        "孙丽 is in the team 老街坊巡逻队", "陈建国 is in the team 栋力派",
        "the duty 早巡 of 老街坊巡逻队 needs 2, daily at 08:00", "the duty 晚巡 of 老街坊巡逻队 needs 2, daily at 19:00",
        "the duty 清楼道 of 栋力派 needs 4, on 6 at 09:00",
        "晚巡 passes 北门 N1 30.5,114.3; 南门 S1; 中心花园 G1 30.5,114.3",
        "王强 has the shift of 晚巡 on 2026-11-23", "李荣珍 has the shift of 晚巡 on 2026-11-23",
        "王强 has the shift of 晚巡 on 2026-11-25", "张汉梅 has the shift of 晚巡 on 2026-11-25",
        "李荣珍 has the shift of 早巡 on 2026-11-26", "孙丽 has the shift of 晚巡 on 2026-11-27",
    ):  # fmt: skip
        await house.happens(happened)
    house.at("2026-11-23 19:02")
    await house.says("王强", "/spot N1")
    await house.says("王强", "/spot G1")
    house.at("2026-11-24 09:00")
    await house.engine.settle()
    await house.says("赵敏", "/team_join 1")
    [(offered,)] = house.rows("SELECT id FROM shift WHERE day = '2026-11-25' AND duty_id = 2")
    await house.says("王强", f"/shift_offer {offered}-{await house.person('王强')}")
    [(over,)] = house.rows("SELECT id FROM shift WHERE day = '2026-11-23' AND duty_id = 2")
    return int(over)


async def test_every_page_is_clean(seen: DeskHouse, browser: Chromium) -> None:
    seen.desk.links = lambda start: {
        "web": f"https://linli.test/?start={start}",
        "telegram": f"https://t.me/linli?start={start}",
    }
    over, office = await lively(seen), await seen.at_desk("staff")
    wang = await seen.person("王强")
    pages = {
        "overview": "", "team": "/1?find=陈建", "remove": f"/1/members/{wang}/remove", "week": "/1/week", "new": "/1/duties/new",
        "extra": "/1/shifts/new",
        "duty": "/1/duties/2", "end": "/1/duties/2/end", "shift": f"/1/shifts/{over + 2}", "over": f"/1/shifts/{over}",
        "cancel": f"/1/shifts/{over + 2}/cancel", "correct": f"/1/shifts/{over}/hours/{wang}", "hours": "/hours",
        "team-hours": "/1/hours", "person-hours": f"/1/hours/{wang}", "paper": f"/people/{wang}/paper", "spots": "/spots",
        "codes": "/spots/codes",
    }  # fmt: skip
    for size, where in ((DESKTOP, "desktop"), (TABLET, "tablet")):
        async with on_screen(seen, browser, office, size) as screen:
            for name, path in pages.items():
                answer = await screen.goto(f"/desk/volunteers{path}")
                assert answer is not None and answer.ok, path
                await clean(screen, f"volunteers-{name}-{where}")


async def test_a_name_is_dragged_onto_a_shift_and_off_again(seen: DeskHouse, browser: Chromium) -> None:
    await lively(seen)
    office = await seen.at_desk("staff")
    [(on,)] = seen.rows("SELECT id FROM shift WHERE day = '2026-11-26' AND duty_id = 2")
    tile = f"article:has(a[href$='/shifts/{on}'])"
    async with on_screen(seen, browser, office) as screen:
        await screen.goto("/desk/volunteers/1/week?day=2026-11-24")
        await screen.drag_and_drop("aside li:has-text('王强')", tile)
        await screen.wait_for_selector("p.word:has-text('王强排在11月26日（周四）19:00–20:30 晚巡了，已经告诉本人')")
        await seen.engine.settle()
        assert "队里请您来值这一班" in seen.shown("王强").text
        # Whoever is on it is not put on it twice: nothing happens.
        await screen.drag_and_drop("aside li:has-text('王强')", tile)
        assert seen.rows("SELECT count(*) FROM shift_place WHERE shift_id = :id", {"id": on}) == [(1,)]
        await screen.drag_and_drop(f"{tile} li:has-text('王强')", "aside")
        await screen.wait_for_selector("p.word:has-text('王强不用去11月26日（周四）19:00–20:30 晚巡了')")
        await seen.engine.settle()
        assert "不用您去了" in seen.shown("王强").text


async def test_a_name_is_dragged_from_one_shift_to_another(seen: DeskHouse, browser: Chromium) -> None:
    await lively(seen)
    office = await seen.at_desk("staff")
    [(first,), (then,)] = seen.rows(
        "SELECT id FROM shift WHERE day IN ('2026-11-25', '2026-11-28') AND duty_id = 2 ORDER BY day"
    )
    async with on_screen(seen, browser, office) as screen:
        await screen.goto("/desk/volunteers/1/week?day=2026-11-24")
        tiles = [f"article:has(a[href$='/shifts/{one}'])" for one in (first, then)]
        await screen.drag_and_drop(f"{tiles[0]} li:has-text('王强')", tiles[1])
        await screen.wait_for_selector("p.word:has-text('王强排在11月28日（周六）19:00–20:30 晚巡了')")
        assert await screen.locator(f"{tiles[0]} li:has-text('王强')").count() == 0
        assert await screen.locator(f"{tiles[1]} li:has-text('王强')").count() == 1


async def test_what_a_move_means_is_shown_before(seen: DeskHouse, browser: Chromium) -> None:
    over = await lively(seen)
    office = await seen.at_desk("staff")
    async with on_screen(seen, browser, office) as screen:
        await screen.goto(f"/desk/volunteers/1/shifts/{over + 2}")
        await screen.fill("#f-starts", "17:00")
        await screen.click("section:has(#move) button")
        await screen.wait_for_selector("h1:has-text('改「晚巡」的时间？')")
        await clean(screen, "volunteers-move")
        await screen.click("text=确认改")
        await screen.wait_for_selector("p.word:has-text('改到了')")


async def test_what_is_too_much_is_said_after_a_drag_too(seen: DeskHouse, browser: Chromium) -> None:
    await lively(seen)
    office = await seen.at_desk("staff")
    [(on,)] = seen.rows("SELECT id FROM shift WHERE day = '2026-11-27' AND duty_id = 1")
    await seen.happens("王强 has the shift of 晚巡 on 2026-11-26")
    await seen.happens("the duty 早巡 of 老街坊巡逻队 needs 2, daily at 03:00")
    async with on_screen(seen, browser, office) as screen:
        await screen.goto("/desk/volunteers/1/week?day=2026-11-24")
        await screen.drag_and_drop("aside li:has-text('王强')", f"article:has(a[href$='/shifts/{on}'])")
        await screen.wait_for_selector("p.word.wrong:has-text('歇不够八小时')")
        await clean(screen, "volunteers-week-wrong")


async def test_the_same_goes_with_the_keyboard_alone(seen: DeskHouse, browser: Chromium) -> None:
    await lively(seen)
    office, wang = await seen.at_desk("staff"), await seen.person("王强")
    [(on,)] = seen.rows("SELECT id FROM shift WHERE day = '2026-11-26' AND duty_id = 2")
    async with on_screen(seen, browser, office) as screen:
        await screen.goto("/desk/volunteers/1/week?day=2026-11-24")
        await screen.focus(f"details:has(#who-{on}) summary")
        await screen.keyboard.press("Enter")
        await screen.keyboard.press("Tab")
        for _member in range(4):
            if await screen.input_value(f"#who-{on}") != str(wang):
                await screen.keyboard.press("ArrowDown")
        await screen.keyboard.press("Tab")
        await screen.keyboard.press("Enter")
        await screen.wait_for_selector("p.word:has-text('王强排在')")


async def test_the_roster_a_paper_and_the_codes_print_well(seen: DeskHouse, browser: Chromium, tmp_path: Path) -> None:
    seen.desk.links = lambda start: {"web": f"https://linli.test/?start={start}"}
    await lively(seen)
    office, wang = await seen.at_desk("staff"), await seen.person("王强")
    async with on_screen(seen, browser, office) as screen:
        for name, path, pages, turned in (
            ("roster", "/1/week", 1, True),
            ("paper", f"/people/{wang}/paper", 1, False),
            ("codes", "/spots/codes", 3, False),
        ):
            await screen.goto(f"/desk/volunteers{path}")
            made = await _printed(screen, (Path(PICTURES) if PICTURES else tmp_path) / f"volunteers-{name}.pdf")
            assert len(re.findall(rb"/Type /Page\b", made)) == pages, name
            [(width, height), *_others] = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", made)
            assert (float(width) > float(height)) == turned, name


async def _printed(screen: Any, path: Path) -> bytes:
    """The page as a printer gets it."""
    await screen.emulate_media(media="print")
    made: bytes = await screen.pdf(path=path, prefer_css_page_size=True, print_background=True)
    await screen.emulate_media(media="screen")
    return made
