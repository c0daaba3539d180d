"""The community file: mistakes are named one by one, and loading never loses an enrolment."""

from __future__ import annotations

import tomllib
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from language.catalogue import Voice
from services import enrolment
from services.calendar import to_local, to_ms
from services.canteen import meal_limits
from services.community import loading
from services.community.courses import ahead
from services.community.meals import meals_ahead
from services.community.reading import CommunityFile, check, parse, read
from services.outcomes import Seat, Waiting
from storage import communities, courses, draws, meals, sessions
from storage.courses import Course
from tests.services.conftest import NOW, ZONE, Town, local

GOOD = """
[community]
id = "xiaojunshan"
name = "小军山社区"

[[courses]]
id = "yoga"
title = "周一 瑜伽"
place = "瑜伽室"
seats = 2
starts = "2026-11-30 19:00"
minutes = 90
sessions = 3
every = "week"
"""
DEMO = Path(__file__).parent.parent.parent / "demo"


def said(tmp_path: Path, text: str) -> list[str]:
    """What `check` says of such a file."""
    path = tmp_path / "community.toml"
    path.write_text(text, "utf-8")
    return [Voice("zh", ZONE).say(problem) for problem in check(path)]


def filed(text: str) -> CommunityFile:
    """Such a file, free of mistakes."""
    file, problems = parse(tomllib.loads(text))
    assert file is not None, problems
    return file


def load(town: Town, text: str) -> list[str]:
    """Load such a file and return what is said of it."""
    remarks = town.do(loading.load(filed(text), town.now_ms, ZONE, lambda: "ab" * 32))
    return [Voice("zh", ZONE).say(remark) for remark in remarks]


def yoga(town: Town) -> Course:
    """The course of the file."""
    found = town.do(courses.by_slug(town.community_id, "yoga"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (("seats = 2", 'seats = "many"'), ["课程 yoga", "seats", "many", "seats = 20"]),
        (("seats = 2", "seats = 0"), ["课程 yoga", "seats", "正整数"]),
        (("seats = 2", ""), ["课程 yoga", "缺少 seats"]),
        (("minutes = 90", "minutse = 90"), ["课程 yoga", "minutse", "minutes？"]),
        (('starts = "2026-11-30 19:00"', 'starts = "2026-13-30 19:00"'), ["课程 yoga", "starts", "当地时间"]),
        (('starts = "2026-11-30 19:00"', "starts = 2026-11-30T19:00:00Z"), ["课程 yoga", "starts", "不带时区"]),
        (('every = "week"', 'every = "month"'), ["课程 yoga", "every", '"week"']),
        (('id = "yoga"', 'id = "瑜伽"'), ["课程 瑜伽", "id", "英文字母"]),
        (('id = "yoga"\n', ""), ["第1门课", "缺少 id"]),
        (('name = "小军山社区"', ""), ["[community]", "缺少 name"]),
        (("[community]", "[comunity]"), ["comunity"]),
        (("minutes = 90", 'minutes = 90\nmode = "draw"'), ["课程 yoga", "closes"]),
        (("minutes = 90", 'minutes = 90\nopens = "2026-12-30 19:00"'), ["课程 yoga", "opens"]),
        (("minutes = 90", "minutes = 90\nmin_age = 9\nmax_age = 6"), ["课程 yoga", "min_age"]),
        (("minutes = 90", "minutes = 90\nprice = 0.001"), ["课程 yoga", "price", "小数"]),
        (("[[courses]]", "[courses]"), ["[[courses]]"]),
        (("[[courses]]", "[[courses"), ["TOML"]),
    ],
)
def test_each_mistake_is_one_line_that_says_what_where_and_how(
    tmp_path: Path, change: tuple[str, str], parts: list[str]
) -> None:
    lines = said(tmp_path, GOOD.replace(*change))
    assert lines and all("\n" not in line for line in lines)
    assert any(all(part in line for part in parts) for line in lines), lines


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    lines = said(tmp_path, GOOD.replace("seats = 2", "seats = 0").replace("minutes = 90", "minutes = 0"))
    assert len(lines) == 2


def test_the_same_id_twice_is_a_mistake(tmp_path: Path) -> None:
    assert any("两次" in line for line in said(tmp_path, GOOD + GOOD[GOOD.index("[[courses]]") :]))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    assert len(check(tmp_path / "nothing.toml")) == 1


@pytest.mark.parametrize(
    "written", ['"2026-11-30 19:00"', '"2026-11-30T19:00:00"', "2026-11-30T19:00:00", "2026-11-30 19:00:00"]
)
def test_a_moment_may_be_written_in_toml_or_as_words(written: str) -> None:
    assert filed(GOOD.replace('"2026-11-30 19:00"', written)).courses[0].starts == local("2026-11-30 19:00")


def test_loading_twice_changes_nothing_the_second_time(town: Town) -> None:
    load(town, GOOD)
    before = yoga(town)
    assert before.starts_ms == to_ms(local("2026-11-30 19:00"), ZONE) and before.sessions == 3
    assert load(town, GOOD) == []
    assert yoga(town) == before
    assert len(town.do(sessions.of_course(before.id))) == 3


def test_fewer_seats_than_taken_keep_everyone_and_say_so(town: Town) -> None:
    load(town, GOOD)
    lin, zhang, chen = town.crowd(3)
    for person in (lin, zhang):
        assert isinstance(town.do(enrolment.enrol(yoga(town).id, person, person, NOW)), Seat)
    remarks = load(town, GOOD.replace("seats = 2", "seats = 1"))
    assert any("都保留" in remark for remark in remarks)
    assert (yoga(town).seats, yoga(town).taken) == (1, 2)
    assert isinstance(town.do(enrolment.enrol(yoga(town).id, chen, chen, NOW)), Waiting)


