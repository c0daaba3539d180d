"""When the office is open: the lines of the file, and what is asked of them."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.catalogue import Voice
from services.community import loading
from services.community.reading import parse as parse_file
from services.opening import Span, is_open, kept, next_open, overlaps, parse, spans, told
from storage import communities
from storage.communities import Community
from tests.services.conftest import ZONE, Town, local

FILE = '[community]\nid = "lixia"\nname = "里下社区"\n'
WEEK = [span for line in ("1-5 08:30-12:00 14:00-20:30", "6 09:00-17:00") for span in parse(line) or []]


def said(found: list[Span], language: str = "zh") -> str:
    return Voice(language, ZONE).say(told(found))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1-5 08:30-20:30", "周一到周五 8:30–20:30"),
        ("1-7 08:30-20:30", "每天 8:30–20:30"),
        ("６ ９：００－１７：００", "周六 9:00–17:00"),
        ("1,3, 5 9:00 - 17:00", "周一 9:00–17:00 · 周三 9:00–17:00 · 周五 9:00–17:00"),
        ("1-2,7 8:00-12:00,14:00-18:00", "周一到周二 8:00–12:00 / 14:00–18:00 · 周日 8:00–12:00 / 14:00–18:00"),
    ],
)
def test_a_line_is_read_and_said_in_words(line: str, words: str) -> None:
    assert said(parse(line) or []) == words


@pytest.mark.parametrize(
    "line",
    ["", "1-5", "08:30-20:30", "0 8:00-9:00", "8 8:00-9:00", "5-1 8:00-9:00", "1 9:00-9:00", "1 20:00-2:00", "1 9:00-24:30"],
)
def test_what_is_no_such_line_is_not_guessed_at(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize(
    ("now", "open_now", "next_at"),
    [
        ("2026-11-23 08:29", False, "2026-11-23 08:30"),  # a Monday
        ("2026-11-23 08:30", True, "2026-11-23 08:30"),
        ("2026-11-23 12:00", False, "2026-11-23 14:00"),
        ("2026-11-23 20:30", False, "2026-11-24 08:30"),
        ("2026-11-27 21:00", False, "2026-11-28 09:00"),
        ("2026-11-28 17:00", False, "2026-11-30 08:30"),
    ],
)
def test_the_office_is_open_until_just_before_its_end(now: str, open_now: bool, next_at: str) -> None:
    assert (is_open(WEEK, local(now)), next_open(WEEK, local(now))) == (open_now, local(next_at))


def test_once_a_week_comes_again_in_a_week() -> None:
    assert next_open([Span(0, time(9), time(10))], local("2026-11-23 10:00")) == local("2026-11-30 09:00")


def test_where_nobody_said_when_it_is_always_open() -> None:
    assert is_open([], local("2026-11-23 03:00")) and next_open([], local("2026-11-23 03:00")) is None
    assert told([]) == "" and kept([]) == ""


times = st.times(min_value=time(0), max_value=time(23, 58)).map(lambda at: at.replace(second=0, microsecond=0))


@given(
    st.lists(
        st.tuples(st.integers(0, 6), times, times).filter(lambda one: one[1] < one[2]).map(lambda one: Span(*one)), min_size=1
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
)
def test_it_opens_at_the_next_moment_at_which_it_is_open(found: list[Span], now: datetime) -> None:
    opens = next_open(found, now)
    assert opens is not None and now <= opens < now + timedelta(days=8) and is_open(found, opens)
    if opens > now:
        assert not is_open(found, now) and not is_open(found, opens - timedelta(minutes=1))
    community = Community(1, "", "", "", "", "", "", kept(found))
    assert spans(community) == sorted(found)


def test_spans_that_touch_do_not_overlap() -> None:
    assert not overlaps([Span(0, time(8), time(9)), Span(0, time(9), time(10)), Span(1, time(8), time(10))])
    assert overlaps([Span(0, time(9), time(10)), Span(0, time(8), time(9, 1))])


@pytest.mark.parametrize(
    ("opening", "parts"),
    [
        ('["1-5 8-20"]', ["[community]", "opening", "1-5 8-20", "1-5 08:30-20:30"]),
        ('"1-5 08:30-20:30"', ["[community]", "opening", 'opening = ["']),
        ('["1-5 08:30-20:30", "5 9:00-10:00"]', ["[community]", "opening", "重叠"]),
    ],
)
def test_a_mistake_in_the_file_is_told(opening: str, parts: list[str]) -> None:
    _file, problems = parse_file(tomllib.loads(f"{FILE}opening = {opening}"))
    [line] = [Voice("zh", ZONE).say(problem) for problem in problems]
    assert all(part in line for part in parts), line


def test_the_hours_of_the_file_are_those_of_the_community(town: Town) -> None:
    for opening, words in (('["6 09:00-17:00", "1-5 08:30-20:30"]', "周一到周五 8:30–20:30 · 周六 9:00–17:00"), ("[]", "")):
        file, problems = parse_file(tomllib.loads(f"{FILE}opening = {opening}"))
        assert file is not None, problems
        town.do(loading.load(file, town.now_ms, ZONE, lambda: "ab" * 32))
        community = town.do(communities.by_slug("lixia"))
        assert community is not None and said(spans(community)) == words
