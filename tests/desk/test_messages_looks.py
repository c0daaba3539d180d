"""The pages of messages in a real browser: clean, and what a resident writes appears without a reload."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import Browser as Chromium
from playwright.async_api import expect

from services.calendar import MINUTE_MS
from storage import inbox, people
from tests.desk.house import Browser, DeskHouse
from tests.desk.screen import TABLET, clean, on_screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def picture() -> bytes:
    """A photo of some size."""
    file = BytesIO()
    Image.new("RGB", (480, 360), (150, 170, 190)).save(file, "PNG")
    return file.getvalue()


async def busy(house: DeskHouse) -> Browser:
    """Somebody talks, others wait, one of them in danger, and something failed."""
    await house.happens("the office often answers 马上来: 马上有人过来，请稍等。")
    await house.happens("the office often answers 在办: 您的事已经在办了，办好了马上告诉您。")
    for name in ("王桂花", "张汉梅", "陈富明"):
        await house.happens(f"{name} is known")
    browser = await house.at_desk("staff", "周洁")
    await browser.opens("/messages")
    await browser.sends("/messages/on-duty")
    await house.says("李荣珍", "找人", "我家厨房水管一直在滴水")
    await browser.opens("/messages/talk/1")
    await browser.sends("/messages/talk/1/take")
    await browser.sends(
        "/messages/talk/1/say", words="李阿姨好，滴得厉害吗？能拍张照片吗？", files={"file": ("a.png", picture())}
    )
    await house.engine.settle()
    await house.sends("李荣珍", "photo")
    await house.sends("李荣珍", "voice message")
    await house.says("李荣珍", "不厉害，就是一直滴，地上都湿了。师傅什么时候能来？")
    await house.says("王桂花", "找人", "闻到煤气味")
    await house.says("张汉梅", "找人", "老年卡怎么办")
    house.world.now_ms += 4 * MINUTE_MS
    await house.engine.settle()
    await house.says("陈富明", "找人")
    await browser.opens("/messages")
    return browser


async def test_talks_look_right(seen: DeskHouse, browser: Chromium) -> None:
    worker = await busy(seen)
    account = await seen.account("李荣珍")
    await seen.db.write(
        lambda: inbox.park("web", "1", account.id, "{}", "ValueError in handlers/sign_up.py:12", seen.world.now_ms)
    )
    for size, where in ((None, "desktop"), (TABLET, "tablet")):
        async with on_screen(seen, browser, worker, size) as screen:
            for path, name in (
                ("/messages", "talks"), ("/messages/talk/1", "talk"), ("/messages/talk/2", "talk-waiting"), ("/messages/parked", "parked"),
            ):  # fmt: skip
                await screen.goto(f"/desk{path}")
                await clean(screen, f"{name}-{where}")


async def test_what_a_resident_writes_appears_while_staff_type(seen: DeskHouse, browser: Chromium) -> None:
    worker = await busy(seen)
    async with on_screen(seen, browser, worker) as screen:
        async with screen.expect_response("**/desk/live"):
            await screen.goto("/desk/messages/talk/1")
        await screen.fill("#f-words", "师傅下午")
        await seen.says("李荣珍", "还有，灯也坏了")
        seen.live.changed()
        await screen.get_by_text("还有，灯也坏了").wait_for()
        assert await screen.input_value("#f-words") == "师傅下午"
        await screen.fill("#f-words", "师傅下午两点到。")
        await screen.get_by_role("button", name="发送").click()
        await screen.get_by_text("师傅下午两点到。").wait_for()
    await seen.engine.settle()
    assert seen.shown("李荣珍").text == "周洁（社区）：师傅下午两点到。"


async def test_letters_and_consent_look_right(seen: DeskHouse, browser: Chromium) -> None:
    await seen.says("李荣珍", "这周有什么课", "找人", "我的课报不上", "/home")
    resident = await seen.person("李荣珍")
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto(f"/desk/messages/with/{resident}")
        await clean(screen, "with-asking")
        await screen.get_by_role("button", name="问李荣珍能不能看").click()
        await screen.get_by_text("问过了，居民一回答").wait_for()
        await clean(screen, "with-asked")
        await seen.engine.settle()
        await seen.taps("李荣珍", "可以，给看一天")
        await screen.goto(f"/desk/messages/with/{resident}")
        await clean(screen, "with-given")
        await screen.get_by_role("link", name="看对话").click()
        await clean(screen, "with-said")
        await expect(screen.locator("main")).to_contain_text("想办什么，点一下就好")
        await seen.taps("李荣珍", "不给周洁看了")
        await expect(screen.locator("main")).to_contain_text("居民收回了，请过一天再问。")
        await expect(screen.locator("main")).not_to_contain_text("想办什么，点一下就好")
        await screen.goto(f"/desk/messages/to/{resident}")
        await screen.fill("#f-words", "您的老年卡办好了，请带身份证来社区一楼服务台取。")
        await screen.get_by_role("button", name="发送").click()
        await screen.get_by_text("发出去了。").wait_for()
        await clean(screen, "to")


async def test_broadcasts_look_right(seen: DeskHouse, browser: Chromium) -> None:
    await seen.happens("李荣珍 lives in 3栋2单元501")
    await seen.happens("王强 is in the team 老街坊巡逻队")
    for n in range(7):
        elder = await seen.db.write(lambda n=n: people.add(1, f"陈兆{n}", seen.world.now_ms))  # type: ignore[misc]
        await seen.db.write(lambda elder=elder: people.set_phone(elder, "13900000001"))  # type: ignore[misc]
    worker = await seen.at_desk("staff", "周洁")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk/messages/broadcasts/new")
        await clean(screen, "broadcast-new")
        await screen.fill("#f-words", "明天（11月24日）上午9点到12点停水，请提前接好水。\n来水后先放一会儿再用。")
        await screen.get_by_role("button", name="先看一下").click()
        await screen.get_by_role("heading", name="看一下对不对").wait_for()
        await clean(screen, "broadcast-preview")
        await screen.get_by_role("button", name="确认发送").click()
        await screen.get_by_text("开始发了").wait_for()
        await clean(screen, "broadcast-running")
        await screen.get_by_role("link", name="停止发送").click()
        await clean(screen, "broadcast-stop")
        await seen.engine.settle()
        seen.world.now_ms += MINUTE_MS
        await seen.engine.settle()
        await screen.goto("/desk/messages/broadcasts/1")
        await clean(screen, "broadcast-done")
        await screen.get_by_role("button", name="放进要打电话的名单").click()
        await screen.get_by_text("正在放进").wait_for()
        await clean(screen, "broadcast-calls")
        await screen.goto("/desk/messages/broadcasts")
        await clean(screen, "broadcasts")
