"""The line on which a page hears that something changed: no more often than needed, and over when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from desk.door import LIVE
from desk.live import BEATS, FEW, MOST_LINES, Live
from services import signin
from tests.desk.house import DeskHouse

NEWS, OVER, HERE = "event: changed\ndata: {}\n\n", "event: over\ndata: {}\n\n", ": here\n\n"
NEVER_S = 3600.0
"""Longer than any story waits."""


async def yes() -> bool:
    return True


async def next_of(line: AsyncIterator[str]) -> str:
    """What the line says next."""
    return await asyncio.wait_for(anext(line), 10)


async def opened(live: Live) -> AsyncIterator[str]:
    """A line that has begun."""
    line = live.follow(yes)
    assert await next_of(line) == HERE
    return line


async def quiet(waiting: asyncio.Future[str]) -> bool:
    """Whether nothing is said, after everything else that could be done was done."""
    for _turn in range(50):
        await asyncio.sleep(0)
    return not waiting.done()


async def test_who_listens_hears_that_something_changed() -> None:
    live = Live(pause_s=0, heartbeat_s=NEVER_S)
    first, second = await opened(live), await opened(live)
    live.changed()
    assert [await next_of(first), await next_of(second)] == [NEWS, NEWS]


async def test_however_much_happens_it_is_said_once_until_the_pause_is_over() -> None:
    live = Live(pause_s=NEVER_S, heartbeat_s=NEVER_S)
    line = await opened(live)
    for _commit in range(100):
        live.changed()
    assert await next_of(line) == NEWS
    waiting = asyncio.ensure_future(next_of(line))
    live.changed()
    assert await quiet(waiting)
    live.close()
    assert await waiting == OVER


async def test_what_happened_during_the_pause_is_said_after_it() -> None:
    live = Live(pause_s=0.01, heartbeat_s=NEVER_S)
    line = await opened(live)
    live.changed()
    assert await next_of(line) == NEWS
    waiting = asyncio.ensure_future(next_of(line))
    await quiet(waiting)
    live.changed()
    assert await waiting == NEWS


async def test_without_news_it_is_said_every_few_heartbeats_for_the_time_goes_on() -> None:
    line = await opened(Live(pause_s=0, heartbeat_s=0.001))
    said = [await next_of(line) for _beat in range(2 * BEATS)]
    assert said == [*[HERE] * (BEATS - 1), NEWS] * 2


async def test_the_line_ends_for_who_is_signed_out_with_the_next_news_or_heartbeat() -> None:
    for heartbeat_s in (NEVER_S, 0.001):
        live, signed_in = Live(pause_s=0, heartbeat_s=heartbeat_s), [True]

        async def still(signed_in: list[bool] = signed_in) -> bool:
            return signed_in[0]

        line = live.follow(still)
        assert await next_of(line) == HERE
        signed_in[0] = False
        live.changed()
        assert [said async for said in line] == [OVER]


async def test_every_line_ends_when_the_service_stops_also_in_a_pause() -> None:
    live = Live(pause_s=NEVER_S, heartbeat_s=NEVER_S)
    waits, pauses = await opened(live), await opened(live)
    live.changed()
    assert await next_of(pauses) == NEWS
    live.close()
    assert [said async for said in waits] == [OVER] and [said async for said in pauses] == [OVER]


async def test_a_line_that_is_left_is_forgotten_and_there_is_room_for_so_many() -> None:
    live = Live(pause_s=0, heartbeat_s=NEVER_S)
    lines = [live.follow(yes) for _line in range(MOST_LINES)]
    for line in lines:
        await next_of(line)
    assert live.full
    await lines[0].aclose()  # an async generator
    assert not live.full


async def test_many_pages_ask_together_no_more_often_than_a_few() -> None:
    live = Live(pause_s=2.0)
    lines = [await opened(live) for _line in range(FEW)]
    assert live.pause_s == 2.0
    lines += [await opened(live) for _line in range(4 * FEW)]
    assert live.pause_s == 10.0


async def test_who_is_not_signed_in_gets_no_line(house: DeskHouse) -> None:
    assert (await house.browser().fetches("/live")).status_code == 204
    house.live._woken = {asyncio.Event() for _line in range(MOST_LINES)}
    assert (await (await house.at_desk("staff")).fetches("/live")).status_code == 204


async def test_a_page_that_is_left_open_keeps_nobody_signed_in(house: DeskHouse) -> None:
    left, used = await house.at_desk("staff", "甲"), await house.at_desk("staff", "乙")
    for _hour in range(12):
        house.world.now_ms += signin.IDLE_MS // 12
        fresh = await left.client.get("/desk", headers={LIVE: "left"})
        await used.client.get("/desk", headers={LIVE: "used"})
    assert fresh.status_code == 401
    assert (await used.opens("/")).status == 200
