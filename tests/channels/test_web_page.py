"""The chat page in a real browser: how it looks to old eyes, and that nothing said on it is lost or said twice."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright, expect

from language.message import Button, Incoming, Outgoing
from storage.database import StorageError
from tests.fakes.web_house import House, conversation, open_house

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]  # one browser for all of them

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "locale": "zh-CN",
    "has_touch": True,
    "service_workers": "block",
}

TOO_SMALL = """() => {
  const problems = [];
  const visible = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !visible(element)) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    if (size < 18) problems.push(`text ${size}px: ${walker.currentNode.data.trim()}`);
    if (parseFloat(style.lineHeight) / size < 1.295) problems.push(`line height ${style.lineHeight}/${size}: ${element.textContent}`);
  }
  for (const element of document.querySelectorAll("button, a, summary, textarea, audio, [role=button]")) {
    if (!visible(element)) continue;
    const { width, height } = element.getBoundingClientRect();
    if (width < 59.9 || height < 59.9) problems.push(`target ${width}x${height}: ${element.id || element.textContent}`);
  }
  const text = document.getElementById("text");
  if (parseFloat(getComputedStyle(text).fontSize) < 18) problems.push("typing is too small");
  return problems;
}"""
SIDEWAYS = """() => [document.documentElement, document.getElementById("log"), ...document.querySelectorAll("button")]
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .map((element) => `${element.tagName} ${element.id} ${element.scrollWidth} > ${element.clientWidth} ${element.textContent}`)"""


@pytest_asyncio.fixture(loop_scope="module")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(**PHONE)
    yield context
    await context.close()


async def visit(phone: BrowserContext, house: House, path: str = "/") -> Page:
    """Open the page and wait until the house has said what it has to say."""
    page = await phone.new_page()
    await page.goto(house.url + path)
    await expect(page.locator(".theirs").last).to_be_visible()
    return page


def button(page: Page, label: str) -> Any:
    return page.locator(".choice", has_text=label).last


async def said(page: Page) -> list[str]:
    """Every bubble, top to bottom."""
    return await page.locator(".bubble").all_inner_texts()


async def clean(page: Page) -> None:
    """What axe-core has to say, beyond passing."""
    await page.locator("html[data-ready]").wait_for()
    await page.evaluate("() => Promise.all(document.getAnimations().map((animation) => animation.finished))")
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


async def test_a_resident_signs_up_with_three_taps(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    await button(page, "周一 瑜伽").tap()
    await button(page, "确认报名").tap()
    await expect(page.locator(".bubble").last).to_have_text("报名成功！周一晚上七点，瑜伽室见。")
    await expect(page.locator("#toast")).to_have_text("报名成功")
    assert house.acts == ["/start", "7.1.yoga", "7.2.ok"]


@pytest.mark.parametrize("size", [0, 1, 2])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_old_eyes_and_fingers_can_use_it(house: House, phone: BrowserContext, size: int, theme: str) -> None:
    await phone.add_init_script(f"localStorage.setItem('linli.size', {size}); localStorage.setItem('linli.theme', '{theme}')")
    page = await visit(phone, house)
    await button(page, "周一 瑜伽").tap()
    await expect(button(page, "确认报名")).to_be_visible()
    assert await page.evaluate(TOO_SMALL) == []
    assert await page.evaluate(SIDEWAYS) == []
    await clean(page)


async def test_nothing_is_pushed_sideways_on_the_narrowest_phone_with_the_largest_text(house: House, browser: Browser) -> None:
    context = await browser.new_context(**{**PHONE, "viewport": {"width": 320, "height": 568}})
    await context.add_init_script("localStorage.setItem('linli.size', 2)")
    page = await visit(context, house)
    assert await page.evaluate(SIDEWAYS) == []
    await page.evaluate("document.documentElement.style.fontSize = '36px'")  # the browser's own text zoom, at 200 %
    assert await page.evaluate(SIDEWAYS) == []
    assert await page.evaluate(TOO_SMALL) == []
    await expect(page.locator("#text")).to_be_in_viewport(ratio=1)
    await expect(page.locator("#menu")).to_be_in_viewport(ratio=1)
    await context.close()


async def test_spent_buttons_step_back_but_can_still_be_tapped(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    await button(page, "周一 瑜伽").tap()
    await expect(button(page, "确认报名")).to_be_visible()
    await expect(button(page, "周三 声乐")).to_be_hidden()
    await page.locator("summary").tap()
    await clean(page)
    assert await page.evaluate(TOO_SMALL) == []
    await button(page, "周三 声乐").tap()
    await expect(page.locator(".theirs .bubble").last).to_have_text("您说：7.1.song")


async def test_the_keyboard_alone_is_enough(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent") == "周一 瑜伽 19:00 · 余12":
            break
    assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    await page.keyboard.press("Enter")
    await expect(button(page, "确认报名")).to_be_visible()
    await page.locator("#text").focus()
    await page.keyboard.type("我想换时间")
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs .bubble").last).to_have_text("您说：我想换时间")


async def test_a_reload_shows_both_sides_again(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    await button(page, "周一 瑜伽").tap()
    await expect(button(page, "确认报名")).to_be_visible()
    before = await said(page)
    await page.reload()
    await expect(button(page, "确认报名")).to_be_visible()
    assert await said(page) == before
    assert house.acts == ["/start", "7.1.yoga"]


async def test_an_answer_lost_on_the_way_makes_no_second_message(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    lost: list[Any] = []

    async def lose_the_first_answer(route: Route) -> None:
        if lost:
            await route.continue_()
            return
        lost.append(await route.fetch())
        await route.abort("connectionreset")

    await page.route("**/send", lose_the_first_answer)
    await page.locator("#text").fill("我想学瑜伽")
    await page.locator("#send").tap()
    await expect(page.locator(".theirs .bubble").last).to_have_text("您说：我想学瑜伽")
    await expect(page.locator(".mine")).to_have_attribute("data-state", "sent")
    assert (await said(page))[2:] == ["我想学瑜伽", "您说：我想学瑜伽"]
    assert house.acts == ["/start", "我想学瑜伽"]


async def test_what_is_written_without_a_network_survives_a_reload_and_goes_out_once(
    house: House, phone: BrowserContext
) -> None:
    page = await visit(phone, house)
    await page.route("**/send", lambda route: route.abort("internetdisconnected"))
    for words in ("第一句", "第二句"):
        await page.locator("#text").fill(words)
        await page.locator("#send").tap()
    await expect(page.locator("#banner")).to_have_text("网络断了，连上后会自动接着发")
    await expect(page.locator(".retry").first).to_have_text("没发出去，点这里重试")
    assert await page.evaluate(TOO_SMALL) == []
    await clean(page)
    await page.reload()
    await expect(page.locator(".mine .words")).to_have_text(["第一句", "第二句"])
    await page.unroute("**/send")
    await expect(page.locator(".theirs .bubble").last).to_have_text("您说：第二句")
    await expect(page.locator(".mine[data-state=sent]")).to_have_count(2)
    assert house.acts == ["/start", "第一句", "第二句"]
    await page.reload()
    await expect(page.locator(".bubble")).to_have_text(
        [re.compile("^您好"), re.compile("^夜校"), "第一句", "您说：第一句", "第二句", "您说：第二句"]
    )


async def test_the_banner_comes_and_goes_with_the_network(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    await phone.set_offline(True)
    await expect(page.locator("#banner")).to_be_visible()
    await house.say(house.heard[0].chat, Outgoing(text="瑜伽课改到二楼。"))
    await phone.set_offline(False)
    await expect(page.locator(".theirs .bubble").last).to_have_text("瑜伽课改到二楼。")
    await expect(page.locator("#banner")).to_be_hidden()


async def test_who_does_not_want_to_wait_taps_to_try_again(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    await page.clock.install()
    await page.clock.pause_at("2100-01-01")  # nothing is tried again by itself
    await page.route("**/send", lambda route: route.abort("internetdisconnected"))
    await page.locator("#text").fill("我要报名")
    await page.locator("#send").tap()
    await expect(page.locator(".retry")).to_be_visible()
    await page.unroute("**/send")
    await page.locator(".retry").tap()
    await expect(page.locator(".theirs .bubble").last).to_have_text("您说：我要报名")


async def test_a_house_that_rests_gets_the_message_when_it_wakes(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    house.trouble = StorageError("the disk is full")
    await page.locator("#text").fill("在吗")
    await page.locator("#send").tap()
    await expect(page.locator("#toast")).to_have_text("现在有点忙，您的话还留着，过一会儿会自动再发。")
    house.trouble = None
    await expect(page.locator(".theirs .bubble").last).to_have_text("您说：在吗")


async def test_a_lost_cookie_means_a_fresh_welcome_and_the_words_still_arrive(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    await phone.clear_cookies()
    await page.locator("#text").fill("帮我妈报太极")
    await page.locator("#send").tap()
    await expect(page.locator(".bubble", has_text="您说：帮我妈报太极")).to_be_visible()
    assert sorted(house.acts) == ["/start", "/start", "帮我妈报太极"]
    assert len({act.sender for act in house.heard}) == 2


async def test_a_photo_is_made_smaller_and_shown(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    picture = BytesIO()
    Image.effect_mandelbrot((4000, 3000), (-2, -1.5, 1, 1.5), 40).convert("RGB").save(picture, "JPEG")
    await page.locator("#file").set_input_files({"name": "hazard.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    await expect(page.locator(".theirs .bubble").last).to_have_text("收到了，谢谢您。")
    stored = await house.channel.fetch(house.heard[-1].files[0].ref)
    assert max(Image.open(BytesIO(stored)).size) == 1800
    await page.reload()
    await expect(page.locator(".mine img")).to_be_visible()
    assert await page.locator(".mine img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1800
    await clean(page)


async def test_a_table_is_chosen_by_its_own_button_and_sent_as_it_is(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    await house.say(house.heard[0].chat, Outgoing(text="请把菜单发过来。", wants="file"))
    async with page.expect_file_chooser() as chooser:
        await button(page, "选择文件").tap()
    content = "周一,蒸蛋\n周二,鱼".encode()
    await (await chooser.value).set_files({"name": "下周菜单.csv", "mimeType": "text/csv", "buffer": content})
    await expect(page.locator(".mine[data-state=sent]").last).to_contain_text("下周菜单.csv")
    [file] = house.heard[-1].files
    assert file.kind == "document" and await house.channel.fetch(file.ref) == content
    await page.reload()
    await expect(page.locator(".mine a").last).to_have_text("下周菜单.csv")
    await clean(page)


async def test_the_page_offers_what_the_question_wants(house: House, phone: BrowserContext) -> None:
    await phone.grant_permissions(["geolocation"])
    await phone.set_geolocation({"latitude": 30.36, "longitude": 114.05})
    page = await visit(phone, house)
    for words in ("电话", "138 0000 1234", "照片", "地点"):
        await page.locator("#text").fill(words)
        await page.locator("#send").tap()
        await expect(page.locator(".mine[data-state=sent]").last).to_contain_text(words)
        if words == "电话":
            await expect(page.locator("#text")).to_have_attribute("inputmode", "tel")
            await expect(page.locator("#text")).to_have_attribute("placeholder", "11 位手机号")
        if words == "照片":
            await expect(button(page, "拍照或选照片")).to_be_visible()
    await button(page, "发送我的位置").tap()
    await expect(page.locator(".theirs .bubble").last).to_have_text("收到了，谢谢您。")
    assert house.heard[2].contact == "138 0000 1234"
    assert house.heard[-1].place is not None


async def test_who_reads_further_up_is_left_there_and_told(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    chat = house.heard[0].chat
    for number in range(12):
        await house.say(chat, Outgoing(text=f"通知 {number}\n" * 3))
    await expect(page.locator(".theirs .bubble").last).to_contain_text("通知 11")
    await page.reload()
    await expect(page.locator(".theirs .bubble").last).to_be_in_viewport()
    await page.locator("#log").evaluate("(log) => new Promise((done) => { log.onscroll = done; log.scrollTop = 0; })")
    await house.say(chat, Outgoing(text="最新的"))
    await expect(page.locator("#newer")).to_have_text("有新消息 ↓")
    assert await page.locator("#log").evaluate("(log) => log.scrollTop") == 0
    await clean(page)
    await page.locator("#newer").tap()
    await expect(page.locator(".theirs .bubble").last).to_be_in_viewport()
    await expect(page.locator("#newer")).to_be_hidden()


async def test_a_long_question_is_read_from_its_beginning(tmp_path: Path, browser: Browser) -> None:
    many = Outgoing(text="想上哪门课？", buttons=tuple(Button(f"第{n}门课 很长的名字 19:00", f"c{n}") for n in range(12)))

    def talk(incoming: Incoming) -> tuple[str, list[Outgoing]]:
        return ("", [many]) if incoming.tap else conversation(incoming)

    async with open_house(tmp_path, talk=talk) as house:
        context = await browser.new_context(**PHONE)
        page = await visit(context, house)
        await page.locator("#menu button", has_text="课程").tap()
        await expect(button(page, "第11门课")).to_be_attached()
        await expect(page.locator(".theirs .bubble", has_text="想上哪门课？").last).to_be_in_viewport(ratio=1)
        # What stands above may still change its height: a tick takes the place of "sending".
        await page.evaluate("document.querySelector('#messages').firstElementChild.style.marginTop = '-29px'")
        await expect(page.locator(".theirs .bubble", has_text="想上哪门课？").last).to_be_in_viewport(ratio=1)
        await expect(page.locator("#newer")).to_have_text("下面还有 ↓")
        await page.locator("#newer").tap()
        await expect(button(page, "第11门课")).to_be_in_viewport(ratio=1)
        await expect(page.locator("#newer")).to_be_hidden()
        await context.close()


async def test_older_messages_come_on_request(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    for number in range(70):
        await house.say(house.heard[0].chat, Outgoing(text=f"通知 {number}"))
    await page.reload()
    await expect(page.locator(".bubble")).to_have_count(60)
    await page.locator("#earlier").tap()
    await expect(page.locator(".bubble")).to_have_count(72)
    await expect(page.locator("#earlier")).to_be_hidden()


async def test_dark_follows_the_phone_and_the_switch_remembers(house: House, browser: Browser) -> None:
    context = await browser.new_context(**PHONE, color_scheme="dark")
    page = await visit(context, house)
    background = "getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(background) == "rgb(29, 24, 20)"
    await clean(page)
    await page.locator("#theme").tap()
    await expect(page.locator("#toast")).to_have_text("浅色")
    await page.reload()
    assert await page.evaluate(background) == "rgb(251, 245, 236)"
    await context.close()


async def test_the_text_grows_in_three_steps_and_stays(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    sizes = []
    for _ in range(3):
        sizes.append(await page.locator(".words").first.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)"))
        await page.locator("#size").tap()
    assert sizes == sorted(set(sizes))
    await page.locator("#size").tap()
    await page.reload()
    await expect(page.locator(".words").first).to_be_visible()
    assert await page.locator(".words").first.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)") == sizes[1]


async def test_who_reads_english_gets_an_english_page(house: House, browser: Browser) -> None:
    context = await browser.new_context(**{**PHONE, "locale": "en-GB"})
    page = await visit(context, house)
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Type here")
    assert house.heard[0].language == "en"
    await clean(page)
    await house.say(house.heard[0].chat, Outgoing(text="好的，以后说中文。"), language="zh")
    await expect(page.locator("#text")).to_have_attribute("placeholder", "在这里打字")
    await context.close()


async def test_words_are_shown_as_words_and_never_run(house: House, phone: BrowserContext) -> None:
    page = await visit(phone, house)
    await house.say(
        house.heard[0].chat,
        Outgoing(
            text="<img src=x onerror=alert(1)>", buttons=(Button("<b>x</b>", "x"), Button("坏链接", url="javascript:alert(1)"))
        ),
    )
    await expect(page.locator(".theirs .words").last).to_have_text("<img src=x onerror=alert(1)>")
    assert await page.locator("#messages img, #messages b, #messages a").count() == 0


async def test_it_can_be_put_on_the_home_screen_and_opens_without_a_network(house: House, browser: Browser) -> None:
    context = await browser.new_context(**{**PHONE, "service_workers": "allow"})
    page = await visit(context, house)
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await context.set_offline(True)
    await page.reload()
    await expect(page.locator("#title")).to_have_text("小军山社区 邻里客厅")
    await expect(page.locator("#banner")).to_be_visible()
    await page.locator("#text").fill("有人吗")
    await page.locator("#send").tap()
    await context.set_offline(False)
    await expect(page.locator(".theirs .bubble").last).to_have_text("您说：有人吗")
    manifest = await (await context.request.get(house.url + "/manifest.webmanifest")).json()
    for icon in manifest["icons"]:
        drawn = Image.open(BytesIO(await (await context.request.get(f"{house.url}/{icon['src']}")).body()))
        assert icon["sizes"] == f"{drawn.width}x{drawn.height}"
    await context.close()
