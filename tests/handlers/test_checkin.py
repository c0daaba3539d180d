"""Patrols in the chat: where somebody is goes nowhere, and what the papers say."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from conversation.chat import Chat
from handlers.patrol import checkin
from language.message import Incoming
from tests.conversations.script import Sends
from tests.conversations.world import BETWEEN_ACTS_MS, LINKS, ZONE
from tests.handlers.desk import Office


async def sends_place(office: Office, who: str, point: str) -> None:
    office.world.now_ms += BETWEEN_ACTS_MS
    await office.engine.sends(who, Sends("", who, "location", point))
    await office.engine.settle()


async def on_shift(office: Office) -> None:
    """It is the evening of a shift with two checkpoints."""
    await office.happens("王强 is in the team 平安巡逻队")
    await office.happens("the duty 晚巡 of 平安巡逻队 needs 2, on 1 at 19:00 for 2 hours")
    await office.happens("王强 has the shift of 晚巡 on 2026-11-23")
    await office.happens("晚巡 passes 北门 N1 30.5,114.3; 南门 S1")
    office.at("2026-11-23 19:00")


async def bytes_of(office: Office, name: str) -> bytes:
    """The document of this name that was handed over last."""
    bodies = [json.loads(body) for (body,) in office.rows("SELECT body FROM outbox ORDER BY id")]
    handed = [body["document"] for body in bodies if isinstance(body.get("document"), dict)]
    assert handed[-1]["name"] == name
    return await office.world.files.load(handed[-1]["blob"])


@pytest.mark.parametrize("point", ["30.50123,114.30045", "30.71234,114.39876"])
async def test_where_somebody_is_stands_nowhere_in_the_database(office: Office, point: str) -> None:
    """Near enough or too far: only how they checked in is kept."""
    await on_shift(office)
    await office.says("王强", "/shift_in")
    await sends_place(office, "王强", point)
    latitude, longitude = point.split(",")
    tables = [name for (name,) in office.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = json.dumps([office.rows(f"SELECT * FROM {table}") for table in tables], default=str, ensure_ascii=False)
    assert "晚巡" in kept
    for number in (latitude, longitude):
        assert number not in kept and number.replace(".", "") not in kept


async def test_the_sheet_of_a_month_is_a_file_with_both_tables(office: Office) -> None:
    await on_shift(office)
    await office.says("王强", "/spot N1")
    office.at("2026-11-23 20:30")
    await office.says("王强", "/shift_out")
    office.at("2026-11-24 09:00")
    await office.says("周丹丹", "/hours_sheet 1 2026-11")
    book = openpyxl.load_workbook(io.BytesIO(await bytes_of(office, "平安巡逻队 2026-11 志愿时长.xlsx")))
    people, shifts = ([list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets)
    assert people[1] == [1, "王强", 1, 90, 1.5, 0, 0]
    assert shifts[1] == ["11月23日 周一", "晚巡", "王强", "19:00", "20:30", "扫码", 90, None]
    assert "export hours" in office.acts()


async def test_the_codes_of_all_spots_are_pages_that_print_and_lead_there(office: Office) -> None:
    await on_shift(office)
    await office.says("周丹丹", "/spot_codes")
    page = (await bytes_of(office, "里下社区 点位码.html")).decode()
    assert page.count("<svg") == 2 == page.count("<section>")
    assert "<h1>北门</h1>" in page and "<h1>南门</h1>" in page and "A4" in page
    assert "print spot codes" in office.acts()


async def test_without_an_address_no_codes_are_printed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await on_shift(office)
    monkeypatch.setattr(LINKS, "web", "")
    assert "public_url" in (await office.says("周丹丹", "/spot_codes")).text


async def test_only_staff_print_codes(office: Office) -> None:
    await on_shift(office)
    await office.happens("赵敏 leads the team 平安巡逻队")
    for who in ("赵敏", "王强", "李荣珍"):
        assert "点一下就好" in (await office.says(who, "/spot_codes")).text


async def test_a_volunteer_on_shift_may_simply_say_so(office: Office) -> None:
    await on_shift(office)
    assert "发送您现在的位置" in (await office.says("王强", "签到")).text
    await sends_place(office, "王强", "30.5,114.3")
    assert "签退了" in (await office.says("王强", "签退")).text
    assert "点一下就好" in (await office.says("李荣珍", "签到")).text


async def test_the_first_screen_offers_to_come_or_to_go(office: Office) -> None:
    await on_shift(office)
    account = await office.account("王强")

    async def offered() -> list[str]:
        chat = Chat(
            person_id=account.person_id, account_id=account.id, channel="plain", language="zh", now_ms=office.world.now_ms,
            zone=ZONE, incoming=Incoming(channel="plain", update_id="x", sender="王强", chat="王强", at_ms=office.world.now_ms),
        )  # fmt: skip
        return [option.id for option in await office.engine.db.read(lambda: checkin.ways(chat))]

    assert await offered() == ["in1"]
    await office.says("王强", "/spot N1")
    assert await offered() == ["out1"]
    await office.says("王强", "/shift_out")
    assert await offered() == []
