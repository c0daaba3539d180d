"""What the service forgets by itself, and what it keeps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import upkeep
from bot.channels.web import WebChannel
from bot.files import Files
from conversation.turn import Receipt
from language.message import Incoming, Outgoing
from services.calendar import to_local
from storage import accounts, communities, conversations, day_figures, inbox, outbox, people
from storage.outbox import Lane
from storage.sql import sql
from storage.sqlite import SQLite
from tests.databases import fresh

ZONE = ZoneInfo("Asia/Shanghai")
NOW_MS = 1_795_320_000_000
DAY_MS = 86_400_000
_COUNTS = sql(
    "SELECT (SELECT COUNT(*) FROM inbox), (SELECT COUNT(*) FROM conversation), (SELECT COUNT(*) FROM outbox),"
    " (SELECT COUNT(*) FROM parked)"
)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[SQLite]:
    db = await SQLite.open(fresh(tmp_path))
    try:
        yield db
    finally:
        await db.close()


async def counts(db: SQLite) -> tuple[int, int, int, int]:
    """Updates, conversations, messages and parked updates that are kept."""
    [found] = await db.read(lambda: _COUNTS.all(lambda *row: row))
    return found


async def something_of_everything(db: SQLite, at_ms: int) -> None:
    """An update, a conversation, a message that was sent, one that waits, and a parked update nobody has seen, all of `at_ms`."""

    async def work() -> None:
        account = await accounts.arrive("telegram", str(at_ms), "zh", at_ms)
        await inbox.record("telegram", str(at_ms), at_ms)
        await conversations.keep(conversations.begun(account.id, "sign_up", "{}", at_ms), at_ms)
        for n in range(2):
            await outbox.reply(str(at_ms), n, "telegram", str(at_ms), account.id, "{}", at_ms)
        await outbox.sent((await outbox.due("telegram", at_ms, 100))[-1].id, "1", at_ms)
        await inbox.park("telegram", str(at_ms), account.id, "{}", "error", at_ms)

    await db.write(work)


async def one_round(db: SQLite, folder: Path) -> None:
    """Let upkeep do its work once."""

    async def nobody(incoming: Incoming) -> Receipt:
        raise AssertionError

    await upkeep.tidy(db, WebChannel(db, nobody, lambda: NOW_MS, Files(folder)), lambda: NOW_MS, ZONE)


async def test_what_was_done_a_week_ago_is_forgotten_and_what_waits_is_kept(db: SQLite, tmp_path: Path) -> None:
    await something_of_everything(db, NOW_MS - 8 * DAY_MS)
    await something_of_everything(db, NOW_MS - 2 * DAY_MS)
    await something_of_everything(db, NOW_MS)

    await one_round(db, tmp_path)

    updates, talks, messages, parked = await counts(db)
    assert updates == 2
    assert talks == 1, "a conversation nobody touched for a day was abandoned"
    assert messages == 5, "one of the old ones still waits to be sent"
    assert parked == 3, "parked updates stay until staff have seen them"


async def test_what_was_said_on_a_day_is_counted_before_it_is_forgotten(db: SQLite, tmp_path: Path) -> None:
    async def said() -> int:
        community = await communities.save("xiaojunshan", "小军山社区", "", "", "")
        account = await accounts.arrive("telegram", "7", "zh", NOW_MS)
        await people.set_community(account.person_id, community.id)
        await outbox.notice("hello", 0, account, Outgoing(text="明天有课"), Lane.NOTICE, NOW_MS - DAY_MS)
        await outbox.sent((await outbox.due("telegram", NOW_MS - DAY_MS, 100))[-1].id, "1", NOW_MS - DAY_MS)
        return community.id

    community_id = await db.write(said)
    for _hour in range(2):
        await one_round(db, tmp_path)
    figures = await db.read(lambda: day_figures.between(community_id, "2026-01-01", "2026-12-31"))
    kept = {(one.day, one.name): one.value for one in figures}
    yesterday = to_local(NOW_MS - DAY_MS, ZONE).date().isoformat()
    assert (kept[yesterday, "sent"], kept[yesterday, "registered"]) == (1, 1)
    assert len({day for day, _name in kept}) == 6 and max(kept)[0] == yesterday, "today is not over"
