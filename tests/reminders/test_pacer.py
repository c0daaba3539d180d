"""No platform ever counts one message too many, whatever the network does; and replies hardly wait."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.pacer import BURST, MOST_TO_GROUP, ChatPaces, Pacer
from storage.outbox import Lane

GAP_S = 1 / 30
IN_FLIGHT = 40
"""More than the sender ever has: the pacer alone must keep the limit."""


class Road:
    """A pacer at work: sends take as long as they take, and time passes by itself. Keeps when each began, arrived and ended."""

    def __init__(self, per_second: float, chance: random.Random) -> None:
        self.now = 100.0
        self.pacer = Pacer(per_second, lambda: self.now)
        self.chance = chance
        self.under_way: list[float] = []
        self.begun: list[float] = []
        self.arrived: list[float] = []

    def send(self, lane: int, latency_s: float) -> float:
        """Send one as soon as it may be sent; returns how long that took."""
        asked = self.now
        while len(self.under_way) >= IN_FLIGHT or (wait := self.pacer.wait(lane)) is None or wait > 0:
            full = len(self.under_way) >= IN_FLIGHT or self.pacer.wait(lane) is None
            next_end = min(self.under_way, default=self.now)
            self.pass_time(next_end if full else min(self.now + (self.pacer.wait(lane) or 0), *self.under_way, self.now + 10))
        self.pacer.begin()
        self.begun.append(self.now)
        self.arrived.append(self.now + self.chance.random() * latency_s)
        self.under_way.append(self.now + latency_s)
        return self.now - asked

    def pass_time(self, until: float) -> None:
        """Let time pass; what ends meanwhile is answered."""
        self.now = max(self.now + 1e-9, until)
        for end in [end for end in self.under_way if end <= self.now]:
            self.under_way.remove(end)
            self.pacer.end()


def most_in_any_second(moments: list[float]) -> int:
    ordered = sorted(moments)
    return max(sum(1 for at in ordered if first <= at < first + 1.0) for first in ordered)


@given(
    st.lists(st.tuples(st.sampled_from([Lane.REPLY, Lane.NOTICE]), st.floats(0.001, 3.0)), min_size=35, max_size=90),
    st.integers(0, 1_000),
)
def test_the_platform_never_counts_more_than_its_limit_in_any_second(sends: list[tuple[Lane, float]], seed: int) -> None:
    road = Road(30, random.Random(seed))
    for lane, latency_s in sends:
        road.send(lane, latency_s)
    assert most_in_any_second(road.arrived) <= 30


class Counting(Pacer):
    """Counts a message at its start and not at its end, as a token bucket does."""

    def begin(self) -> None:
        super().begin()
        super().end()

    def end(self, *, sent: bool = True) -> None:
        """Nothing: it was counted."""


def test_a_pacer_that_counts_from_the_start_only_is_found_out() -> None:
    """The failing twin: thirty messages are slow on their way, and arrive together with those that start a second later."""
    road = Road(30, random.Random(0))
    road.chance.random = lambda: 1.0  # type: ignore[method-assign]  # the platform counts at the very end
    road.pacer = Counting(30, lambda: road.now)
    for n in range(45):
        road.send(Lane.REPLY, 0.9 if n < 30 else 0.001)
    assert most_in_any_second(road.arrived) > 30


def test_the_limit_is_used_to_the_full() -> None:
    road = Road(30, random.Random(1))
    while road.now < 160:
        road.send(Lane.NOTICE, 0.003)
    assert len(road.begun) / 60 >= 0.98 * 30


def test_what_is_said_unasked_is_evenly_spaced_so_that_a_reply_hardly_waits() -> None:
    road = Road(30, random.Random(2))
    waits = []
    for n in range(900):
        road.send(Lane.NOTICE, 0.005)
        if n % 29 == 0:
            road.pass_time(road.now + road.chance.random() * GAP_S)
            waits.append(road.send(Lane.REPLY, 0.005))
    assert max(waits) <= 2 * GAP_S


def test_replies_may_all_come_at_once_as_long_as_the_second_holds_them() -> None:
    road = Road(30, random.Random(3))
    assert all(road.send(Lane.REPLY, 0.001) < 0.1 for _n in range(30))
    assert road.send(Lane.REPLY, 0.001) > 0.5


def test_what_turned_out_to_be_nothing_costs_no_place() -> None:
    now = 100.0
    pacer = Pacer(1, lambda: now)
    pacer.begin()
    assert pacer.wait() is None
    pacer.end(sent=False)
    assert pacer.wait(Lane.NOTICE) == 0


def test_a_pause_holds_everything_and_a_longer_one_counts() -> None:
    now = 100.0
    pacer = Pacer(30, lambda: now)
    pacer.pause(5)
    pacer.pause(2)
    assert pacer.wait() == pytest.approx(5)
    now += 5
    assert pacer.wait() == 0


@pytest.mark.parametrize(("per_second", "in_ten_seconds"), [(0.5, 5), (1, 10), (2.5, 25)])
def test_slow_paces_are_kept_too(per_second: float, in_ten_seconds: int) -> None:
    road = Road(per_second, random.Random(4))
    while road.now < 110:
        road.send(Lane.REPLY, 0.001)
    assert len([at for at in road.begun if at < 110]) in (in_ten_seconds, in_ten_seconds + 1)


def test_one_chat_hears_five_replies_at_once_then_one_a_second() -> None:
    now = 100.0
    chats = ChatPaces(lambda: now)
    for _n in range(BURST):
        assert chats.wait("a", Lane.REPLY, group=False) == 0
        chats.begin("a", group=False)
    assert chats.wait("a", Lane.REPLY, group=False) == pytest.approx(1)
    assert chats.wait("b", Lane.REPLY, group=False) == 0
    now += 1
    assert chats.wait("a", Lane.REPLY, group=False) == 0


def test_one_chat_hears_one_notice_a_second() -> None:
    now = 100.0
    chats = ChatPaces(lambda: now)
    chats.begin("a", group=False)
    assert chats.wait("a", Lane.NOTICE, group=False) == pytest.approx(1)
    assert chats.wait("a", Lane.REPLY, group=False) == 0, "a reply does not wait for that"
    now += 1
    assert chats.wait("a", Lane.NOTICE, group=False) == 0


def test_a_group_hears_twenty_a_minute() -> None:
    now = 100.0
    chats = ChatPaces(lambda: now)
    for _n in range(MOST_TO_GROUP):
        chats.begin("-a", group=True)
        now += 1.5
    assert chats.wait("-a", Lane.REPLY, group=True) == pytest.approx(60 - 1.5 * MOST_TO_GROUP)
    now = 160.0
    assert chats.wait("-a", Lane.REPLY, group=True) == 0


def test_chats_of_long_ago_are_not_remembered() -> None:
    now = 100.0
    chats = ChatPaces(lambda: now)
    for n in range(10_000):
        chats.begin(str(n), group=False)
        now += GAP_S
    assert len(chats._chats) <= 60 * 30 + 1
    assert chats.resting() in (29, 30)
