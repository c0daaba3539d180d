"""The web chat as a page uses it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from bot.channels.web import Limits
from bot.channels.web.channel import RETENTION_MS
from bot.channels.web.sessions import IDLE_MS
from language.message import Document, Incoming, Outgoing
from reminders.channel import Delivery, Refused, Unreachable
from storage import web
from storage.database import StorageError
from tests.fakes.web_house import House, open_house, words
from tests.fakes.web_resident import WebResident

DAY_MS = 86_400_000


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


@pytest.fixture
async def zhang(house: House) -> AsyncIterator[WebResident]:
    async with WebResident(house.url, "张汉梅") as resident:
        yield resident


def photo(kind: str = "JPEG") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "orange").save(buffer, kind)
    return buffer.getvalue()


async def test_the_first_visit_brings_the_welcome_and_a_reload_does_not_bring_it_again(
    house: House, zhang: WebResident
) -> None:
    assert words(await zhang.open())[0].startswith("您好！")
    again = WebResident(house.url)
    again.http.cookies = zhang.http.cookies
    async with again:
        assert words(await again.open()) == words(zhang.chat)
    assert house.acts == ["/start"]


async def test_a_link_on_the_wall_opens_the_thing_it_names(house: House, zhang: WebResident) -> None:
    await zhang.open(start="course_12")
    assert house.acts == ["/start course_12"]
    await zhang.open(start="course_13")
    assert house.acts == ["/start course_12", "/start course_13"]


async def test_a_tap_shows_the_label_on_the_own_side_and_the_toast_at_once(zhang: WebResident) -> None:
    await zhang.open()
    await zhang.tap("周一 瑜伽 19:00 · 余12")
    own, review = await zhang.catch_up()
    assert (own.own, own.text) == (True, "周一 瑜伽 19:00 · 余12")
    assert review.labels == ["确认报名", "换一个人", "换时间", "取消", "返回", "首页"]
    assert zhang.toasts == ["选好了"]


async def test_the_menu_is_at_hand_in_both_languages_and_its_taps_show_their_label(house: House, zhang: WebResident) -> None:
    await zhang.open()
    assert zhang.opening is not None
    assert sorted(zhang.opening.menu) == ["en", "zh"]
    await zhang.tap("课程")
    assert words(await zhang.catch_up())[0] == "课程"
    assert house.acts[-1] == "/courses"


async def test_the_same_message_sent_three_times_is_said_once(house: House, zhang: WebResident) -> None:
    await zhang.open()
    await zhang.type("周一晚上有什么课")
    await zhang.repeat()
    await zhang.repeat()
    assert words(await zhang.catch_up()) == ["周一晚上有什么课", "您说：周一晚上有什么课"]
    assert house.acts == ["/start", "周一晚上有什么课"]


async def test_what_is_said_while_the_line_is_down_comes_when_it_is_back(house: House, zhang: WebResident) -> None:
    await zhang.open()
    await zhang.hang_up()
    for number in range(150):
        await house.say(house.heard[0].chat, Outgoing(text=f"通知 {number}"))
    assert words(await zhang.catch_up()) == [f"通知 {number}" for number in range(150)]


async def test_an_open_line_is_pushed_to_in_every_tab(house: House, zhang: WebResident) -> None:
    await zhang.open()
    other = WebResident(house.url)
    other.http.cookies = zhang.http.cookies
    async with other:
        await other.catch_up()
        await house.say(house.heard[0].chat, Outgoing(text="明天的瑜伽课改到二楼。"))
        assert (await zhang.hear()).text == (await other.hear()).text == "明天的瑜伽课改到二楼。"


async def test_the_fifth_tab_sends_the_oldest_one_to_rest(house: House, zhang: WebResident) -> None:
    await zhang.open()
    tabs = [WebResident(house.url) for _ in range(4)]
    for tab in tabs:
        tab.http.cookies = zhang.http.cookies
        await tab.catch_up()
    assert await zhang.next() == ("elsewhere", {})
    for tab in tabs:
        await tab.__aexit__()


async def test_a_quiet_line_says_that_it_is_alive(tmp_path: Path) -> None:
    async with open_house(tmp_path, heartbeat_s=0.01) as house, WebResident(house.url) as resident:
        await resident.open()
        assert await resident.next() == ("here", {})


async def test_a_delivery_made_twice_is_on_the_screen_once(house: House, zhang: WebResident) -> None:
    await zhang.open()
    delivery = Delivery(900, house.heard[0].chat, '{"text":"候补第3位"}')
    assert await house.channel.deliver(delivery) == await house.channel.deliver(delivery)
    assert words(await zhang.catch_up()) == ["候补第3位"]


async def test_old_history_comes_page_by_page(house: House, zhang: WebResident) -> None:
    await zhang.open()
    for number in range(130):
        await house.say(house.heard[0].chat, Outgoing(text=f"{number}"))
    late = WebResident(house.url)
    late.http.cookies = zhang.http.cookies
    async with late:
        await late.listen()
        while (event := await late.next())[0] == "message":
            pass
        assert event == ("ready", {"more": True})
        assert words(late.chat) == [str(number) for number in range(70, 130)]
        page = (await late.http.get("/history", params={"before": late.chat[0].id})).json()
        assert [each["message"]["text"] for each in page["messages"]] == [str(number) for number in range(10, 70)]
        assert page["more"] is True


async def test_while_nothing_can_be_stored_the_page_is_asked_to_keep_it_and_then_it_goes_through(
    house: House, zhang: WebResident
) -> None:
    await zhang.open()
    house.trouble = StorageError("the disk is full")
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await zhang.type("我要报名")
    assert refused.value.response.status_code == 503
    assert refused.value.response.json() == {"say": "现在有点忙，您的话还留着，过一会儿会自动再发。"}
    house.trouble = None
    await zhang.repeat()
    assert words(await zhang.catch_up()) == ["我要报名", "您说：我要报名"]


async def test_phone_and_place_arrive_as_what_they_are_and_the_place_is_not_kept(house: House, zhang: WebResident) -> None:
    await zhang.open()
    await zhang.give_phone("138 0000 1234")
    await zhang.give_place(30.36, 114.05)
    assert (house.heard[1].contact, house.heard[2].place and house.heard[2].place.latitude) == ("138 0000 1234", 30.36)
    assert [heard.text for heard in await zhang.catch_up() if heard.own] == ["138 0000 1234", "📍 我的位置"]


async def test_a_photo_is_stored_once_shown_to_its_owner_and_hidden_from_others(house: House, zhang: WebResident) -> None:
    await zhang.open()
    await zhang.upload(photo())
    await zhang.repeat()
    own = (await zhang.catch_up())[0]
    assert own.message.document is not None
    (attached,) = house.heard[1].files
    assert (attached.kind, attached.ref) == ("photo", own.message.document.blob)
    assert await house.channel.fetch(attached.ref) == photo()
    shown = await zhang.http.get(f"/file/{attached.ref}")
    assert (shown.headers["content-type"], shown.content) == ("image/jpeg", photo())
    async with WebResident(house.url) as stranger:
        await stranger.open()
        assert (await stranger.http.get(f"/file/{attached.ref}")).status_code == 404
    assert house.acts == ["/start", "photo", "/start"]


@pytest.mark.parametrize(
    "content",
    [b"\x1aE\xdf\xa3....", b"OggS....", b"RIFF....WAVEfmt ", b"\0\0\0\x1cftypM4A ....", b"\0\0\0\x1cftypisom...."],
    ids=["webm", "ogg", "wav", "m4a", "mp4"],
)
async def test_a_voice_message_is_recognised_by_what_it_is(house: House, zhang: WebResident, content: bytes) -> None:
    await zhang.open()
    await zhang.upload(content, "whatever.jpg")
    assert house.heard[1].files[0].kind == "voice"


async def test_a_small_table_is_taken_under_its_name_and_handed_out_to_its_owner_only(house: House, zhang: WebResident) -> None:
    await zhang.open()
    content = "周一,蒸蛋\n周二,鱼".encode()
    await zhang.upload(content, "下周菜单.csv")
    [file] = house.heard[1].files
    assert file.kind == "document" and file.size == len(content)
    answer = await zhang.http.get(f"/file/{file.ref}")
    assert answer.content == content and "attachment" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0 a program",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        photo()[:200],
        b"\x89PNG\r\n\x1a\n and nonsense",
    ],
    ids=["nothing", "program", "drawing", "half a photo", "pretender"],
)
async def test_what_is_neither_photo_nor_voice_is_turned_away_kindly(house: House, zhang: WebResident, content: bytes) -> None:
    await zhang.open()
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await zhang.upload(content, "holiday.jpg")
    assert refused.value.response.status_code == 415
    assert refused.value.response.json() == {
        "say": "这里只能收照片、语音和小的表格（.xlsx、.csv、.txt，1MB以内），请换一个试试。"
    }
    assert house.acts == ["/start"]


async def test_a_photo_of_more_than_eight_megabytes_is_turned_away(house: House, zhang: WebResident) -> None:
    await zhang.open()
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await zhang.upload(photo() + bytes(8 * 1024 * 1024))
    assert refused.value.response.status_code == 413


async def test_a_document_is_handed_to_whom_it_was_sent_under_its_name(house: House, zhang: WebResident) -> None:
    await zhang.open()
    blob = await house.channel.files.save(b"PK roster")
    await house.say(house.heard[0].chat, Outgoing(text="名单", document=Document(blob, "瑜伽名单.xlsx")))
    given = await zhang.http.get(f"/file/{blob}")
    assert given.content == b"PK roster"
    assert given.headers["content-disposition"] == "attachment; filename*=UTF-8''%E7%91%9C%E4%BC%BD%E5%90%8D%E5%8D%95.xlsx"


async def test_a_forgotten_device_can_no_longer_be_reached_and_starts_anew(house: House, zhang: WebResident) -> None:
    await zhang.open()
    chat = house.heard[0].chat
    assert (await zhang.http.post("/leave")).status_code == 204
    with pytest.raises(Unreachable):
        await house.say(chat, Outgoing(text="在吗？"))
    assert (await zhang.http.get("/events")).status_code == 401
    zhang.chat.clear()
    await zhang.open()
    assert house.heard[1].chat != chat


async def test_erased_history_is_gone_but_the_farewell_still_arrives(house: House, zhang: WebResident) -> None:
    await zhang.open()
    await zhang.upload(photo())
    chat = house.heard[0].chat
    assert await house.channel.db.write(lambda: web.erase(chat)) == [house.heard[1].files[0].ref]
    await house.say(chat, Outgoing(text="都清除了。"))
    zhang.chat.clear()
    assert words(await zhang.catch_up()) == ["都清除了。"]
    assert (await zhang.http.get(f"/file/{house.heard[1].files[0].ref}")).status_code == 404


async def test_history_goes_back_ninety_days_and_a_device_is_known_for_four_hundred(house: House, zhang: WebResident) -> None:
    await zhang.open()
    house.now_ms += RETENTION_MS - DAY_MS
    await zhang.type("还在")
    house.now_ms += 2 * DAY_MS
    await house.channel.prune()
    zhang.chat.clear()
    assert words(await zhang.catch_up()) == ["还在", "您说：还在"]
    await zhang.http.post("/session")
    house.now_ms += IDLE_MS - DAY_MS
    await house.channel.prune()
    assert (await zhang.http.get("/history?before=1")).status_code == 200
    house.now_ms += 2 * DAY_MS
    await house.channel.prune()
    assert (await zhang.http.get("/history?before=1")).status_code == 401


async def test_a_broken_payload_is_refused_rather_than_shown(house: House, zhang: WebResident) -> None:
    await zhang.open()
    with pytest.raises(Refused):
        await house.channel.deliver(Delivery(901, house.heard[0].chat, "{"))


async def test_who_floods_slows_only_himself(tmp_path: Path) -> None:
    async with open_house(tmp_path, Limits(sends=3, sends_per_second=1)) as house, WebResident(house.url) as eager:
        await eager.open()
        await eager.type("一")
        await eager.type("二")
        with pytest.raises(httpx.HTTPStatusError) as slowed:
            await eager.type("三")
        assert (slowed.value.response.status_code, slowed.value.response.headers["retry-after"]) == (429, "2")
        async with WebResident(house.url) as neighbour:
            await neighbour.open()
        house.now_ms += 1_000
        await eager.repeat()
    assert house.acts == ["/start", "一", "二", "/start", "三"]


async def test_one_address_cannot_open_sessions_without_end(tmp_path: Path) -> None:
    limits = Limits(sessions_of_address=2, sessions_of_address_per_second=0.1)
    statuses = []
    async with open_house(tmp_path, limits) as house, WebResident(house.url) as crowd:
        for _ in range(3):
            crowd.http.cookies.clear()
            statuses.append((await crowd.http.post("/session")).status_code)
    assert statuses == [200, 200, 429]


async def test_a_crowd_types_at_once_and_everybody_gets_his_own_answer(house: House) -> None:
    async def one(number: int) -> list[str]:
        async with WebResident(house.url) as resident:
            await resident.open()
            await resident.type(f"我是{number}号")
            return words(await resident.catch_up())

    answers = await asyncio.gather(*(one(number) for number in range(20)))
    assert answers == [[f"我是{number}号", f"您说：我是{number}号"] for number in range(20)]


async def test_an_act_counts_as_on_its_way_from_when_it_is_dated(house: House, zhang: WebResident) -> None:
    """Its own side is kept first: what closes at a minute must not overtake it there."""
    await zhang.open()
    under_way: list[Incoming] = []
    written: list[int] = []
    write = house.channel.db.write

    @asynccontextmanager
    async def counted(incoming: Incoming) -> AsyncIterator[None]:
        under_way.append(incoming)
        yield
        under_way.remove(incoming)

    async def count(work: Any) -> Any:
        written.append(len(under_way))
        return await write(work)

    house.channel.counted = counted
    house.channel.db.write = count  # type: ignore[method-assign,assignment]
    await zhang.type("你好")
    assert written[0] == 1 and under_way == []