def test_more_seats_are_offered_to_those_who_wait(town: Town) -> None:
    load(town, GOOD)
    waiting = [town.person(name) for name in ("林悦", "张汉梅", "陈国强", "王小倩")]
    for person in waiting:
        town.do(enrolment.enrol(yoga(town).id, person, person, NOW))
    load(town, GOOD.replace("seats = 2", "seats = 5"))
    town.catch_up()
    assert (yoga(town).taken, yoga(town).waiting) == (4, 0)
    assert [any("有位子了" in said for said in town.heard(person)) for person in waiting] == [False, False, True, True]


def test_moved_dates_are_told_once(town: Town) -> None:
    load(town, GOOD)
    lin = town.person("林悦")
    town.do(enrolment.enrol(yoga(town).id, lin, lin, NOW))
    moved = GOOD.replace("2026-11-30 19:00", "2026-12-01 18:30")
    load(town, moved)
    load(town, moved)
    heard = [said for said in town.heard(lin) if "12月1日 周二 18:30" in said]
    assert len(heard) == 1
    assert yoga(town).version == 2
    assert town.do(sessions.of_course(yoga(town).id))[0].starts_ms == yoga(town).starts_ms


def test_a_course_missing_from_the_file_stays(town: Town) -> None:
    load(town, GOOD)
    remarks = load(town, GOOD[: GOOD.index("[[courses]]")])
    assert any("原样保留" in remark for remark in remarks)
    assert yoga(town).status == "open"


def test_what_staff_closed_stays_closed(town: Town) -> None:
    load(town, GOOD)
    town.do(courses.set_status(yoga(town).id, "closed"))
    load(town, GOOD.replace("seats = 2", "seats = 3"))
    assert yoga(town).status == "closed"


def test_what_staff_set_for_a_single_day_of_the_canteen_stays(town: Town) -> None:
    """The file is loaded again, and then with another cut-off: only the day on which nobody had set anything follows."""
    text = (
        GOOD
        + """
[meals]
price = 15
cutoff = "09:30"
capacity = 10
menu = [{ day = 2026-11-24, dishes = ["番茄牛腩"] }, { day = 2026-11-25, dishes = ["红烧豆腐"] }]
"""
    )
    staff = town.staff()
    load(town, text)
    own, usual = town.do(meals.coming(town.community_id, town.now_ms, 2))
    town.do(meal_limits.set_cutoff(own.id, staff, time(10, 30), ZONE, town.now_ms))
    town.do(meal_limits.set_capacity(own.id, staff, 40, town.now_ms))
    for cutoff, capacity in (("09:30", 10), ("09:00", 8)):
        load(town, text.replace("09:30", cutoff).replace("capacity = 10", f"capacity = {capacity}"))
        assert limits(town, own.id) == ("10:30", 40)
        assert limits(town, usual.id) == (cutoff, capacity)


def limits(town: Town, day_id: int) -> tuple[str, int]:
    day = town.do(meals.day(day_id))
    assert day is not None
    return to_local(day.closes_ms, ZONE).strftime("%H:%M"), day.capacity


def test_the_demo_files_are_free_of_mistakes_and_lie_ahead_for_years(town: Town) -> None:
    for path in sorted(DEMO.glob("*.toml")):
        file, problems = read(path)
        assert file is not None and problems == []
        for now in (local("2026-11-22 12:00"), local("2027-08-01 07:00"), local("2030-01-01 00:00")):
            for listed in file.courses:
                moved = ahead(listed, now)
                assert moved.starts > now and (moved.opens is None or moved.opens > now)
                assert (moved.starts.weekday(), moved.starts.time()) == (listed.starts.weekday(), listed.starts.time())


def test_the_canteen_of_the_demo_cooks_from_the_first_day_on() -> None:
    """Whatever day somebody tries it, before the dates of the file or long after: what is cooked on a Thursday stays on Thursdays."""
    file, _problems = read(DEMO / "xiaojunshan.toml")
    assert file is not None and file.meals is not None
    weekdays = {(one.day.weekday(), *one.dishes) for one in file.meals.menu}
    for n in range(28):
        today = date(2026, 11, 18) + timedelta(days=n)
        menu = meals_ahead(file.meals, today).menu
        assert today <= menu[0].day <= today + timedelta(days=2) and len(menu) >= 5
        assert {(one.day.weekday(), *one.dishes) for one in menu} <= weekdays


def test_the_demo_comes_back_when_it_is_over(town: Town) -> None:
    file, _problems = read(DEMO / "xiaojunshan.toml")
    assert file is not None
    seed = lambda: "cd" * 32  # noqa: E731
    assert town.do(loading.load_demo(file, NOW, ZONE, seed)) == len(file.courses)
    assert town.do(loading.load_demo(file, NOW, ZONE, seed)) == 0
    later = NOW + 300 * 24 * 3_600_000
    assert town.do(loading.load_demo(file, later, ZONE, seed)) == len(file.courses)
    assert town.do(loading.load_demo(file, later, ZONE, seed)) == 0
    community = town.do(communities.by_slug("xiaojunshan"))
    assert community is not None
    coming = [course for course in town.do(courses.coming(community.id, later)) if course.closing_ms > later]
    assert len(coming) == len(file.courses)
    assert sum(course.opens_ms > later for course in coming) >= 1
    assert all(town.do(draws.get(course.id)) for course in coming if course.mode == "draw")
