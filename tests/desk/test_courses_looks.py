"""The pages about courses in a real browser: accessible, nothing sticks out, and papers that fit on A4."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page as Screen

from tests.desk.house import DeskHouse
from tests.desk.screen import DESKTOP, PICTURES, TABLET, clean, on_screen
from tests.desk.test_courses import course_id, signed_up
from tests.desk.test_courses_term import YOGA

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def printed(screen: Screen, name: str) -> bytes:
    """The page as it comes out of the printer."""
    content = await screen.pdf(format="A4", prefer_css_page_size=True)
    if PICTURES:
        await screen.emulate_media(media="print")
        await screen.set_viewport_size({"width": 688, "height": 900})
        await screen.screenshot(path=Path(PICTURES) / f"{name}-print.png", full_page=True)
        await screen.emulate_media(media="null")
        await screen.set_viewport_size(DESKTOP["viewport"])
        (Path(PICTURES) / f"{name}.pdf").write_bytes(content)
    return content


def sheets(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", content))


async def filled(seen: DeskHouse) -> int:
    """A course with somebody in it, somebody waiting in another; returns its id."""
    yoga = await signed_up(seen)
    await seen.happens("剪纸 is full")
    await signed_up(seen, "剪纸")
    for name in ("王强", "张汉梅", "林建国"):
        await seen.happens(f"{name} is known")
        await signed_up(seen, "瑜伽", name)
        await signed_up(seen, "烘焙", name)
    await seen.happens("王小倩 has a child 陈小宝, born 2018-06-01")
    return yoga


async def test_looking_around(seen: DeskHouse, browser: Chromium) -> None:
    yoga = await filled(seen)
    await seen.happens("the office drops the next 剪纸")
    await seen.happens("the office moves 太极 to 2026-11-30 19:30")
    await seen.happens("the office moves 太极 to 瑜伽室")
    worker = await seen.at_desk("staff")
    for size, where in ((None, ""), (TABLET, "-tablet")):
        async with on_screen(seen, browser, worker, size) as screen:
            for name, path in {
                "list": "", "week": "?view=week&day=2026-12-01", "month": "?view=month&day=2026-12-05", "course": f"/{yoga}",
                "roster": f"/{yoga}/roster", "new": "/new",
            }.items():  # fmt: skip
                await screen.goto(f"/desk/courses{path}")
                await clean(screen, f"courses-{name}{where}")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk/courses")
        await screen.keyboard.press("j")
        await screen.keyboard.press("j")
        assert "太极" in await screen.evaluate("() => document.activeElement.textContent")
        for name, path in {"week": "?view=week&day=2026-12-01", "month": "?view=month&day=2026-12-05", "list": ""}.items():
            await screen.goto(f"/desk/courses{path}")
            assert sheets(await printed(screen, f"courses-{name}")) == 1


async def test_planning_a_term(seen: DeskHouse, browser: Chromium) -> None:
    worker = await seen.at_desk("staff")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk/courses/new")
        for name, value in YOGA.items():
            await screen.locator(f'[name="{name}"]').fill(value)
        await screen.get_by_role("button", name="再加一门").click()
        for name, value in YOGA.items():
            await screen.locator(f'[name="{name.replace("rows.1", "rows.2")}"]').fill(value)
        await screen.locator('[name="rows.2.title"]').fill("早起瑜伽")
        await clean(screen, "courses-new-two")
        await screen.get_by_role("button", name="看看排出来的日子").click()
        await clean(screen, "courses-plan")
        await printed(screen, "courses-plan")
        await screen.get_by_role("button", name="回去改").click()
        await screen.locator('[name="rows.2.seats"]').fill("9999999")
        await screen.get_by_role("button", name="看看排出来的日子").click()
        await clean(screen, "courses-new-wrong")


async def test_changing_a_course(seen: DeskHouse, browser: Chromium) -> None:
    yoga = await filled(seen)
    worker = await seen.at_desk("staff")
    [(first,), (second,)] = seen.rows(f"SELECT id FROM session WHERE course_id = {yoga} AND n IN (1, 2) ORDER BY n")
    async with on_screen(seen, browser, worker) as screen:
        at = f"/desk/courses/{yoga}"
        for name, path in {
            "edit": "/edit", "move": "/move", "cancel": "/cancel", "drop": f"/sessions/{first}/cancel",
            "move-one": f"/sessions/{second}/move", "poster": "/poster",
        }.items():  # fmt: skip
            await screen.goto(at + path)
            await clean(screen, f"course-{name}")
        assert sheets(await printed(screen, "course-poster")) == 1
        await screen.goto(f"{at}/edit")
        await screen.locator("[name=place]").fill("多功能活动室")
        await screen.locator("[name=seats]").fill("25")
        await screen.get_by_role("button", name="看看改了什么").click()
        await clean(screen, "course-edited")
        await screen.goto(f"{at}/move")
        await screen.locator("[name=day]").fill("2026-12-04")
        await screen.get_by_role("button", name="看看改成什么样").click()
        await clean(screen, "course-moved")
        await screen.goto(f"{at}/sessions/{first}/cancel")
        await screen.get_by_role("button", name="确认停课").click()
        await clean(screen, "course-dropped")
        await screen.get_by_role("link", name="照常上课").click()
        await clean(screen, "course-restore")


async def test_who_is_in_it(seen: DeskHouse, browser: Chromium) -> None:
    yoga = await filled(seen)
    papercut, care, baking = await course_id(seen, "剪纸"), await course_id(seen, "四点半托管"), await course_id(seen, "烘焙")
    worker = await seen.at_desk("staff")
    [(parent,)] = seen.rows("SELECT id FROM person WHERE name = '王小倩'")
    async with on_screen(seen, browser, worker) as screen:
        at = f"/desk/courses/{yoga}"
        await screen.goto(f"{at}/roster?phones=1")
        await clean(screen, "roster-phones")
        assert sheets(await printed(screen, "roster")) == 1
        await screen.get_by_role("link", name="办理李荣珍的报名").click()
        await clean(screen, "roster-out")
        for name, path in {
            "find": f"{yoga}/book?q=王强", "new": f"{yoga}/book?new=1", "care": f"{care}/book?who={parent}",
            "waiting": f"{papercut}/roster", "draw-before": f"{baking}/draw", "roll-early": f"{yoga}/roll",
        }.items():  # fmt: skip
            await screen.goto(f"/desk/courses/{path}")
            await clean(screen, f"people-{name}")
        await screen.goto(f"/desk/courses/{care}/book?who={parent}")
        await screen.locator("[name=pickup]").fill("爷爷 13812345678")
        await screen.locator("[name=allergy]").fill("花生")
        await screen.locator("[name=agreed]").check()
        await screen.get_by_role("button", name="确认报名").click()
        await clean(screen, "roster-care")
        await screen.goto(f"/desk/courses/{baking}")
        await screen.get_by_role("button", name="停止报名").click()
        await clean(screen, "course-draw-stopped")
        await screen.goto(f"/desk/courses/{baking}/draw")
        await screen.get_by_role("button", name="现在抽签").click()
        await clean(screen, "draw-after")
        await printed(screen, "draw")
    seen.at("2026-11-30T18:40")
    async with on_screen(seen, browser, await seen.at_desk("staff", "吴洁")) as screen:
        await screen.goto(f"{at}/roll")
        await screen.get_by_role("button", name="开签到码").click()
        await screen.get_by_label("王强到了").check()
        await screen.get_by_label("李荣珍请假").check()
        await screen.get_by_role("button", name="记下来").click()
        await clean(screen, "roll")
        assert sheets(await printed(screen, "roll")) == 1
    seen.at("2026-12-01T16:20")
    async with on_screen(seen, browser, await seen.at_desk("staff", "吴洁")) as screen:
        await screen.goto(f"/desk/courses/{care}/roll")
        await clean(screen, "roll-care")
