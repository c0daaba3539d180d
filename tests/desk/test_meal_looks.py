"""The canteen's pages in a real browser, on screen and on A4."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page as Screen
from playwright.async_api import ViewportSize

from services.canteen import couriers, diets, orders
from tests.desk.house import DeskHouse
from tests.desk.screen import DESKTOP, PICTURES, SIDEWAYS, TABLET, clean, on_screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TUESDAY = 1
A4: ViewportSize = {"width": 688, "height": 1017}
"""What is left of a page within its margins, in pixels."""
NEIGHBOURS = [
    ("陈兆龙", "5栋1单元101"), ("张汉梅", "3栋2单元302"), ("王秀英", "3栋1单元1102"), ("刘桂兰", "12栋2单元801"), ("周德福", "8栋301"),
]  # fmt: skip


async def busy(house: DeskHouse) -> None:
    """A canteen with a week's menu, orders of every kind, couriers on their way, money."""
    await house.happens("the office plans 2026-11-26 to 2026-11-28: 香菇鸡块套餐, 麻婆豆腐套餐（低盐）, 清炖狮子头")
    await house.happens("王强 delivers here")
    await house.happens("赵敏 delivers here")
    desk = await house.at_desk("staff", "周洁")
    await desk.opens(f"/meals/days/{TUESDAY}")
    await desk.sends(f"/meals/days/{TUESDAY}/capacity", portions="60")
    await house.happens("李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24, phone 13900000001")
    await house.happens("张汉梅 is known, born 1948-05-01")
    await house.happens("the office has verified 张汉梅")
    for name in ("王强", "赵敏"):
        courier = await house.person(name)
        await house.db.write(partial(couriers.say, TUESDAY, courier, house.world.now_ms, come=True))
    for n in range(5):
        await house.happens(f"食客{n} is known")
        eater, way = await house.person(f"食客{n}"), ("dine", "pickup")[n % 2]
        order = partial(orders.order, TUESDAY, eater, eater, 1 + n % 2, house.world.now_ms, portions=6, way=way, note="少饭")
        assert isinstance(await house.db.write(order), orders.Ordered)
    for n, (name, address) in enumerate(NEIGHBOURS):
        await house.happens(f"{name} has a meal brought to {address} on 2026-11-24, phone 1390000010{n}")
    await house.happens("陈芳 13900000003 is to be called for 陈兆龙")
    rongzhen = await house.person("李荣珍")
    card = diets.card(["diabetes", "soft", "fish"])
    assert await house.db.write(lambda: diets.save(rongzhen, rongzhen, card, house.world.now_ms, agreed=True))
    house.at("2026-11-24 10:00")
    await house.engine.settle()
    desk = await house.at_desk("staff", "周洁")
    await desk.opens(f"/meals/days/{TUESDAY}/routes")
    await desk.sends("/meals/routes/1/give", courier=str(await house.person("王强")))
    await house.engine.settle()
    await house.says("王强", "/deliver")
    await house.taps("王强", "送到了，没收钱", "没人应门", "没人接")
    await desk.opens(f"/meals/money/{rongzhen}")
    await desk.sends(f"/meals/money/{rongzhen}/record", kind="topup", amount="100")
    await desk.sends(f"/meals/money/{rongzhen}/record", kind="card", amount="8")
    await desk.opens(f"/meals/standing/{rongzhen}")
    await desk.sends(f"/meals/standing/{rongzhen}", days=["3", "5"])


