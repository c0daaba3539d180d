"""Every page about people in a real browser: accessible, nothing sticks out, and the list walks by keys."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser as Chromium

from language.text import _ as said
from services import telling
from tests.desk.house import DeskHouse
from tests.desk.screen import TABLET, clean, on_screen
from tests.desk.test_people import lives
from tests.desk.test_people_register import sheet, uploads

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def town(seen: DeskHouse) -> int:
    """A resident with everything; returns the id."""
    person_id = await seen.person("李荣珍")
    await seen.happens("李荣珍 lives in 3栋2单元501")
    await seen.happens("陈芳 13900000002 is to be called for 李荣珍")
    await seen.says("李荣珍", "/sign_up 2")
    await seen.taps("李荣珍", "我自己", "确认报名")
    await seen.happens("李荣珍 has a child 陈小宝, born 2018-06-01")
    await seen.happens("林悦 acts for 李荣珍")
    await seen.happens("王强 reported 3栋2单元水管漏水")
    await seen.happens("李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24")
    for n, name in enumerate(("张汉梅", "单雄信", "万小芳", "刘桂芳", "王大山")):
        await lives(seen, name, f"1380000000{n}", (str(n + 2), "1", f"{n + 1}02"), f"194{n}-03-08")
    return person_id


async def test_the_list_the_record_and_what_is_done_there(seen: DeskHouse, browser: Chromium) -> None:
    person_id = await town(seen)
    worker = await seen.at_desk("admin")
    double = await lives(seen, "李荣珍", "13800089726", ("3", "2", "501"))
    callee = await lives(seen, "陈兆龙", "13800000077")
    await seen.db.write(
        lambda: telling.ask_to_call([callee], said("明天的瑜伽课不上了，下周照常。"), "test", seen.world.now_ms)
    )
    pages = {
        "": "list", "?q=zhm": "found", "?q=nobody": "not-found", "?building=3": "building", "/new": "new", f"/{person_id}": "record",
        f"/{person_id}/open": "opened", f"/{person_id}/edit": "edit", f"/{person_id}/book": "book", f"/{person_id}/household": "household",
        f"/{person_id}/household?q=zhm": "household-found", f"/{person_id}/acts": "acts", f"/{person_id}/code": "code",
        f"/{callee}/consent": "consent", f"/{person_id}/withdraw/general": "withdraw", f"/{person_id}/erase": "erase", "/calls": "calls",
        "/calls/1": "call", "/calls/paper": "calls-paper", "/doubles": "doubles", f"/{person_id}/merge": "merge-find",
        f"/{person_id}/merge?other={double}": "merge",
        f"/{callee}": "record-bare",
    }  # fmt: skip
    async with on_screen(seen, browser, worker) as screen:
        for path, name in pages.items():
            await screen.goto(f"/desk/people{path}")
            await clean(screen, f"people-{name}")
        await screen.goto(f"/desk/people/{person_id}/code")
        await screen.get_by_role("button", name="已核对本人，给口令").click()
        await clean(screen, "people-code-given")
    async with on_screen(seen, browser, worker, TABLET) as screen:
        for path in ("", f"/{person_id}", f"/{person_id}/household", "/doubles"):
            await screen.goto(f"/desk/people{path}")
            await clean(screen, f"people-tablet-{pages[path]}")


async def test_a_register_is_brought_in_with_the_mouse(seen: DeskHouse, browser: Chromium) -> None:
    await town(seen)
    worker = await seen.at_desk("staff")
    content = sheet(
        ("张汉梅", 2, 1, 102, "1940-3-8", "13800000000"), ("单雄信", 3, 1, 999, "1941-3-8", "13800000001"), ("荣珍", "", "", "", "", "13800089726"),
        ("新来的", 9, 1, 101, "1966-6-6", "13911112222"), ("", 1, 1, 1, "", ""), ("电话不对", "", "", "", "", "12"), ("万小芳", 4, 1, 302, "", ""),
        *((f"居民{n}", 9, 1, n, "", "") for n in range(130)),
    )  # fmt: skip
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk/people/register")
        await clean(screen, "register-choose")
        await screen.set_input_files("input[type=file]", {"name": "2026名册.xlsx", "mimeType": "", "buffer": content})
        await screen.get_by_role("button", name="先看一下").click()
        await clean(screen, "register-reading")
        await seen.engine.settle()
        seen.live.changed()
        await screen.get_by_text("现在导入，会这样").wait_for()
        await clean(screen, "register-ready")
        at = screen.url
        for what in ("new", "same", "bad"):
            await screen.goto(f"{at}/rows?what={what}")
            await clean(screen, f"register-{what}")
        await screen.goto(f"{at}/ask")
        await clean(screen, "register-ask")
        await screen.get_by_role("button", name="记下").click()
        await screen.get_by_role("button", name="确认导入").click()
        await clean(screen, "register-applying")
        await seen.engine.settle()
        seen.live.changed()
        await screen.get_by_role("link", name="登记了").wait_for()
        await clean(screen, "register-done")
        await screen.goto(f"{at}/undo")
        await clean(screen, "register-undo")
    page = await uploads(seen, worker, b"PK no sheet")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto(f"/desk{page.path}")
        await clean(screen, "register-unread")


async def test_the_list_is_walked_by_keys_and_the_calls_are_printed(seen: DeskHouse, browser: Chromium) -> None:
    await town(seen)
    worker = await seen.at_desk("staff")
    async with on_screen(seen, browser, worker) as screen:
        await screen.goto("/desk/people?building=2")
        await screen.keyboard.press("j")
        await screen.keyboard.press("Enter")
        await screen.get_by_role("heading", name="张汉梅").wait_for()
        await screen.keyboard.press("/")
        await screen.keyboard.type("sxx")
        await screen.keyboard.press("Enter")
        await screen.get_by_role("link", name="单雄信").wait_for()
        await screen.goto("/desk/people/calls/paper")
        await screen.emulate_media(media="print")
        assert (await screen.pdf(format="A4")).startswith(b"%PDF")
