"""How it is usually done: one APScheduler job a reminder, in APScheduler's own store. `python -m bench.reminders_peer REMINDERS [tuned]`.

Chosen for it, as its documentation lets one choose: AsyncIOScheduler, whose jobs are coroutines on the one loop (no thread a message);
SQLAlchemyJobStore on SQLite, tuned to WAL mode with `synchronous=NORMAL`, which spares it the wait for the disk that Linli takes with FULL;
`misfire_grace_time=None`, or it would drop what is late when thousands are due at once; one trigger and one function for all; jobs are
added while the scheduler is paused, so that it does not look for due ones after each of them. There is no call that adds many jobs:
each is a transaction of its own. `max_instances` does not matter, for each reminder is another job. They are due when the scheduler is
resumed. A message is one POST on kept-alive connections, 64 at a time as with Linli, of a text that is ready.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

import aiohttp
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import Engine, create_engine, event

from bench.reminders_service import chats
from bench.reminders_town import SAYS
from bench.rounds import run_loop

AT_ONCE = 64
_session: aiohttp.ClientSession | None = None


async def say(method: str, **fields: Any) -> None:
    """One call of the Bot API."""
    assert _session
    async with _session.post(f"/bot{os.environ['BENCH_TOKEN']}/{method}", json=fields) as answer:
        await answer.read()


async def remind(chat: int) -> None:
    """The job."""
    await say("sendMessage", chat_id=chat, text=f"「瑜伽」今天 19:00 {SAYS}，瑜伽室。路上慢点。")


async def serve(reminders: int, tuned: bool) -> int:
    """Write all jobs, tell how long that took, let them be due; tell when the store is empty, and go on until ended."""
    global _session
    _session = aiohttp.ClientSession(os.environ["BENCH_API"], connector=aiohttp.TCPConnector(limit=AT_ONCE))
    jobstores = {"default": SQLAlchemyJobStore(engine=_engine(tuned))}
    scheduler = AsyncIOScheduler(jobstores=jobstores, job_defaults={"misfire_grace_time": None}, timezone=UTC)
    scheduler.start(paused=True)
    began = time.perf_counter()
    trigger = DateTrigger(datetime.now(UTC))
    for chat in chats(reminders):
        scheduler.add_job(remind, trigger, args=[chat])
    await say("scheduled", seconds=time.perf_counter() - began)
    scheduler.resume()
    await asyncio.sleep(0)  # all that is due is taken from the store in one go, before anything is sent
    await say("emptied")
    await asyncio.Event().wait()
    return 0


def _engine(tuned: bool) -> Engine:
    engine = create_engine(f"sqlite:///{os.environ['BENCH_DB']}")

    def tune(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    if tuned:
        event.listen(engine, "connect", tune)
    return engine


if __name__ == "__main__":
    run_loop(lambda: serve(int(sys.argv[1]), "tuned" in sys.argv))
