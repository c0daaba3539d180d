"""Today in a real browser: it keeps itself up to date under the hands of whoever works with it, and is walked by keys."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page as Screen
from playwright.async_api import expect

from services.cases import handling
from tests.desk import town
from tests.desk.house import DeskHouse
from tests.desk.screen import DESKTOP, TABLET, clean, on_screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FOCUSED = "() => document.activeElement.id || document.activeElement.tagName"
UNLOADED = "() => { window.sameAsBefore = true; }"


async def same(screen: Screen) -> bool:
    """Whether the page is still the one that was marked."""
    return bool(await screen.evaluate("() => window.sameAsBefore === true"))


async def listening(screen: Screen) -> None:
    """Open Today and wait until it hears of news."""
    async with screen.expect_response("**/desk/live"):
        await screen.goto("/desk")
    await screen.evaluate(UNLOADED)


@pytest.mark.parametrize("role", ["admin", "kitchen", "reader"])
async def test_a_lively_day_is_clean(seen: DeskHouse, browser: Chromium, role: str) -> None:
    await town.lively(seen)
    worker = await seen.at_desk(role)
    for size, where in ((DESKTOP, "desktop"), (TABLET, "tablet")):
        async with on_screen(seen, browser, worker, size) as screen:
            await screen.goto("/desk")
            await clean(screen, f"lively-{role}-{where}")


async def test_a_leads_day_is_clean(seen: DeskHouse, browser: Chromium) -> None:
    await town.lively(seen)
    worker = await seen.signed_in(await seen.person("赵队长"))
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk")
        await clean(screen, "lively-lead")


async def test_what_a_resident_reports_appears_without_reload_and_without_taking_the_focus(
    seen: DeskHouse, browser: Chromium
) -> None:
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await listening(screen)
        await expect(screen.locator("[data-live=urgent]")).to_contain_text("今天没有要马上办的")
        await screen.locator("#find").fill("李荣")
        await seen.says("李荣珍", "3栋2单元有煤气味")
        await expect(screen.locator("[data-live=urgent]")).to_contain_text("危险，还没有人去：煤气 · 3栋")
        assert await same(screen) and await screen.evaluate(FOCUSED) == "find"
        assert await screen.locator("#find").input_value() == "李荣"


async def test_a_button_keeps_the_focus_when_something_new_stands_above_it(seen: DeskHouse, browser: Chromium) -> None:
    await town.parked(seen)
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await listening(screen)
        await screen.keyboard.press("ArrowDown")
        assert await screen.evaluate(FOCUSED) == "do-parked"
        await seen.says("李荣珍", "3栋2单元有煤气味")
        await expect(screen.locator(".todo > li").first).to_contain_text("危险")
        assert await same(screen) and await screen.evaluate(FOCUSED) == "do-parked"


async def test_what_was_done_goes_once_nobody_is_about_to_tap_it(seen: DeskHouse, browser: Chromium) -> None:
    case_id = await town.reported(seen, "煤气味很重", "gas", "3栋2单元")
    by, worker = await seen.person("周丹丹"), await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await listening(screen)
        mine = screen.locator(f"#do-case-{case_id}")
        await mine.hover()
        async with screen.expect_response("**/desk"):
            await town.do(seen, lambda now_ms: handling.take(case_id, by, now_ms))
            seen.live.changed()
        await expect(screen.locator("[data-live=cases]")).not_to_contain_text("没有人接的1件")
        await expect(screen.locator(".todo").first).to_contain_text("还没有人去")  # it waits under the hand
        await screen.locator("#find").hover()
        await expect(screen.locator(".todo").first).to_contain_text("周丹丹在办")
        assert await same(screen)


async def test_however_much_happens_and_the_hand_moves_the_page_asks_as_often_as_it_hears_of_news(
    seen: DeskHouse, browser: Chromium
) -> None:
    for n in range(4):
        await town.reported(seen, "煤气味很重", "gas", f"{n + 1}栋2单元")
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await listening(screen)
        asked: list[str] = []
        screen.on("request", lambda request: asked.append(request.url) if request.url.endswith("/desk") else None)
        rows = screen.locator(".todo > li .button")
        await rows.first.hover()
        async with screen.expect_response("**/desk"):
            await seen.says("李荣珍", "找人")
            for _commit in range(100):
                seen.live.changed()
        for n in range(40):  # each time the hand leaves a part that waits to be shown
            await rows.nth(n % 4).hover()
        await screen.locator("#find").hover()
        await expect(screen.locator("[data-live=urgent]")).to_contain_text("李荣珍在找人")
        assert len(asked) <= 3, "at the first news, and once a pause later for what came meanwhile"


async def test_what_somebody_has_typed_is_not_taken_away(seen: DeskHouse, browser: Chromium) -> None:
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await listening(screen)
        cases = screen.locator("[data-live=cases]")
        await cases.evaluate("(part) => part.insertAdjacentHTML('beforeend', '<input id=\"note\" aria-label=\"note\">')")
        await screen.locator("#note").fill("明天去看")
        await screen.locator("#find").focus()
        await seen.says("李荣珍", "3栋2单元有煤气味")
        await expect(screen.locator("[data-live=urgent]")).to_contain_text("还没有人去")
        assert await screen.locator("#note").input_value() == "明天去看"
        await screen.locator("#note").fill("")
        await screen.locator("#find").focus()
        await expect(cases).to_contain_text("1件")  # nothing is lost any more: it is as it stands now


async def test_who_is_signed_out_elsewhere_leaves_no_names_on_the_screen(seen: DeskHouse, browser: Chromium) -> None:
    await town.parked(seen)
    person_id = await seen.hired("周洁", "staff")
    worker, elsewhere = await seen.signed_in(person_id), await seen.signed_in(person_id)
    async with on_screen(seen, browser, worker) as screen:
        await listening(screen)
        await expect(screen.locator("[data-live=urgent]")).to_contain_text("没有办成")
        await elsewhere.opens("/own")
        await elsewhere.sends("/own/out-elsewhere")
        await expect(screen.locator("body")).to_contain_text("您还没有进来")


async def test_keys_go_to_the_search_and_through_the_lists(seen: DeskHouse, browser: Chromium) -> None:
    await town.lively(seen)
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk")
        rows = await screen.locator("[data-row]").evaluate_all("all => all.map((one) => one.id)")
        assert len(rows) == len(set(rows)) > 10 and "" not in rows
        for key, expected in (("ArrowDown", 0), ("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0), ("ArrowUp", 0)):
            await screen.keyboard.press(key)
            assert await screen.evaluate(FOCUSED) == rows[expected], key
        await screen.keyboard.press("/")
        assert await screen.evaluate(FOCUSED) == "find"
        await screen.keyboard.type("a/j")
        assert await screen.locator("#find").input_value() == "a/j"  # in a field keys are letters
        await screen.keyboard.press("ArrowDown")
        assert await screen.evaluate(FOCUSED) == "find"
        await screen.locator("main").focus()
        await screen.keyboard.press("ArrowUp")
        assert await screen.evaluate(FOCUSED) == rows[-1]
        await screen.keyboard.press("Control+ArrowDown")
        assert await screen.evaluate(FOCUSED) == rows[-1]
        await screen.locator(f"#{rows[0]}").focus()
        target = await screen.locator(f"#{rows[0]}").get_attribute("href")
        await screen.keyboard.press("Enter")
        await screen.wait_for_url(f"**{target}")
