"""The program as its operator meets it: each command, beside a running service and without one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.web_resident import WebResident
from tests.process.house import House, community
from tests.process.residents import patiently


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def house(fake: FakeTelegram, tmp_path: Path) -> AsyncIterator[House]:
    """A house on Telegram, not started yet."""
    house = House(tmp_path, telegram=(fake.token, fake.base_url))
    try:
        yield house
    finally:
        await house.clear()


async def started(house: House, fake: FakeTelegram) -> None:
    """Start the service and wait until it takes updates."""
    before = len(fake.called("getUpdates"))
    await house.start()
    await patiently(fake, lambda: len(fake.called("getUpdates")) > before, "the service to take updates")


async def test_a_second_service_on_the_same_data_is_refused_until_the_first_is_gone(house: House, fake: FakeTelegram) -> None:
    await started(house, fake)

    code, said = await house.command("run")
    assert code == 1
    [sentence] = said.strip().splitlines()
    assert "已经在运行" in sentence

    await house.kill()
    await started(house, fake)


async def test_the_operator_comes_to_the_desk_of_the_running_service_by_a_link(house: House, fake: FakeTelegram) -> None:
    await started(house, fake)
    await house.load(community())
    code, said = await house.command("desk")
    assert code == 0
    [path] = re.findall(r"http://localhost:\d+(/desk/in/[A-Z0-9]{26})\n", said)
    async with httpx.AsyncClient(trust_env=False, base_url=house.url, follow_redirects=True) as browser:
        assert "您怎么称呼" in (await browser.get(path)).text
        page = await browser.post(path, data={"name": "吴主任"})
        assert page.status_code == 200 and page.url.path == "/desk" and "吴主任" in page.text
        async with browser.stream("GET", "/desk/live") as line:
            assert [first async for first in _some(line, 1)] == [": here"]
            assert await house.stop() == 0  # an open page does not hold up the end
    assert path not in house.log


async def _some(line: httpx.Response, number: int) -> AsyncIterator[str]:
    async for text in line.aiter_lines():
        if text and number:
            yield text
            number -= 1
        if not number:
            return


async def test_commands_work_beside_the_service_and_take_effect_at_once(
    house: House, fake: FakeTelegram, tmp_path: Path
) -> None:
    await started(house, fake)
    zhang = fake.person(1)

    await house.load(community())
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert "小军山社区" in (await browser.get(house.url)).text
    zhang.types("/start")
    await patiently(fake, lambda: zhang.chat.texts and "小军山社区" in zhang.last.text, "the welcome")

    code, said = await house.command("invite", "staff")
    assert code == 0
    assert re.search(r"邀请码：\S{8,9}\n", said)

    code, said = await house.command("backup", str(tmp_path / "copy.db"))
    assert code == 0, said
    code, said = await house.command("backup", str(tmp_path / "copy.db"))
    assert code == 1
    assert len(said.strip().splitlines()) == 1

    assert await house.stop() == 0


async def test_a_backup_made_beside_the_service_is_a_whole_house(house: House, fake: FakeTelegram, tmp_path: Path) -> None:
    await house.load(community())
    await started(house, fake)
    zhang = fake.person(1)
    zhang.types("/start")
    await patiently(fake, lambda: zhang.chat.texts, "the welcome")
    zhang.taps("同意")
    await patiently(fake, lambda: "看课程" in str(zhang.last.labels), "home")
    assert (await house.command("backup", str(tmp_path / "copy.db")))[0] == 0
    await house.kill()

    # The machine is gone. On another one, the copy takes the place of the database.
    for file in house.database.parent.glob("linli.db*"):
        file.unlink()
    (tmp_path / "copy.db").rename(house.database)
    await started(house, fake)
    zhang.types("/courses")
    await patiently(fake, lambda: "想上哪门课" in zhang.last.text, "the courses")
    assert "瑜伽" in str(zhang.last.labels)
    assert await house.stop() == 0


async def test_it_stops_tidily_when_asked_while_pages_are_open(house: House, fake: FakeTelegram) -> None:
    await house.load(community())
    await started(house, fake)
    async with WebResident(house.url) as resident:
        await resident.open()
        await resident.listen()
        assert await house.stop() == 0
    assert "Traceback" not in house.log


async def test_a_token_that_telegram_does_not_know_leaves_the_web_chat_open(house: House, fake: FakeTelegram) -> None:
    fake.token = "999:another"
    await house.start()
    await patiently(fake, lambda: "不认" in house.log, "the word to the operator")
    async with WebResident(house.url) as resident:
        await resident.open()
        assert resident.chat
    assert await house.stop() == 0
    assert house.telegram is not None and house.telegram[0] not in house.log
    assert sum("@BotFather" in line for line in house.log.splitlines() if "不认" in line) == 1
    assert "Traceback" not in house.log


async def test_a_webhook_that_telegram_does_not_take_leaves_the_web_chat_open(house: House, fake: FakeTelegram) -> None:
    with house.config.open("a", encoding="utf-8") as config:
        config.write('\nmode = "webhook"\nwebhook_url = "https://linli.example.cn/telegram"\nwebhook_secret = "s"\n')
    fake.fails("setWebhook", 400, "Bad Request: bad webhook: failed to resolve host")
    await house.start()
    await patiently(fake, lambda: fake.called("setWebhook"), "the webhook")
    async with WebResident(house.url) as resident:
        await resident.open()
        assert resident.chat
    assert await house.stop() == 0
    assert "failed to resolve host" in house.log
    assert "Traceback" not in house.log


async def test_without_network_the_service_starts_and_telegram_joins_later(house: House, fake: FakeTelegram) -> None:
    fake.drops("*", times=1)
    await house.load(community())
    await house.start()
    await patiently(fake, lambda: fake.called("getMe"), "the first call")
    async with WebResident(house.url) as resident:
        await resident.open()
        assert resident.chat

    zhang = fake.person(1)
    zhang.types("/start")
    await patiently(fake, lambda: zhang.chat.texts, "an answer")
    assert fake.token not in house.log
    assert await house.stop() == 0


async def test_a_port_in_use_is_said_in_one_sentence(house: House, fake: FakeTelegram, tmp_path: Path) -> None:
    await started(house, fake)
    (tmp_path / "other").mkdir()
    other = House(tmp_path / "other", port=house.port)

    code, said = await other.command("run")
    assert code == 1
    problem = said.strip().splitlines()[-1]
    assert str(house.port) in problem and "LINLI_WEB__PORT" in problem
    assert "Traceback" not in said


async def test_a_database_that_is_none_is_said_in_one_sentence(house: House) -> None:
    house.database.parent.mkdir()
    house.database.write_bytes(b"this is no database, and long enough to be looked at" * 100)
    for command in (["run"], ["invite", "staff"]):
        code, said = await house.command(*command)
        assert code == 1
        assert "Traceback" not in said
        assert len(said.strip().splitlines()) == 1


async def test_a_database_damaged_inside_is_said_in_one_sentence(house: House) -> None:
    await house.load(community())
    with sqlite3.connect(house.database) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    database.close()
    content = bytearray(house.database.read_bytes())
    content[4096 : len(content)] = b"\xff" * (len(content) - 4096)
    house.database.write_bytes(content)

    code, said = await house.command("invite", "staff")
    assert code == 1
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


async def test_a_data_folder_that_is_a_file_is_said_in_one_sentence(house: House) -> None:
    (house.folder / "data").write_text("not a folder")
    for command in (["run"], ["load", str(house.config)], ["backup", str(house.folder / "copy.db")]):
        code, said = await house.command(*command)
        assert code == 1, command
        assert "Traceback" not in said


async def test_the_page_answers_within_the_process(house: House, fake: FakeTelegram) -> None:
    await started(house, fake)
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(house.url)).status_code == 200
        assert (await browser.get(f"{house.url}/nothing")).status_code == 404
