"""Whatever Telegram, or somebody who pretends to be Telegram, sends: readable private messages are answered, nothing breaks."""

from __future__ import annotations

import asyncio
import copy
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram import Intake, Me, Unreadable, to_incoming
from bot.channels.telegram.api import result_of
from bot.channels.telegram.intake import id_of
from storage.sql import sql
from tests.fakes.telegram import FakeTelegram
from tests.fuzz.neighbourhood import NOON, Neighbourhood, neighbourhood

ME = Me(123456, "linli_bot")
_PARKED = sql("SELECT error FROM parked ORDER BY id")
_KNOWN = sql("SELECT COUNT(*) FROM inbox WHERE update_id = :update_id")
_ANSWERED = sql("SELECT COUNT(*) FROM outbox WHERE cause = :cause")

NASTY_TEXTS = (
    *(
        "",
        " ",
        "\0",
        "报名\0",
        "\ud800",
        "半个\udfff代理",
        "👵🏽👨‍👩‍👧‍👦" * 30,
        "\u202e\u2066倒写",
        "a\u0301" * 400,
        "长" * 20_000,
        "{name}",
        "%s",
    ),
    *(
        "/",
        "/course",
        "/course 99999999999999999999",
        "/course " + "9" * 5000,
        "/course ²",
        "/course -1",
        "/course\t1",
        "/start course_",
    ),
    *(
        "/start " + "x" * 64,
        "/cancel@linli_bot",
        "/my@other_bot",
        "/staff",
        "/staff_find %",
        "/mydata erase",
        "/resume",
        "K7ABCDEF",
    ),
)
NASTY_DATA = (
    *(
        "",
        "..",
        "*home",
        "99.1.x",
        "1.1.*key:course",
        "1.1.*page:²",
        "0.0.",
        "1.2.3.4",
        "/",
        "/course 99999999999999999999",
        "\ud800",
    ),
    *(
        "/my ",
        "/cancel_booking -1",
        "-1.-1.-1",
        "1." + "9" * 60,
        "1.1.*",
        "/home /home",
        "x" * 300,
        "1.1.\0",
        "/staff_cancel 1",
    ),
)
NASTY_VALUES = st.one_of(
    *(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False)),
    *(
        st.sampled_from(NASTY_TEXTS),
        st.text(max_size=40),
        st.just([]),
        st.just({}),
        st.just([1, 2]),
        st.just({"id": "1", "type": 1}),
    ),
)


def real_updates() -> list[dict[str, Any]]:
    """One of everything that people do on Telegram, as it arrives."""
    fake = FakeTelegram()
    zhang = fake.person(7, "张汉梅")
    zhang.types("/courses")
    zhang.types("我想学瑜伽")
    zhang.taps_data("1.1.1", 5)
    zhang.taps_data("/my", 5)
    zhang.sends_photo()
    for kind in ("voice", "document", "sticker", "video"):
        zhang.sends_file(kind)
    zhang.shares_contact()
    zhang.shares_contact(of=8)
    zhang.shares_place()
    zhang.blocks_bot()
    zhang.unblocks_bot()
    zhang.in_group(-100).types("/courses@linli_bot")
    zhang.in_group(-100).types("大家好")
    fake.migrate(-5, -1005)
    return [copy.deepcopy(fake._updates[number]) for number in fake.waiting]


REAL = real_updates()
NUMBERS = [update["update_id"] for update in REAL]


def paths(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where something stands in an update."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, child in children for path in paths(child, (*at, key)))]


@st.composite
def updates(draw: st.DrawFn) -> Any:
    """A real update in which a few things are missing, of another type, or nasty."""
    update: Any = copy.deepcopy(draw(st.sampled_from(REAL)))
    for _change in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(paths(update)[1:]))
        holder = update
        for key in path[:-1]:
            holder = holder[key]
        if draw(st.booleans()):
            nasty = {"text": st.sampled_from(NASTY_TEXTS), "data": st.sampled_from(NASTY_DATA)}
            holder[path[-1]] = copy.deepcopy(draw(nasty.get(str(path[-1]), NASTY_VALUES)))
        else:
            del holder[path[-1]]
        if not isinstance(update, dict) or len(paths(update)) < 2:
            break
    return update


async def take(place: Neighbourhood, update: Any) -> None:
    """Hand in one update as the polling loop does. Asserts that it was committed, and answered where somebody waits for it."""
    toasts: dict[str, str] = {}

    async def toast(callback: str, text: str) -> None:
        toasts[callback] = text

    async def park(update_id: str, raw: str, error: str) -> None:
        await place.intake.park_unreadable("telegram", update_id, raw, error)

    arrived = result_of(200, json.dumps({"ok": True, "result": [update]}).encode())
    update_id = str(id_of(arrived[0]))
    known = await place.db.read(lambda: _KNOWN.value(update_id=update_id))
    intake = Intake(ME, place.intake.receive, park, toast, place.clock)
    assert await intake.take_all(arrived) == [True]
    await intake.settle()
    await place.settle()
    try:
        incoming = to_incoming(arrived[0], ME.username, ME.id, NOON)
    except Unreadable:
        return
    if known or incoming is None or incoming.event or not (incoming.private or incoming.addressed):
        return
    said = await place.db.read(lambda: _ANSWERED.value(cause=f"telegram:{incoming.update_id}"))
    assert said or toasts.get(incoming.callback), f"{incoming} was left without an answer"


async def look(place: Neighbourhood) -> list[str]:
    """What went wrong, unreadable updates aside: those are parked for somebody to look at."""
    unreadable = {"KeyError", "TypeError", "ValueError", "AttributeError", "IndexError", "OverflowError", "RecursionError"}
    parked = [
        error
        for error in await place.db.read(lambda: _PARKED.all(str))
        if error.partition(":")[0] not in unreadable or " at " in error
    ]
    return [*parked, *await place.unsent()]


@pytest.mark.parametrize("examples", [400, pytest.param(5_000, marks=pytest.mark.soak)])
def test_every_update_is_answered_or_parked_as_unreadable(examples: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """All examples meet the same house, which lives on from one to the next as the real one does."""
    with asyncio.Runner() as runner:
        home = neighbourhood(tmp_path_factory.mktemp("house"))
        place = runner.run(home.__aenter__())
        numbers = itertools.count(1_000_000)

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(updates())
        def meets(update: Any) -> None:
            if update.get("update_id") in NUMBERS:
                update["update_id"] = next(numbers)
            runner.run(take(place, update))
            assert runner.run(look(place)) == []

        try:
            meets()
        finally:
            runner.run(home.__aexit__(None, None, None))


@pytest.mark.parametrize("text", [*NASTY_TEXTS, "字" * 3_500_000])
async def test_every_text_is_answered(text: str, tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        for update_id, words in enumerate(("/start", text, text)):
            update = copy.deepcopy(REAL[0]) | {"update_id": update_id}
            update["message"]["text"] = words
            await take(place, update)
            assert await look(place) == []


@pytest.mark.parametrize("data", NASTY_DATA)
async def test_every_button_that_is_not_ours_is_answered(data: str, tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        start, tap = copy.deepcopy(REAL[0]), copy.deepcopy(REAL[2])
        tap["callback_query"]["data"] = data
        for update_id, update in enumerate((start, tap, tap)):
            await take(place, update | {"update_id": update_id})
            assert await look(place) == []
