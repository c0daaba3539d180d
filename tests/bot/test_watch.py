"""What an operator's tools are told: who may ask, what the numbers say, when the service is ready. And that nobody is named."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot import logs, watch
from bot.channels.web import WebChannel, app
from bot.files import Files
from conversation.turn import Receipt
from language.catalogue import Voice
from language.message import Incoming, Outgoing
from reminders.channel import Delivery
from reminders.quiet import Quiet
from reminders.sender import Sender
from storage import accounts, calls, communities, inbox, outbox, people, reminders
from storage.outbox import FOR_EVER, Lane
from storage.sqlite import SQLite
from tests.databases import fresh

NOW_MS = 1_795_320_000_000
ZONE = ZoneInfo("Asia/Shanghai")
ELSEWHERE = "203.0.113.9"
TOKEN = "a-long-random-word"


class Platform:
    """A platform on which everything arrives."""

    name = "toy"
    paced = True

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        return [voice.say(message.text)]

    def is_group(self, chat: str) -> bool:
        return False

    async def deliver(self, delivery: Delivery) -> str:
        return "m1"

    async def toast(self, callback: str, text: str) -> None: ...

    async def fetch(self, ref: str) -> bytes:
        return b""


class Mumbling(Platform):
    """A platform for which no message can be put into words."""

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        raise ValueError(voice.say(message.text))


class Office:
    """A house that is watched, and a clock that is moved by hand. `why` is why it is not ready."""

    def __init__(self, folder: Path, db: SQLite) -> None:
        async def nobody(incoming: Incoming) -> Receipt:
            raise AssertionError

        self.db = db
        self.file = folder / "linli.db"
        self.now_ms = NOW_MS
        self.why = ""
        self.web = WebChannel(db, nobody, lambda: self.now_ms, Files(folder))
        self.app = self.watched_with(TOKEN)

    def watched_with(self, token: str) -> Starlette:
        """The house as it is served with this token in its configuration."""
        return app(self.web, watch.routes(self.db, lambda: self.now_ms, lambda: self.why, token))

    async def get(self, path: str, host: str = "127.0.0.1", headers: dict[str, str] | None = None) -> httpx.Response:
        """What somebody at this address is answered."""
        transport = httpx.ASGITransport(self.app, client=(host, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://linli", headers=headers) as http:
            return await http.get(path)

    async def numbers(self) -> dict[str, float]:
        """What is scraped, by name; where there are labels, by name and their values."""
        answer = await self.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain")
        samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
        return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}

    async def ready(self) -> tuple[int, str]:
        """The status and the words of /readyz, as somebody elsewhere reads them."""
        answer = await self.get("/readyz", ELSEWHERE)
        return answer.status_code, answer.text

    async def tell(self, words: str = "停课了", lane: Lane = Lane.NOTICE) -> int:
        """Decide to say something to 张汉梅. Returns her person's id."""

        async def work() -> int:
            community = await communities.save("xiaojunshan", "小军山社区", "", "", "")
            account = await accounts.arrive("toy", "zhang", "zh", self.now_ms)
            await people.set_community(account.person_id, community.id)
            await people.set_name(account.person_id, "张汉梅")
            await people.set_phone(account.person_id, "13871000000")
            await outbox.notice(f"told:{words}", 0, account, Outgoing(text=words), lane, self.now_ms)
            return account.person_id

        return await self.db.write(work)

    async def send(self, platform: Platform | None = None) -> None:
        """Let everything that waits go out."""
        sender = Sender(
            self.db, platform or Platform(), lambda language: Voice(language, ZONE), lambda: self.now_ms, Quiet(ZONE)
        )
        await sender.drain()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    db = await SQLite.open(fresh(tmp_path))
    yield Office(tmp_path, db)
    await db.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1"])
async def test_this_machine_may_read_the_numbers(office: Office, host: str) -> None:
    answer = await office.get("/metrics", host)
    assert answer.status_code == 200
    assert "linli_reminders_overdue_seconds 0.0" in answer.text


@pytest.mark.parametrize("host", [ELSEWHERE, "192.168.1.7", "2001:db8::1", "localhost.example.cn", ""])
async def test_another_machine_is_told_what_it_is_told_of_any_page_that_there_is_not(office: Office, host: str) -> None:
    answer = await office.get("/metrics", host)
    nothing = await office.get("/nothing", host)
    assert (answer.status_code, answer.content, answer.headers) == (404, nothing.content, nothing.headers)


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "x-real-ip"])
@pytest.mark.parametrize("value", [ELSEWHERE, "127.0.0.1", ""])
async def test_a_request_that_a_proxy_on_this_machine_hands_on_is_one_from_elsewhere(
    office: Office, header: str, value: str
) -> None:
    assert (await office.get("/metrics", headers={header: value})).status_code == 404


async def test_whoever_has_the_token_may_read_them_from_anywhere_also_through_a_proxy(office: Office) -> None:
    token = {"Authorization": f"Bearer {TOKEN}"}
    assert (await office.get("/metrics", ELSEWHERE, token)).status_code == 200
    assert (await office.get("/metrics", headers={**token, "X-Forwarded-For": ELSEWHERE})).status_code == 200


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}"]
)
async def test_a_wrong_token_opens_nothing(office: Office, given: str) -> None:
    assert (await office.get("/metrics", ELSEWHERE, {"Authorization": given})).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}"])
async def test_where_there_is_no_token_none_is_right(office: Office, given: str) -> None:
    office.app = office.watched_with("")
    assert (await office.get("/metrics", ELSEWHERE, {"Authorization": given})).status_code == 404
    assert (await office.get("/metrics")).status_code == 200


