"""Duties become shifts, changes are told to who had them, and the clock asks, reminds and warns in time, once."""

from __future__ import annotations

from datetime import date

import pytest

from services import topics
from services.calendar import HOUR_MS, MINUTE_MS, to_ms
from services.patrol import checkins, duties, limits, own_shifts, shifts
from services.patrol.checkins import NoShift, There
from services.patrol.duties import Planned
from services.patrol.teams import NotAllowed
from services.topics import SHIFT
from storage import audit, calls
from storage import duties as duties_stored
from storage import shifts as stored
from tests.services.conftest import NOW, ZONE, Town, local
from tests.services.patrol import make_duty, make_team, member, on, plan, shift_on, take


@pytest.fixture
def team(town: Town) -> int:
    """A team; its id."""
    return make_team(town)


def change(town: Town, duty_id: int, *, weekdays: str = "", starts: str = "19:00", minutes: int = 90, need: int = 2) -> Planned:
    """The community's file says something else of a duty, and is loaded."""
    duty = town.do(duties_stored.get(duty_id))
    assert duty is not None
    town.do(duties_stored.save(duty.community_id, duty.team_id, duty.slug, 1, duty.name, weekdays, starts, minutes, need))
    return plan(town)


def days(town: Town, duty_id: int) -> list[str]:
    """On which days the duty is planned."""
    return [shift.day for shift in town.do(stored.of_duty(duty_id, town.now_ms)) if shift.state == "planned"]


# Planning


def test_duties_become_shifts_two_weeks_ahead_and_planning_again_changes_nothing(town: Town, team: int) -> None:
    daily = make_duty(town, team)
    assert len(days(town, daily)) == 14
    assert plan(town) == Planned()
    some = make_duty(town, team, name="楼道", weekdays="1,4", starts="08:00")  # Monday at eight has been
    assert days(town, some) == ["2026-11-26", "2026-11-30", "2026-12-03"]
    town.wait(days=1)
    assert plan(town) == Planned(made=2)
    assert days(town, daily)[-1] == "2026-12-07"


def test_a_duty_over_midnight_ends_on_the_next_day(town: Town, team: int) -> None:
    shift = shift_on(town, make_duty(town, team, starts="23:00", minutes=120), "24")
    assert (shift.starts_ms, shift.ends_ms) == (to_ms(local("2026-11-24 23:00"), ZONE), to_ms(local("2026-11-25 01:00"), ZONE))


def test_the_clock_plans_every_day(town: Town, team: int) -> None:
    duty = make_duty(town, team)
    town.do(duties.follow(town.community_id, NOW))
    town.catch_up()
    for _day in range(3):
        town.wait(days=1)
        town.catch_up()
    assert days(town, duty)[-1] == "2026-12-09"


def test_where_a_duty_is_at_another_time_its_people_hear_and_keep_their_places(town: Town, team: int) -> None:
    wang, zhao = member(town, team, "王强"), member(town, team, "赵敏")
    duty = make_duty(town, team)
    take(town, shift_on(town, duty, "24"), wang)
    assert change(town, duty, starts="20:00") == Planned(moved=14)
    assert change(town, duty, starts="20:00") == Planned()
    assert on(town, shift_on(town, duty, "24")) == {wang}
    [said] = town.heard(wang)
    assert said.startswith("值班改时间了，原来是 11月24日（周二）19:00–20:30 晚巡。现在是：\n11月24日（周二）20:00–21:30 晚巡")
    assert town.heard(zhao) == []


def test_a_shift_of_today_stays_where_the_new_time_has_been(town: Town, team: int) -> None:
    wang, duty = member(town, team, "王强"), make_duty(town, team)
    take(town, shift_on(town, duty, "23"), wang)
    assert change(town, duty, starts="08:00") == Planned(moved=13)
    assert on(town, shift_on(town, duty, "23")) == {wang} and town.heard(wang) == []


