"""Every page about cases in a real browser: accessible, nothing sticks out, no error in its console."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.async_api import Browser as Chromium

from storage import buildings
from tests.desk.house import Browser, DeskHouse
from tests.desk.screen import DESKTOP, TABLET, clean, on_screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HOUR_MS = 3_600_000
PLACES = (
    ("1栋", 30_418_680, 114_054_860),
    ("3栋", 30_419_810, 114_055_210),
    ("7栋", 30_420_270, 114_055_650),
    ("12栋", 30_420_160, 114_057_180),
)


def photo(colour: str = "sienna") -> bytes:
    """A picture as a phone takes it."""
    made = io.BytesIO()
    Image.new("RGB", (1200, 900), colour).save(made, "JPEG")
    return made.getvalue()


async def busy(house: DeskHouse) -> Browser:
    """A neighbourhood in which much is to be done; returns the browser of somebody who works there."""

    async def estate() -> None:
        for name, latitude, longitude in PLACES:
            await buildings.save(1, name, latitude, longitude)

    await house.db.write(estate)
    await house.happens("there is a spot 中心花园, code GARDEN12 at 30.41938,114.05604")
    await house.happens("王强 is in the team 老街坊巡逻队")
    await house.happens("张汉梅 leads the team 老街坊巡逻队")
    await house.happens("the office often answers 马上来: 马上有人过来，请稍等。")
    for who, words in (
        ("王强", "3栋2单元水管漏水"), ("赵新德", "3栋2单元水管漏水，越漏越大"), ("陈富明", "7栋路灯不亮，晚上看不见台阶"),
        ("周新祥", "12栋1单元楼道堆满杂物"), ("吴阿姨", "小区东门栏杆松了"), ("孙伯", "1栋煤气味很重"),
    ):  # fmt: skip
        await house.happens(f"{who} reported {words}")
    await house.happens("李荣珍 has suggested 给孩子们装个滑梯")
    await house.happens("19 neighbours support 给孩子们装个滑梯")
    await house.says("李荣珍", "/suggest", "中心花园的灯换成暖光的")
    await house.taps("李荣珍", "不是一回事") if any(
        "不是一回事" in one.label for one in house.shown("李荣珍").buttons
    ) else None
    await house.taps("李荣珍", "提交")
    await house.happens("the office plans 居民议事会 at 2026-11-28 14:30 in 会议室")
    await house.happens("the office moves case 3 to working")
    await house.happens("the office moves case 4 to solved: 清走了")
    house.world.now_ms += 20 * HOUR_MS
    worker = await house.at_desk("staff", "周洁")
    await worker.opens("/cases/3")
    await worker.sends("/cases/3/state", {"photos": ("lamp.jpg", photo())}, state="solved", words="换了一个灯泡。")
    await worker.opens("/cases/3")
    await worker.sends("/cases/3/note", note="物业王师傅 139 的电话在墙上")
    await house.engine.settle()
    return worker


PAGES = (
    "/cases", "/cases?kind=hazard", "/cases/list", "/cases/1", "/cases/3", "/cases/3/photos/1", "/cases/1/decline", "/cases/1/sort",
    "/cases/1/merge", "/cases/1/reporter", "/cases/1/acts", "/cases/new", "/cases/new?q=王强", "/cases/new?who=none&kind=hazard",
    "/cases/suggestions", "/cases/suggestions?view=shown", "/cases/7", "/cases/8", "/cases/council", "/cases/council/1",
    "/cases/council/1/cancel", "/cases/map", "/cases/times",
)  # fmt: skip


async def test_every_page_is_clean(seen: DeskHouse, browser: Chromium) -> None:
    worker = await busy(seen)
    for size, where in ((DESKTOP, "desktop"), (TABLET, "tablet")):
        async with on_screen(seen, browser, worker, size) as screen:
            for path in PAGES:
                seen.world.now_ms += 5_000  # nobody asks for so many pages in one moment
                answer = await screen.goto(f"/desk{path}")
                assert answer is not None and answer.status == 200, path
                await clean(screen, f"cases-{path.strip('/').replace('/', '-').replace('?', '_')}-{where}")


async def test_the_map_on_a_small_tablet_and_the_board_by_keys(seen: DeskHouse, browser: Chromium) -> None:
    worker = await busy(seen)
    async with on_screen(seen, browser, worker, {**TABLET, "viewport": {"width": 600, "height": 960}}) as screen:
        await screen.goto("/desk/cases/map")
        await clean(screen, "cases-map-small")
        spot = await screen.locator(".map .spot circle").bounding_box()
        assert spot is not None and spot["width"] < 20
        await screen.touchscreen.tap(spot["x"] + spot["width"] / 2 + 14, spot["y"] + spot["height"] / 2)
        await screen.wait_for_url("**/cases?at=s1")
        await screen.goto("/desk/cases")
        for key in ("j", "j", "k", "Enter"):
            await screen.keyboard.press(key)
        await screen.wait_for_url("**/cases/6")  # the danger comes first