async def test_a_message_is_counted_while_it_waits_and_not_when_it_was_sent(office: Office) -> None:
    await office.tell()
    await office.tell("明天停水", Lane.BROADCAST)
    found = await office.numbers()
    assert found["linli_outbox_pending toy notice"] == 1
    assert found["linli_outbox_pending toy broadcast"] == 1
    await office.send()
    found = await office.numbers()
    assert found["linli_outbox_pending toy notice"] == 0
    assert found["linli_outbox_pending toy broadcast"] == 0


async def test_a_reminder_that_nobody_looks_at_is_overdue_by_the_second(office: Office) -> None:
    await office.tell()
    await office.db.write(lambda: reminders.follow("session", 7, 1, NOW_MS))
    found = await office.numbers()
    assert (found["linli_reminders_scheduled"], found["linli_reminders_overdue_seconds"]) == (1, 0)
    office.now_ms += 90_500
    assert (await office.numbers())["linli_reminders_overdue_seconds"] == 90.5

    [due] = await office.db.read(lambda: reminders.due(office.now_ms, 10))
    await office.db.write(lambda: reminders.stand(due.id, office.now_ms + 1_000, office.now_ms, 0))
    found = await office.numbers()
    assert (found["linli_reminders_scheduled"], found["linli_reminders_overdue_seconds"]) == (1, 0)
    await office.db.write(lambda: reminders.done(due.id))
    assert (await office.numbers())["linli_reminders_scheduled"] == 0


async def test_calls_are_counted_until_they_were_made_or_are_of_no_use(office: Office) -> None:
    zhang = await office.tell()
    await office.db.write(lambda: calls.add(1, zhang, "cancelled:1", "{}", "", None, FOR_EVER, NOW_MS))
    await office.db.write(lambda: calls.add(1, zhang, "moved:1", "{}", "", None, NOW_MS + 60_000, NOW_MS))
    assert (await office.numbers())["linli_calls_waiting"] == 2
    office.now_ms += 60_000
    assert (await office.numbers())["linli_calls_waiting"] == 1
    [call] = await office.db.read(lambda: calls.waiting(1, office.now_ms, 10))
    await office.db.write(lambda: calls.done(call.id, zhang, office.now_ms))
    assert (await office.numbers())["linli_calls_waiting"] == 0


async def test_updates_that_could_not_be_handled_are_counted_until_staff_have_seen_them(office: Office) -> None:
    parked = await office.db.write(lambda: inbox.park("toy", "1", None, "{}", "error", NOW_MS))
    assert (await office.numbers())["linli_updates_parked"] == 1
    await office.db.write(lambda: inbox.mark_seen(parked, NOW_MS))
    assert (await office.numbers())["linli_updates_parked"] == 0


async def test_a_scrape_names_nobody(office: Office) -> None:
    await office.tell("张汉梅，13871000000，您的课停了")
    told = (await office.get("/metrics")).text
    assert 'linli_outbox_pending{channel="toy",lane="notice"} 1.0' in told
    await office.send()
    told += (await office.get("/metrics")).text
    assert not any(hers in told for hers in ("张汉梅", "13871000000", "zhang"))


@pytest.mark.parametrize("form", ["text", "json"])
async def test_a_line_of_the_log_names_nobody(office: Office, form: Literal["text", "json"]) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.formatter(form))
    logging.getLogger("reminders").addHandler(handler)
    try:
        await office.tell("张汉梅，13871000000，您的课停了")
        await office.send(Mumbling())
    finally:
        logging.getLogger("reminders").removeHandler(handler)
    told = written.getvalue()
    assert "a message cannot be said" in told and "ValueError" in told
    escaped = "张汉梅".encode("unicode_escape").decode()
    assert not any(hers in told for hers in ("张汉梅", escaped, "13871000000", "zhang"))


async def test_the_process_is_alive_whatever_becomes_of_the_rest(office: Office) -> None:
    office.why = "nothing works"
    await office.db.close()
    answer = await office.get("/healthz", ELSEWHERE)
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_it_is_not_ready_while_something_else_is_missing_and_says_what(office: Office) -> None:
    assert await office.ready() == (200, "ready")
    office.why = "Telegram was not reached yet"
    assert await office.ready() == (503, "not ready: Telegram was not reached yet")
    office.why = ""
    assert await office.ready() == (200, "ready")


async def test_it_is_not_ready_while_the_database_cannot_be_read(office: Office) -> None:
    await office.tell()
    await office.db.tidy()  # everything stands in the file itself
    whole = office.file.read_bytes()
    assert await office.ready() == (200, "ready")

    await asyncio.to_thread(overwrite, office.file, b"\xff" * len(whole))
    assert await office.ready() == (503, "not ready: the database cannot be read")
    assert (await office.get("/metrics")).status_code == 503
    assert (await office.get("/healthz")).status_code == 200

    await asyncio.to_thread(overwrite, office.file, whole)
    await office.tell("又开课了")  # a commit: what was read before it is not believed any more
    assert await office.ready() == (200, "ready")
    assert (await office.numbers())["linli_outbox_pending toy notice"] == 2


async def test_a_database_that_is_closed_is_none_that_can_be_read(office: Office) -> None:
    await office.db.close()
    assert await office.ready() == (503, "not ready: the database cannot be read")


def overwrite(file: Path, content: bytes) -> None:
    """Change what stands in the file, for those, too, who have it open."""
    with file.open("r+b") as opened:
        opened.write(content)
