"""What the desk's script does in a real browser, under the hands of whoever works with it."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page as Screen
from playwright.async_api import expect

from storage import desk_sessions
from tests.desk import town
from tests.desk.house import DeskHouse
from tests.desk.screen import clean, on_screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HIDDEN = """hidden => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


async def lines(house: DeskHouse, wanted: int) -> None:
    """Wait until so many pages listen."""
    for _look in range(1_000):
        if len(house.live._woken) == wanted:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{len(house.live._woken)} pages listen")


async def asked_to(screen: Screen) -> list[str]:
    """The addresses to which forms are sent from now on, as they are."""
    sent: list[str] = []
    screen.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


async def test_a_page_that_nobody_sees_has_no_line_and_is_fresh_when_it_is_seen_again(
    seen: DeskHouse, browser: Chromium
) -> None:
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk")
        await lines(seen, 1)
        await screen.evaluate(HIDDEN, True)
        seen.live.changed()
        await lines(seen, 0)
        await town.parked(seen)
        await screen.evaluate(HIDDEN, False)
        await expect(screen.locator("[data-live=urgent]")).to_contain_text("没有办成")
        await lines(seen, 1)


async def test_a_button_pressed_twice_sends_once(seen: DeskHouse, browser: Chromium) -> None:
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk/people/new")
        await screen.locator("#f-name").fill("新来的")
        sent = await asked_to(screen)
        await screen.evaluate(
            "() => { const form = document.querySelector('main form[method=post]'); form.requestSubmit(); form.requestSubmit(); }"
        )
        await screen.wait_for_url(re.compile(r"/desk/people/\d+"))
        assert len(sent) == 1
        assert seen.rows("SELECT count(*) FROM person WHERE name = '新来的'") == [(1,)]


async def test_one_goes_on_where_something_was_not_right(seen: DeskHouse, browser: Chromium) -> None:
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk/people/new")
        await screen.locator("#f-name").fill("新来的")
        await screen.locator("#f-phone").fill("12")
        await screen.locator("main form[method=post] button.main").click()
        await expect(screen.locator("#wrong-phone")).to_be_visible()
        assert await screen.evaluate("() => document.activeElement.id") == "f-phone"
        assert await screen.locator("#f-name").input_value() == "新来的"


async def test_what_was_typed_into_a_form_is_sent_after_signing_in_anew_in_another_tab(
    seen: DeskHouse, browser: Chromium
) -> None:
    person_id = await seen.hired("周洁", "staff")
    worker = await seen.signed_in(person_id)
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk/people/new")
        await screen.locator("#f-name").fill("新来的")
        await seen.db.write(lambda: desk_sessions.end_all(person_id))
        await screen.locator("main form[method=post] button.main").click()
        await expect(screen.locator("main")).to_contain_text("您刚才填的还在这里")
        await clean(screen, "door-typed")
        async with screen.expect_popup() as opening:
            await screen.get_by_role("link", name="在新的一页里登录").click()
        tab = await opening.value
        link = await seen.link(person_id)
        await tab.locator("#f-code").fill(link.removeprefix("/in/"))
        await tab.get_by_role("button", name="下一步").click()
        await tab.get_by_role("button", name="进入值守台").click()
        await expect(tab.locator("nav.side")).to_be_visible()
        await screen.get_by_role("button", name="再交一次").click()
        await expect(screen.locator("[role=alert]")).to_contain_text("您重新登录过了")
        await clean(screen, "typed-again")
        assert await screen.locator("#f-name").input_value() == "新来的"
        await screen.locator("main form[method=post] button.main").click()
        await screen.wait_for_url(re.compile(r"/desk/people/\d+"))
        assert seen.rows("SELECT count(*) FROM person WHERE name = '新来的'") == [(1,)]


async def test_who_is_signed_out_while_typing_keeps_the_words_and_nothing_else(seen: DeskHouse, browser: Chromium) -> None:
    await town.parked(seen)
    person_id = await seen.hired("周洁", "staff")
    worker, elsewhere = await seen.signed_in(person_id), await seen.signed_in(person_id)
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk")
        await lines(seen, 1)
        await expect(screen.locator("[data-live=urgent]")).to_contain_text("没有办成")
        await screen.locator("main").evaluate(
            "(main) => main.insertAdjacentHTML('beforeend', '<input id=\"note\" aria-label=\"note\">')"
        )
        await screen.locator("#note").fill("明天去看")
        await elsewhere.opens("/own")
        await elsewhere.sends("/own/out-elsewhere")
        await expect(screen.locator("[data-live=urgent]")).to_be_empty()
        assert await screen.locator("#note").input_value() == "明天去看"


async def test_whoever_goes_back_after_signing_out_sees_nothing(seen: DeskHouse, browser: Chromium) -> None:
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk/people")
        await screen.goto("/desk/own")
        await screen.get_by_role("button", name="退出").first.click()
        await expect(screen.locator("main")).to_contain_text("您还没有进来")
        await screen.go_back()
        await screen.go_back()
        await expect(screen.locator("main")).to_contain_text("您还没有进来")


async def test_our_own_mistake_is_said_with_what_was_typed(
    seen: DeskHouse, browser: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = await seen.at_desk("staff", "周洁")
    seen.desk.failed = lambda where, error: None  # type: ignore[method-assign]
    async with on_screen(seen, browser, worker, ours=True) as screen:
        await screen.goto("/desk/people/new")
        await screen.locator("#f-name").fill("新来的")
        with monkeypatch.context() as broken:
            broken.setattr("storage.people.add", None)
            await screen.locator("main form[method=post] button.main").click()
            await expect(screen.locator("h1")).to_contain_text("我们这边出了点问题")
        await clean(screen, "sorry-typed")
        await screen.get_by_role("button", name="再交一次").click()
        await screen.wait_for_url(re.compile(r"/desk/people/\d+"))
        assert seen.rows("SELECT count(*) FROM person WHERE name = '新来的'") == [(1,)]
