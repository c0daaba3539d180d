"""A term: its dates around days off, what is typed of it, clashes, and single dates that move or come back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count, pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import course_changes, course_edits, course_planning, course_rows, course_sheet, enrolment, session_changes
from services.calendar import HOUR_MS, to_local
from services.course_changes import Changed
from services.course_rows import USUAL, Row, Wanted
from services.courses import Refused
from services.days_off import around, held, holiday, lay, read_days
from storage import audit, courses, draws, sessions
from tests.services.conftest import NOW, ZONE, Town, local

TODAY = date(2026, 11, 23)
ROW = msgspec.structs.replace(
    USUAL, title="瑜伽", teacher="林老师", place="瑜伽室", first="2026-12-11", time="09:00", sessions="4"
)
SEED = "ab" * 32
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
"""When a class may begin: nobody types seconds."""


def wanted(**changes: str) -> Wanted:
    found = course_rows.read(msgspec.structs.replace(ROW, **changes), to_local(NOW, ZONE))
    assert isinstance(found, Wanted), found
    return found


def wrong(**changes: str) -> set[str]:
    found = course_rows.read(msgspec.structs.replace(ROW, **changes), to_local(NOW, ZONE))
    assert isinstance(found, dict)
    return set(found)


def test_announced_holidays_are_known_and_later_ones_are_said_to_be_likely() -> None:
    assert holiday(date(2026, 10, 3)) is not None and "往年" not in str(holiday(date(2026, 10, 3)))
    assert holiday(date(2026, 10, 10)) is None
    assert "往年" in str(holiday(date(2027, 2, 6)))
    assert holiday(date(2027, 3, 3)) is None


@given(
    first=st.builds(datetime.combine, st.dates(date(2026, 1, 1), date(2029, 12, 31)), MINUTES),
    sessions_=st.integers(1, 60),
    every=st.sampled_from(["week", "day"]),
    off=st.sets(st.dates(date(2026, 1, 1), date(2030, 12, 31)), max_size=20),
)
def test_every_class_is_made_up_for_and_none_falls_on_a_day_off(
    first: datetime, sessions_: int, every: str, off: set[date]
) -> None:
    why = around(holidays=True, days=off)
    slots = lay(first, sessions_, every, 90, ZONE, why)
    spans = held(slots)
    assert len(spans) == sessions_ and slots[-1].off is None
    days = [to_local(span.starts_ms, ZONE) for span in spans]
    assert all(why(day.date()) is None and day.time() == first.time() for day in days)
    steps = {(after.date() - before.date()).days % (7 if every == "week" else 1) for before, after in pairwise(days)}
    assert steps <= {0}


def test_a_course_for_which_no_day_is_left_is_refused() -> None:
    with pytest.raises(ValueError):
        lay(
            local("2026-12-01 09:00"),
            3,
            "day",
            60,
            ZONE,
            around(holidays=False, days={TODAY + timedelta(n) for n in range(400)}),
        )


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("", set()),
        ("2026-12-24、12月31日", {date(2026, 12, 24), date(2026, 12, 31)}),
        ("12月24日到12月26日", {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)}),
        ("2026-12-24 ~ 2026-12-25，1月5日", {date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 5)}),
        ("每周五", None),
        ("12月26日到12月24日", None),
    ],
)  # fmt: skip
def test_days_are_listed_as_people_list_them(words: str, days: set[date] | None) -> None:
    assert read_days(words, TODAY) == days


def test_a_row_is_read_as_people_type() -> None:
    found = wanted(
        first="12月11日", time="晚上七点", seats="20人", audience="60岁以上", price="8.50元", mode="抽签", every="每天",
        closes="2026-12-5 18:00", opens="2026-12-01T09:00",
    )  # fmt: skip
    assert found.starts == local("2026-12-11 19:00") and (found.seats, found.price_fen) == (20, 850)
    assert (found.audience, found.mode, found.every) == ("seniors", "draw", "day")
    assert (found.opens, found.closes) == (local("2026-12-01 09:00"), local("2026-12-05 18:00"))
    assert wanted(time="19:00:00").starts.hour == 19 and wanted(seats="").seats == 20


def test_each_mistake_is_said_at_its_field() -> None:
    assert wrong(title=" ", place="", first="哪天", time="25:99") == {"title", "place", "first", "time"}
    assert wrong(first="2026-11-01") == {"first"}
    assert wrong(mode="抽签") == {"closes"}
    assert wrong(closes="2026-12-12 09:00") == {"closes"} and wrong(closes="2026-11-01 09:00") == {"closes"}
    assert wrong(opens="2026-12-12 09:00") == {"opens"}
    assert wrong(audience="family", seats="1") == {"seats"} and wrong(min_age="60", max_age="12") == {"max_age"}
    assert wrong(price="白菜价", seats="-3", minutes="1", audience="熊猫") == {"price", "seats", "minutes", "audience"}


@given(st.lists(st.text(max_size=30), min_size=17, max_size=17))
def test_whatever_is_typed_is_a_course_or_mistakes(cells: list[str]) -> None:
    row = Row(*cells)
    found = course_rows.read(row, to_local(NOW, ZONE))
    assert isinstance(found, Wanted) or (found and set(found) <= set(row.__struct_fields__))


def test_a_term_is_set_up_with_clashes_seen_before(town: Town) -> None:
    staff = town.staff()
    term = [
        wanted(),
        wanted(title="合唱", time="10:00", teacher="何老师"),
        wanted(title="书法", place="书画教室", teacher="赵老师"),
    ]
    planned = town.do(course_planning.plan(town.community_id, term, ZONE, around(holidays=True)))
    assert [[clash.title for clash in one.clashes] for one in planned] == [["合唱"] * 4, ["瑜伽"] * 4, []]
    assert all(clash.place and not clash.teacher for one in planned for clash in one.clashes)
    assert [str(slot.day) for slot in planned[0].left_out] == ["2027-01-01"]
    made = town.do(
        course_planning.create(town.community_id, planned, staff, NOW, ZONE, map("{:012x}".format, count()).__next__)
    )
    assert isinstance(made, list) and [town.look(one).title for one in made] == ["瑜伽", "合唱", "书法"]


def test_only_staff_set_up_a_term(town: Town) -> None:
    planned = town.do(course_planning.plan(town.community_id, [wanted()], ZONE, around(holidays=False)))
    made = town.do(course_planning.create(town.community_id, planned, town.person("林悦"), NOW, ZONE, lambda: SEED))
    assert made == Refused("not staff")


def test_a_draw_is_sealed_and_a_course_there_is_clashes(town: Town) -> None:
    staff, drawn = town.staff(), wanted(mode="draw", closes="2026-12-05 18:00")
    planned = town.do(course_planning.plan(town.community_id, [drawn], ZONE, around(holidays=False)))
    made = town.do(course_planning.create(town.community_id, planned, staff, NOW, ZONE, lambda: SEED))
    assert isinstance(made, list)
    assert town.do(draws.get(made[0])) is not None
    again = town.do(course_planning.plan(town.community_id, [wanted(title="别的", place="别处")], ZONE, around(holidays=False)))
    assert [(clash.place, clash.teacher) for clash in again[0].clashes] == [(False, True)] * 4
    course = town.look(made[0])
    assert (
        town.do(course_planning.clashes(course, planned[0].spans, [one.id for one in town.do(sessions.of_course(course.id))]))
        == []
    )
    first, second = town.do(sessions.of_course(course.id))[:2]
    onto = town.do(course_planning.clashes(course, [planned[0].spans[1]], [first.id]))
    assert [(clash.title, clash.at_ms) for clash in onto] == [("瑜伽", second.starts_ms)]
    assert [act.action for act in town.do(audit.about(f"course:{made[0]}"))] == ["add course"]


def test_a_course_goes_into_a_row_and_back(town: Town) -> None:
    yoga = town.look(town.course(min_age=6, closes_ms=NOW + HOUR_MS, price_fen=850))
    row = course_sheet.row_of(yoga, ZONE)
    found = course_rows.read(row, to_local(NOW, ZONE))
    assert isinstance(found, Wanted)
    plan = course_planning.plan_of(
        found, held(lay(found.starts, found.sessions, found.every, found.minutes, ZONE)), yoga.slug, ZONE
    )
    assert all(getattr(plan, name) == getattr(yoga, name) for name in type(plan).__dataclass_fields__)


def test_a_single_date_moves_and_the_course_with_it_where_it_is_the_first(town: Town) -> None:
    yoga, staff, lin = town.course(), town.staff(), town.person("林悦")
    town.do(enrolment.enrol(yoga, lin, lin, NOW))
    first = town.do(sessions.of_course(yoga))[0]
    moved = town.do(session_changes.move(first.id, staff, NOW, ZONE, local("2026-12-01 19:00")))
    assert isinstance(moved, Changed) and moved.told == 1 and town.look(yoga).first_day == "2026-12-01"
    assert ["原定 11月30日 周一 19:00 的课，改到 12月1日 周二 19:00" in said for said in town.heard(lin)] == [True]
    assert town.do(session_changes.move(first.id, staff, NOW, ZONE, local("2026-12-01 19:00"))) == Refused("nothing to change")
    assert town.do(session_changes.move(first.id, staff, NOW, ZONE, local("2026-11-01 19:00"))) == Refused("over")
    assert town.do(session_changes.move(first.id, lin, NOW, ZONE, local("2026-12-02 19:00"))) == Refused("not staff")
    assert town.do(session_changes.restore(first.id, staff, NOW, ZONE)) == Refused("nothing to change")


def test_an_edit_holds_for_the_course_that_was_seen(town: Town) -> None:
    yoga, staff, lin = town.course(seats=2), town.staff(), town.person("林悦")
    town.do(enrolment.enrol(yoga, lin, lin, NOW))
    seen = town.look(yoga)
    as_it_is = course_edits.of(seen)
    assert town.do(course_edits.edit(yoga, as_it_is, seen.version, staff, NOW, tell=True)) == Refused("nothing to change")

    def edited(version: int, **changes: object) -> object:
        edit = course_edits.Edit(**{**{n: getattr(as_it_is, n) for n in as_it_is.__slots__}, **changes})
        return town.do(course_edits.edit(yoga, edit, version, staff, NOW, tell=False))

    assert edited(seen.version, seats=0) == Refused("below seats")
    assert edited(seen.version - 1, teacher="别人") == Refused("changed meanwhile")
    assert isinstance(edited(seen.version, teacher="别人"), Changed) and town.heard(lin) == []
    assert edited(seen.version, place="广场") == Refused("changed meanwhile")
    done = edited(seen.version + 1, place="广场", teacher="别人")
    assert isinstance(done, Changed) and done.told == 1
    assert ["地点：广场" in said and "老师" not in said for said in town.heard(lin)] == [True]


def test_what_is_over_is_paged_the_latest_first(town: Town) -> None:
    early = town.course("早", starts=local("2026-09-01 09:00"))
    late = town.course("晚", starts=local("2026-10-01 09:00"))
    town.course("将来")
    assert [one.id for one in town.do(courses.over(town.community_id, NOW, 1, 0))] == [late]
    assert [one.id for one in town.do(courses.over(town.community_id, NOW, 5, 1))] == [early]


def test_an_edit_does_not_undo_that_a_colleague_opened_sign_up_meanwhile(town: Town) -> None:
    yoga, staff = town.course(opens_ms=NOW + HOUR_MS), town.staff()
    seen = town.look(yoga)
    town.do(course_changes.open_(yoga, staff, NOW))
    edit = course_edits.Edit(
        **{**{n: getattr(course_edits.of(seen), n) for n in course_edits.Edit.__slots__}, "title": "哈他瑜伽"}
    )
    assert town.do(course_edits.edit(yoga, edit, seen.version, staff, NOW, tell=False)) == Refused("changed meanwhile")
    assert town.look(yoga).opens_ms == NOW


def test_the_last_date_comes_back_after_it_was_dropped(town: Town) -> None:
    yoga, staff = town.course(sessions=2), town.staff()
    first, last = town.do(sessions.of_course(yoga))
    now_ms = first.ends_ms + HOUR_MS
    assert isinstance(town.do(course_changes.cancel_session(last.id, staff, now_ms, ZONE)), Changed)
    assert isinstance(town.do(session_changes.restore(last.id, staff, now_ms, ZONE)), Changed)
    assert town.look(yoga).ends_ms == last.ends_ms


def test_a_course_is_brought_back_to_its_rhythm_where_the_next_date_stays(town: Town) -> None:
    yoga, staff, lin = town.course(sessions=3), town.staff(), town.person("林悦")
    town.do(enrolment.enrol(yoga, lin, lin, NOW))
    second = town.do(sessions.of_course(yoga))[1]
    town.do(session_changes.move(second.id, staff, NOW, ZONE, local("2026-12-09 10:00")))
    town.heard(lin)
    starts = to_local(town.look(yoga).starts_ms, ZONE)
    moved = town.do(course_changes.move_course(yoga, staff, NOW, ZONE, starts=starts))
    assert isinstance(moved, Changed) and moved.told == 1
    assert town.do(sessions.of_course(yoga))[1].starts_ms == second.starts_ms
    assert town.do(course_changes.move_course(yoga, staff, NOW, ZONE, starts=starts)) == Refused("nothing to change")