async def test_the_canteens_pages_are_clean(seen: DeskHouse, browser: Chromium) -> None:
    await busy(seen)
    rongzhen = await seen.person("李荣珍")
    worker, [(failed,)] = (
        await seen.at_desk("staff", "周洁"),
        seen.rows("SELECT order_id FROM meal_drop WHERE outcome = 'nobody'"),
    )
    paths = {
        "week": "", "menu": "/menu?week=2026-11-23", "day": f"/days/{TUESDAY}", "orders": f"/days/{TUESDAY}/orders",
        "order": "/orders/1", "new": f"/days/{TUESDAY}/new?q=荣珍", "wish": f"/days/3/new/{rongzhen}", "gone": "/days/3/gone/5",
        "close": "/days/2/close", "routes": f"/days/{TUESDAY}/routes", "drop": f"/drops/{failed}", "couriers": "/couriers?q=荣珍",
        "kitchen": f"/days/{TUESDAY}/kitchen", "labels": f"/days/{TUESDAY}/labels", "lists": f"/days/{TUESDAY}/lists",
        "ages": "/ages", "age": f"/ages/{rongzhen}", "standings": "/standing", "standing": f"/standing/{rongzhen}",
        "money": "/money", "account": f"/money/{rongzhen}", "undo": f"/money/{rongzhen}/undo/1", "bill": f"/money/{rongzhen}/bill",
        "subsidy": "/subsidy",
    }  # fmt: skip
    for size, where in ((DESKTOP, "desktop"), (TABLET, "tablet")):
        async with on_screen(seen, browser, worker, size) as screen:
            for name, path in paths.items():
                answer = await screen.goto(f"/desk/meals{path}")
                assert answer is not None and answer.status == 200, path
                await clean(screen, f"meals-{name}-{where}")
            seen.world.now_ms += 60_000  # the bucket fills again


async def test_a_menu_is_pasted_looked_at_and_published(seen: DeskHouse, browser: Chromium) -> None:
    async with on_screen(seen, browser, await seen.at_desk("kitchen", "厨师")) as screen:
        await screen.goto("/desk/meals/menu?week=2026-11-30")
        await screen.get_by_label("打字，或从 Excel、微信里粘贴").fill(
            "下周菜单\n周一：番茄炒蛋；红烧肉\n周二：鱼块\n周三：不开餐"
        )
        await screen.get_by_role("button", name="看看会怎样").click()
        await screen.get_by_role("heading", name="请看一下对不对").wait_for()
        await clean(screen, "meals-preview-desktop")
        await screen.get_by_role("button", name="确认发布").click()
        await screen.get_by_text("发布好了，2天的菜单").wait_for()
        await clean(screen, "meals-published-desktop")


async def test_the_week_keeps_itself_fresh_and_walks_by_keys(seen: DeskHouse, browser: Chromium) -> None:
    async with on_screen(seen, browser, await seen.at_desk("reader", "街道")) as screen:
        await screen.goto("/desk/meals")
        await screen.keyboard.press("j")
        assert await screen.evaluate("document.activeElement.textContent") == "11月24日 周二"
        await screen.keyboard.press("j")
        assert await screen.evaluate("document.activeElement.textContent") == "11月25日 周三"
        await screen.evaluate("document.activeElement.blur()")
        await seen.happens("李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24")
        seen.live.changed()
        await screen.get_by_text("1/4").wait_for()


async def test_the_papers_fit_on_a4(seen: DeskHouse, browser: Chromium, tmp_path: Path) -> None:
    await busy(seen)
    rongzhen = await seen.person("李荣珍")
    async with on_screen(seen, browser, await seen.at_desk("staff", "周洁")) as screen:
        for name, path, pages in (
            ("kitchen", f"/days/{TUESDAY}/kitchen", 1), ("labels", f"/days/{TUESDAY}/labels", 2),
            ("lists", f"/days/{TUESDAY}/lists", 2), ("bill", f"/money/{rongzhen}/bill", 1), ("subsidy", "/subsidy?whole=1", 1),
        ):  # fmt: skip
            await screen.goto(f"/desk/meals{path}")
            assert await _printed(screen, tmp_path, f"print-{name}") == pages, name


async def _printed(screen: Screen, folder: Path, name: str) -> int:
    """How many pages of A4 that is; nothing of it sticks out at the side, and none of the desk's own things are on it."""
    await screen.emulate_media(media="print")
    await screen.set_viewport_size(A4)
    assert await screen.evaluate(SIDEWAYS) <= 0
    assert not await screen.get_by_role("navigation").first.is_visible()
    assert not await screen.get_by_role("button", name="打印").is_visible()
    made = folder / f"{name}.pdf"
    await screen.pdf(path=made, format="A4", prefer_css_page_size=True)
    if PICTURES:
        await screen.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
        await screen.pdf(path=Path(PICTURES) / f"{name}.pdf", format="A4", prefer_css_page_size=True)
    await screen.emulate_media(media="screen")
    return len(re.findall(rb"/Type\s*/Page\b", made.read_bytes()))
