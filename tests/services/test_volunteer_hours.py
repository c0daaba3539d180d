"""Volunteers' hours: counted from check-ins, put right with a reason that stays, and what becomes of them when people merge or leave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.text import Moment
from services.calendar import HOUR_MS, MINUTE_MS
from services.canteen.months import Month
from services.courses import Refused
from services.patrol import checkins, hour_papers, hours, records
from services.patrol.hour_papers import Wanted
from services.patrol.hours import Corrected, NotAllowed, NotSo
from services.records import erasing
from storage import audit, people, rounds, volunteer_hours
from storage import checkins as stored
from storage.checkins import Stint
from storage.volunteer_hours import Change
from tests.services.beat import ENDS_MS, STARTS_MS, Beat, made
from tests.services.conftest import Town, local
from tests.services.patrol import make_team, member

NOVEMBER = Month(2026, 11)
NEXT_DAY_MS = ENDS_MS + 12 * HOUR_MS


@pytest.fixture
def beat(town: Town) -> Beat:
    """The patrol of a town."""
    return made(town)


def worked(beat: Beat, name: str, *, since: int = 0, until: int = 120) -> int:
    """A volunteer who was on the shift from one minute of it to the other; returns them."""
    person_id = beat.volunteer(name)
    beat.town.do(checkins.scan(beat.north, person_id, STARTS_MS + since * MINUTE_MS))
    beat.town.do(checkins.check_out(beat.shift, person_id, STARTS_MS + until * MINUTE_MS))
    return person_id


def correct(
    beat: Beat, whom: int, by: int, minutes: int = 60, was: int | None = 120, reason: str = "提前走了"
) -> hours.CorrectOutcome:
    return beat.town.do(hours.correct(beat.shift, whom, was, minutes, reason, by, NEXT_DAY_MS))


# Counting


def test_a_shift_counts_from_coming_to_going(beat: Beat) -> None:
    assert hours.counted(beat.stint(worked(beat, "王强", since=-30, until=145))) == 175
    assert hours.counted(beat.stint(worked(beat, "李娜", since=50, until=50))) == 0


@given(
    st.integers(1, 12 * 60), st.one_of(st.none(), st.integers(-30, 12 * 60)), st.one_of(st.none(), st.integers(-30, 48 * 60)),
    st.one_of(st.none(), st.integers(0, 900)),
)  # fmt: skip
def test_what_counts_is_never_less_than_nothing_nor_much_more_than_planned(
    long: int, came: int | None, went: int | None, said: int | None
) -> None:
    def at(minute: int | None) -> int | None:
        return None if minute is None else STARTS_MS + minute * MINUTE_MS

    stint = Stint(1, 1, "", None, 1, "", 1, 1, "", STARTS_MS, STARTS_MS + long * MINUTE_MS, at(came), "", at(went), "", said, 0)
    found = hours.counted(stint)
    if said is not None:
        assert found == said
    elif came is None or went is None:
        assert found is None
    else:
        assert found is not None and 0 <= found <= long + 60


def test_one_sees_ones_own_month_and_that_of_ones_children(beat: Beat) -> None:
    town, mother = beat.town, worked(beat, "王芳")
    child = town.child(mother)
    beat.another(local("2026-11-24 19:00"), child)
    parts = town.do(hours.mine(mother, NOVEMBER, STARTS_MS + 60 * HOUR_MS))
    assert [(person.name, hours.total(stints)) for person, stints in parts] == [("王芳", 120), ("王小宝", 0)]
    assert [stints for _person, stints in town.do(hours.mine(mother, NOVEMBER.next, NEXT_DAY_MS))] == [[]]


def test_a_teams_month_is_for_its_lead_and_staff_and_that_they_looked_is_written_down(beat: Beat) -> None:
    wang, li, worker, town = worked(beat, "王强"), worked(beat, "李娜", until=30), beat.town.staff(), beat.town
    other = member(town, make_team(town, "栋力派"), "另一队长", lead=True)
    for allowed in (beat.lead, worker):
        month = town.do(hours.team_month(beat.team, NOVEMBER, allowed, NEXT_DAY_MS))
        assert not isinstance(month, Refused)
        assert [(one.name, one.minutes) for one in month.sums] == [("王强", 120), ("李娜", 30)]
        assert len(town.do(hours.of_member(beat.team, li, NOVEMBER, allowed, NEXT_DAY_MS))) == 1
    assert [act.actor_id for act in town.do(audit.about(f"team:{beat.team}"))] == [beat.lead, worker]
    for refused in (wang, other, town.person("路人")):
        assert town.do(hours.team_month(beat.team, NOVEMBER, refused, NEXT_DAY_MS)) == Refused("not staff")
        assert town.do(hours.of_member(beat.team, li, NOVEMBER, refused, NEXT_DAY_MS)) == []
        assert town.do(hours.names(beat.team, NOVEMBER, refused, NEXT_DAY_MS)) == []


def test_what_was_put_right_to_nothing_is_no_time_that_somebody_came(beat: Beat) -> None:
    wang = worked(beat, "王强")
    worked(beat, "李娜")
    assert isinstance(correct(beat, wang, beat.lead, 0), Corrected)
    month = beat.town.do(hours.team_month(beat.team, NOVEMBER, beat.lead, NEXT_DAY_MS))
    assert not isinstance(month, Refused)
    assert [(one.name, one.shifts, one.minutes) for one in month.sums] == [("李娜", 1, 120), ("王强", 0, 0)]


def test_the_lead_sees_a_child_by_its_given_name_and_staff_take_the_whole_name_along(beat: Beat) -> None:
    town, mother, worker = beat.town, beat.town.person("王芳"), beat.town.staff()
    child = town.child(mother)
    beat.place(beat.shift, child)
    town.do(checkins.scan(beat.north, mother, STARTS_MS))
    [(_id, shown)] = town.do(hours.names(beat.team, NOVEMBER, beat.lead, NEXT_DAY_MS))
    assert town.say(shown) == "小宝（孩子）"
    for by, name in ((beat.lead, "小宝（孩子）"), (worker, "王小宝")):
        sheet = town.do(hour_papers.hours_sheet(Wanted(beat.team, by, NOVEMBER, NEXT_DAY_MS)))
        assert not isinstance(sheet, Refused)
        assert [town.say(row[n]) for row, n in ((sheet.people[0], 1), (sheet.shifts[0], 2))] == [name, name]  # type: ignore[arg-type]


# Putting right


def test_hours_are_put_right_with_a_reason_that_stays_and_the_volunteer_hears_who_did_it(beat: Beat) -> None:
    wang, do = worked(beat, "王强"), beat.town.do
    assert isinstance(correct(beat, wang, beat.lead), Corrected)
    assert isinstance(correct(beat, wang, beat.lead, 90, 60, "  他说 七点半走的 "), Corrected)
    assert hours.counted(beat.stint(wang)) == 90
    assert do(volunteer_hours.changes(beat.shift, wang)) == [
        Change(beat.shift, wang, 120, 60, "提前走了", "赵敏", NEXT_DAY_MS),
        Change(beat.shift, wang, 60, 90, "他说 七点半走的", "赵敏", NEXT_DAY_MS),
    ]
    assert beat.town.heard(wang)[0].startswith("赵敏把您11月23日（周一）「晚巡」的时长改成了1小时：提前走了。")
    assert [act.detail for act in do(audit.about(f"person:{wang}"))] == [
        f"shift:{beat.shift} 120→60",
        f"shift:{beat.shift} 60→90",
    ]


def test_only_the_lead_and_staff_put_hours_right_and_nobody_their_own(beat: Beat) -> None:
    wang, li, do = worked(beat, "王强"), worked(beat, "李娜"), beat.town.do
    for nobody in (wang, li, beat.town.person("路人")):
        assert correct(beat, wang, nobody) == NotAllowed()
    beat.place(beat.shift, beat.lead)
    assert correct(beat, beat.lead, beat.lead, 120, None) == NotAllowed()
    assert isinstance(correct(beat, beat.lead, beat.town.staff(), 120, None), Corrected)
    assert do(volunteer_hours.changes(beat.shift, wang)) == []


def test_what_cannot_be_is_not_written(beat: Beat) -> None:
    wang, do = worked(beat, "王强"), beat.town.do
    for minutes, was, reason in ((181, 120, "多"), (-1, 120, "少"), (60, 90, "看错了"), (60, None, "看错了"), (60, 120, "  ")):
        assert correct(beat, wang, beat.lead, minutes, was, reason) == NotSo()
    assert do(hours.correct(beat.shift, wang, 120, 60, "早", beat.lead, ENDS_MS - 1)) == NotSo()
    stint = beat.stint(wang)
    assert isinstance(correct(beat, wang, beat.lead), Corrected)
    assert do(volunteer_hours.correct(stint, 120, 30, "同时", beat.lead, NEXT_DAY_MS)) is None


def test_who_was_there_after_all_did_not_stay_away(beat: Beat) -> None:
    wang = beat.volunteer("王强")
    beat.at("2026-11-23 21:30")
    assert beat.stint(wang).no_show == 1
    assert isinstance(correct(beat, wang, beat.lead, 120, None, "忘了签到"), Corrected)
    assert (beat.stint(wang).no_show, hours.counted(beat.stint(wang))) == (0, 120)


# Sheets


def test_the_sheet_has_a_row_for_everybody_their_sum_and_every_shift(beat: Beat) -> None:
    wang, worker, town = worked(beat, "王强"), beat.town.staff(), beat.town
    worked(beat, "李娜", until=45)
    beat.volunteer("刘洋")
    beat.at("2026-11-24 09:00")
    correct(beat, wang, worker)
    sheet = town.do(hour_papers.hours_sheet(Wanted(beat.team, worker, NOVEMBER, NEXT_DAY_MS)))
    assert not isinstance(sheet, Refused)
    assert sheet.people[:3] == [[1, "王强", 1, 60, 1.0, 0, 1], [2, "李娜", 1, 45, 0.75, 0, 0], [3, "刘洋", 0, 0, 0.0, 1, 0]]
    assert [town.say(cell) if not isinstance(cell, int | float) else cell for cell in sheet.people[3]] == [
        "",
        "合计",
        2,
        105,
        1.75,
        1,
        1,
    ]
    said = {str(row[2]): town.say(row[7]) for row in sheet.shifts}  # type: ignore[arg-type]  # words
    assert said == {"王强": "周丹丹改的：提前走了", "李娜": "", "刘洋": "没来"}
    assert {str(row[2]): row[3] for row in sheet.shifts}["王强"] == Moment(STARTS_MS, "time")


def test_papers_are_made_only_for_who_may_have_them(beat: Beat) -> None:
    town, worker, stranger = beat.town, beat.town.staff(), beat.town.person("路人")
    assert town.do(hour_papers.ask_hours(beat.team, NOVEMBER, stranger, 1, NEXT_DAY_MS)) == Refused("not staff")
    assert town.do(hour_papers.hours_sheet(Wanted(beat.team, stranger, NOVEMBER, NEXT_DAY_MS))) == Refused("not staff")
    for nobody in (beat.lead, stranger):
        assert town.do(hour_papers.ask_codes(town.community_id, nobody, 1, NEXT_DAY_MS)) == Refused("not staff")
        assert town.do(hour_papers.codes(Wanted(town.community_id, nobody))) == Refused("not staff")
    assert town.do(hour_papers.ask_codes(town.community_id, worker, 1, NEXT_DAY_MS)) == [beat.north, beat.south]
    assert not isinstance(town.do(hour_papers.ask_hours(beat.team, NOVEMBER, beat.lead, 1, NEXT_DAY_MS)), Refused)
    kinds = town.connection.execute("SELECT kind FROM errand ORDER BY id").fetchall()
    assert kinds == [(hour_papers.CODES,), (hour_papers.HOURS,)]


# One record of two, and leaving


def test_of_two_records_of_one_human_all_check_ins_stay(beat: Beat) -> None:
    town, twice, keep = beat.town, worked(beat, "王强", since=-10, until=60), worked(beat, "王强（电话）", since=30, until=130)
    correct(beat, twice, beat.lead, 90, 70, "核对过")
    town.do(records.hand_over(twice, keep))
    stint = beat.stint(keep)
    assert (stint.in_ms, stint.out_ms) == (STARTS_MS - 10 * MINUTE_MS, STARTS_MS + 130 * MINUTE_MS)
    assert (stint.minutes, hours.counted(stint)) == (90, 90)
    town.do(people.delete(twice))
    assert [change.reason for change in town.do(volunteer_hours.changes(beat.shift, keep))] == ["核对过"]
    assert [spot for _day, spot, _at in town.do(rounds.visits_by(keep))] == ["北门"]


def test_a_lead_who_is_one_of_two_records_keeps_what_they_put_right(beat: Beat) -> None:
    town, wang, keep = beat.town, worked(beat, "王强"), beat.town.person("赵敏（电话）")
    correct(beat, wang, beat.lead)
    town.do(records.hand_over(beat.lead, keep))
    town.do(people.delete(beat.lead))
    assert [change.made_by for change in town.do(volunteer_hours.changes(beat.shift, wang))] == ["赵敏（电话）"]


def test_who_did_not_come_to_it_under_either_name_still_did_not_come(beat: Beat) -> None:
    twice, keep = beat.volunteer("王强"), beat.volunteer("王强（电话）")
    beat.at("2026-11-23 21:30")
    beat.town.do(records.hand_over(twice, keep))
    assert (beat.stint(keep).no_show, beat.stint(keep).in_ms) == (1, None)


def test_one_takes_along_ones_check_ins_checkpoints_and_changes(beat: Beat) -> None:
    wang = worked(beat, "王强")
    correct(beat, wang, beat.lead)
    held = beat.town.do(records.held(wang))
    assert [(one["duty"], one["in_how"], one["minutes"]) for one in held["shifts"]] == [("晚巡", "spot", 60)]
    assert [one["spot"] for one in held["checkpoints"]] == ["北门"]
    assert [(one["was_minutes"], one["minutes"], one["made_by"]) for one in held["hours_changed"]] == [(120, 60, "赵敏")]
    assert beat.town.do(records.held(beat.lead)) == {"shifts": [], "checkpoints": [], "hours_changed": []}


def test_who_leaves_for_good_leaves_passed_checkpoints_but_no_hours(beat: Beat) -> None:
    wang, li = worked(beat, "王强"), worked(beat, "李娜")
    correct(beat, li, beat.lead)
    for gone in (wang, beat.lead):
        beat.town.do(erasing.erase(gone, NEXT_DAY_MS, f"secret-{gone}"))
    assert beat.town.do(stored.get(beat.shift, wang)) is None
    assert beat.town.do(rounds.visited(beat.shift)) == [beat.north.id]
    assert [change.made_by for change in beat.town.do(volunteer_hours.changes(beat.shift, li))] == [""]
