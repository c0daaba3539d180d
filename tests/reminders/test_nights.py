"""The whole way of a reminder, over any nights, stops of the service and troubles of the platform: never at night but silently, never
twice but where nobody knows whether it arrived, never after its use."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import handlers
from language.catalogue import Voice
from language.message import Outgoing
from reminders.channel import Delivery, OutcomeUnknown, RetryAfter
from reminders.clock import Clock
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.sender import Sender
from services import course_changes, enrolment
from services.calendar import HOUR_MS, MINUTE_MS, dates, to_ms
from storage import accounts, communities, courses, people, sessions
from storage.courses import Plan
from storage.sqlite import SQLite
from tests.conversations.world import ZONE

NOW = datetime(2026, 11, 30, 9)  # noqa: DTZ001  # local
clocks = st.times().map(lambda clock: time(clock.hour, clock.minute // 15 * 15))


class Moody:
    """A platform that is down, or does not say whether a message arrived, as often as it likes."""

    name = "plain"
    paced = False

    def __init__(self, moods: list[str]) -> None:
        self.moods = moods
        self.now_ms = to_ms(NOW, ZONE)
        self.seen: list[tuple[int, str, bool]] = []
        self.unknown: Counter[str] = Counter()

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        return [voice.say(message.text)]

    def is_group(self, chat: str) -> bool:
        return False

    async def deliver(self, delivery: Delivery) -> str:
        mood = self.moods.pop(0) if self.moods else ""
        if mood == "down":
            raise RetryAfter(3600, everyone=False)
        self.seen.append((self.now_ms, delivery.payload, delivery.silent))
        if mood == "unknown":
            self.unknown[delivery.payload] += 1
            raise OutcomeUnknown("no answer")
        return "1"

    async def toast(self, callback: str, text: str) -> None: ...

    async def fetch(self, ref: str) -> bytes:
        return b""


async def live(folder: Path, quiet: Quiet, platform: Moody, starts: datetime, pauses: list[int]) -> None:
    """Somebody signs up for a class; then the service looks at the world only after each of these pauses (minutes)."""
    db = await SQLite.open(folder / "linli.db")
    try:
        house = handlers.house(ZONE, {"plain": platform.render})

        async def begin() -> None:
            community = await communities.save("lixia", "里下社区", "", "", "")
            account = await accounts.arrive("plain", "chat", "zh", platform.now_ms)
            await people.set_name(account.person_id, "张汉梅")
            await people.set_community(account.person_id, community.id)
            [span] = dates(starts, 1, "week", 60, ZONE)
            plan = Plan(
                slug="c", title="瑜伽", teacher="", place="教室", seats=1, starts_ms=span.starts_ms, minutes=60, sessions=1, every="week",
                first_day=starts.date().isoformat(), ends_ms=span.ends_ms, opens_ms=0, closes_ms=None, audience="everyone",
                min_age=None, max_age=None, mode="grab", cancel_hours=0, price_fen=0,
            )  # fmt: skip
            course_id = await courses.add(community.id, plan, platform.now_ms)
            await sessions.save(course_id, 1, span.starts_ms, span.ends_ms)
            await course_changes.follow(course_id, platform.now_ms)
            await enrolment.enrol(course_id, account.person_id, account.person_id, platform.now_ms)

        await db.write(begin)
        for minutes in pauses:
            platform.now_ms += minutes * MINUTE_MS
            clock = Clock(db, RULES, lambda: platform.now_ms, quiet, channels=["plain"])  # the service has started again
            sender = Sender(db, platform, house.voice, lambda: platform.now_ms, quiet)
            while await clock.catch_up():
                pass
            await sender.drain()
    finally:
        await db.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.tuples(clocks, clocks),
    st.integers(2, 60),
    st.lists(st.integers(1, 9 * 60), min_size=4, max_size=25),
    st.lists(st.sampled_from(["", "", "down", "unknown"]), max_size=12),
)
def test_never_at_night_never_twice_never_after_its_use(
    night: tuple[time, time], hours: int, pauses: list[int], moods: list[str]
) -> None:
    quiet, starts, platform = Quiet(ZONE, *night), NOW + timedelta(hours=hours), Moody([*moods])
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder), quiet, platform, starts, pauses))
    starts_ms = to_ms(starts, ZONE)
    kinds: Counter[str] = Counter()
    for at_ms, text, silent in platform.seen:
        assert quiet.end(at_ms) == 0 or silent, "at night nothing is heard"
        tomorrow = "上课提醒" in text
        kinds["tomorrow" if tomorrow else "soon"] += 1
        assert at_ms < (starts_ms - HOUR_MS if tomorrow else starts_ms), "of use when it arrives"
        assert ("今天" in text) == (datetime.fromtimestamp(at_ms / 1000, ZONE).date() == starts.date())
    allowed = 1 + sum(platform.unknown.values())
    assert all(number <= allowed for number in kinds.values()), "once, save those of which nobody knows"
    looked = [to_ms(NOW, ZONE) + sum(pauses[: n + 1]) * MINUTE_MS for n in range(len(pauses))]
    in_time = [at_ms for at_ms in looked if starts_ms - HOUR_MS <= at_ms < starts_ms and quiet.end(at_ms) == 0]
    if in_time and not platform.unknown and "down" not in moods and starts_ms - HOUR_MS > to_ms(NOW, ZONE):
        assert kinds["soon"] == 1, "looked at in time, it is said"


@pytest.mark.parametrize(("hours", "arrive"), [(2, 0), (31, 2)])
async def test_after_a_long_silence_of_the_platform_what_is_still_of_use_arrives(
    tmp_path: Path, hours: int, arrive: int
) -> None:
    """The line is dead for twenty hours: the class in two hours is past by then, the one tomorrow is not."""
    platform = Moody(["down"] * 20)
    await live(tmp_path, Quiet(ZONE, time(0), time(0)), platform, NOW + timedelta(hours=hours), [1] + [60] * hours)
    assert len(platform.seen) == arrive
    assert all("今天" in text for _at, text, _silent in platform.seen), "in the words of the day on which it is said"