def test_where_a_duty_is_on_other_days_who_had_a_shift_hears_and_a_cancelled_one_stays_cancelled(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    duty = make_duty(town, team)
    take(town, shift_on(town, duty, "24"), wang)
    assert town.do(duties.cancel(shift_on(town, duty, "26").id, lead, "", NOW)) is True
    assert change(town, duty, weekdays="4").dropped == 12
    assert days(town, duty) == ["2026-12-03"]
    assert town.heard(wang) == ["11月24日（周二）19:00–20:30 晚巡 取消了，不用去了：以后这一天不排班。"]
    assert change(town, duty).made == 12
    assert "2026-11-24" in days(town, duty) and "2026-11-26" not in days(town, duty)
    assert on(town, shift_on(town, duty, "24")) == set()


def test_a_duty_that_needs_nobody_is_on_no_day(town: Town, team: int) -> None:
    duty = make_duty(town, team)
    assert change(town, duty, need=0).dropped == 14
    assert days(town, duty) == []


def test_one_shift_is_called_off_and_its_people_hear_why_once(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强", chat=False)
    duty = make_duty(town, team)
    shift = shift_on(town, duty, "24")
    take(town, shift, wang)
    take(town, shift, lead)
    assert town.do(duties.cancel(shift.id, wang, "下雨", NOW)) == NotAllowed()
    assert town.do(duties.cancel(shift.id, lead, "下雨", NOW)) is True
    assert town.do(duties.cancel(shift.id, lead, "下雨", NOW)) is False
    assert town.heard(lead) == []
    assert [call.name for call in town.do(calls.waiting(town.community_id, NOW, 5))] == ["王强"]
    assert town.do(own_shifts.mine(wang, NOW)) == []
    assert [act.action for act in town.do(audit.by(lead))] == ["cancel shift"]


def test_who_came_early_to_a_shift_that_was_called_off_has_no_hours_from_it_and_is_no_more_experienced(
    town: Town, team: int
) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强", kept=2)
    shift = shift_on(town, make_duty(town, team), "24")
    take(town, shift, wang)
    early_ms = shift.starts_ms - 20 * MINUTE_MS
    assert isinstance(town.do(checkins.check_in(shift.id, wang, "location", early_ms)), There)
    assert town.do(duties.cancel(shift.id, lead, "weather", early_ms + MINUTE_MS)) is True
    assert town.heard(wang)[-1] == "11月24日（周二）19:00–20:30 晚巡 取消了，不用去了。\n原因：天气不好"
    assert town.do(checkins.check_out(shift.id, wang, shift.starts_ms)) == NoShift()
    assert town.do(limits.experienced(shift)) == {lead}


def test_how_many_are_needed_changes_for_a_shift_or_for_a_duty_but_takes_nobodys_place(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    duty = make_duty(town, team, need=3)
    full, other, special = (shift_on(town, duty, day) for day in ("24", "25", "26"))
    take(town, full, lead)
    take(town, full, wang)
    assert town.do(duties.set_shift_need(full.id, 1, lead, NOW)) is False
    assert town.do(duties.set_shift_need(special.id, 5, lead, NOW)) is True
    assert town.do(duties.set_shift_need(special.id, 5, wang, NOW)) == NotAllowed()
    assert town.do(duties.set_need(duty, 1, lead, NOW)) is True
    assert [shift_on(town, duty, day).need for day in ("24", "25", "26")] == [3, 1, 5]
    assert other.need == 3 and len(on(town, full)) == 2


# The clock


def evening(town: Town, words: str) -> None:
    """It is that moment, and the clock has looked at everything on its way."""
    until_ms = to_ms(local(words), ZONE)
    while town.now_ms < until_ms:
        town.now_ms = min(town.now_ms + HOUR_MS, until_ms)
        town.catch_up()


def test_the_evening_before_everybody_hears_when_where_and_with_whom_once(town: Town, team: int) -> None:
    lead, wang = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    shift = shift_on(town, make_duty(town, team, weekdays="3"), "25")
    town.connection.execute(
        "INSERT INTO spot (community_id, slug, n, name, code) VALUES (?, 'gate', 1, '东门', 'a'), (?, 'pond', 2, '池塘', 'b')",
        (town.community_id, town.community_id),
    )
    town.connection.execute("INSERT INTO duty_spot (duty_id, spot_id, n) VALUES (?, 2, 2), (?, 1, 1)", (shift.duty_id,) * 2)
    take(town, shift, lead)
    take(town, shift, wang)
    evening(town, "2026-11-24 18:59")
    assert town.heard(wang) == []
    evening(town, "2026-11-25 20:00")
    [message] = town.messages(wang)
    assert town.say(message.text) == (
        "值班提醒：\n11月25日（周三）19:00–20:30 晚巡\n老街坊巡逻队\n路线：东门、池塘\n和汉梅一起"
    )  # fmt: skip
    assert [town.say(button.label) for button in message.buttons] == ["知道了", "去不了"]
    assert len(town.heard(lead)) == 1


def test_who_found_no_stand_in_is_reminded_that_it_is_still_theirs(town: Town, team: int) -> None:
    wang = member(town, team, "王强")
    shift = shift_on(town, make_duty(town, team, weekdays="3"), "25")
    take(town, shift, wang)
    town.do(shifts.offer(shift.id, wang, wang, NOW))
    evening(town, "2026-11-24 20:00")
    assert town.heard(wang)[-1].endswith("没人接的话，还是请您去。")


def test_two_days_before_those_who_could_go_are_asked_once(town: Town, team: int) -> None:
    lead, wang, tired = member(town, team, "张汉梅", lead=True), member(town, team, "王强"), member(town, team, "赵敏")
    shift = shift_on(town, make_duty(town, team, weekdays="4"), "26")
    early = make_duty(town, team, name="早巡", weekdays="4", starts="14:00", need=1)
    take(town, shift, lead)
    town.do(duties.set_shift_need(shift_on(town, early, "26").id, 2, lead, NOW))
    take(town, shift_on(town, early, "26"), tired)
    evening(town, "2026-11-24 18:00")
    assert [said for said in town.heard(wang) if "19:00" in said] == ["11月26日（周四）19:00–20:30 晚巡 还缺1人，您能去吗？"]
    assert not any("19:00–20:30" in said for said in town.heard(tired) + town.heard(lead))


def test_the_evening_before_who_leads_hears_that_somebody_is_missing_or_that_all_are_new(town: Town, team: int) -> None:
    lead, new = member(town, team, "张汉梅", lead=True), member(town, team, "王强")
    duty = make_duty(town, team, weekdays="2,3")
    first, second = shift_on(town, duty, "24"), shift_on(town, duty, "25")
    town.do(shifts.take(second.id, new, new, NOW))
    town.do(duties.set_shift_need(second.id, 1, lead, NOW))
    evening(town, "2026-11-24 20:00")
    warned = [said for said in town.heard(lead) if "您能去吗" not in said]
    assert warned == [
        "11月24日（周二）19:00–20:30 晚巡 还缺2人，请找找人。",
        "11月25日（周三）19:00–20:30 晚巡 去的都是新队员，请找一位老队员一起去。",
    ]
    assert first.free == 2


def test_who_has_muted_shifts_is_not_reminded_and_a_shift_that_moved_is_reminded_at_its_new_time(town: Town, team: int) -> None:
    wang = member(town, team, "王强")
    duty = make_duty(town, team, weekdays="3")
    take(town, shift_on(town, duty, "25"), wang)
    evening(town, "2026-11-23 20:00")
    assert change(town, duty, weekdays="3", starts="09:00").moved == 2
    evening(town, "2026-11-25 08:00")
    assert sum("值班提醒" in said for said in town.heard(wang)) == 1
    rows = town.connection.execute("SELECT topic FROM outbox WHERE cause LIKE 'shift-tomorrow:%'").fetchall()
    assert rows == [(SHIFT,)] and SHIFT in topics.TOPICS


def test_after_a_stop_over_the_evening_what_is_of_use_is_said_and_the_rest_is_not(town: Town, team: int) -> None:
    wang = member(town, team, "王强")
    duty = make_duty(town, team, weekdays="3,5")
    take(town, shift_on(town, duty, "25"), wang)
    take(town, shift_on(town, duty, "27"), wang)
    town.now_ms = to_ms(local("2026-11-27 12:00"), ZONE)
    town.catch_up()
    assert [said.split("\n")[1] for said in town.heard(wang)] == ["11月27日（周五）19:00–20:30 晚巡"]
    assert date.fromisoformat(shift_on(town, duty, "27").day) == date(2026, 11, 27)
