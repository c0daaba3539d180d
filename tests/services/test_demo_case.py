"""The demo community: a hazard from the photo of a patrolman to the repair that he confirms, and the past that a fresh demo remembers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import bot
from language.message import Attached
from services.calendar import to_ms
from services.cases import arriving, following, handling, kinds, moves, queue, reading, reports, seeing, similar, suggestions
from services.cases.kinds import HAZARD
from services.cases.outcomes import Already, Done, Opened
from services.cases.places import of_spot
from services.cases.reports import Report
from services.community import demo_round, demo_story, loading
from services.community import reading as files
from services.patrol import checkins, shifts
from services.patrol.checkins import There
from services.patrol.shifts import Taken
from storage import accounts, case_events, case_files, cases, spots, teams
from storage import duties as duties_stored
from storage import shifts as shifts_stored
from tests.services.conftest import ZONE, Town, local

DEMO = Path(bot.__file__).parent.parent / "demo" / "xiaojunshan.toml"
MONDAY = date(2026, 11, 30)
CAN, SENT, REPAIRED = "a" * 64, Attached("photo", "can", 1), Attached("photo", "repaired", 1)


def at(town: Town, day: date, clock: str) -> None:
    """It is that time, and everything due by then is done."""
    town.now_ms = to_ms(local(f"{day} {clock}"), ZONE)
    town.catch_up()


@pytest.fixture
def demo(town: Town) -> Town:
    """The demo as it is on its first day, a Friday."""
    found, problems = files.read(DEMO)
    assert found is not None, problems
    at(town, MONDAY - timedelta(3), "10:00")
    town.do(loading.load_demo(found, town.now_ms, ZONE, lambda: "seed"))
    town.do(demo_story.tell(town.community_id, town.now_ms, ZONE))
    town.do(demo_round.tell(town.community_id, town.now_ms, ZONE))
    town.catch_up()
    return town


def on_shift(town: Town, name: str) -> tuple[int, int]:
    """A patrolman who came to Monday's morning round by scanning the code at the gate; and the shift."""
    person_id = town.person(name)
    team = town.do(teams.by_slug(town.community_id, "patrol"))
    assert team is not None
    town.do(teams.join(team.id, person_id, town.now_ms))
    morning = next(duty for duty in town.do(duties_stored.of_team(team.id)) if duty.name == "早巡")
    shift = next(one for one in town.do(shifts_stored.of_duty(morning.id, town.now_ms)) if one.day == MONDAY.isoformat())
    assert isinstance(town.do(shifts.take(shift.id, person_id, person_id, town.now_ms)), Taken)
    at(town, MONDAY, "07:55")
    gate = town.do(spots.of_duty(morning.id))[0]
    came = town.do(checkins.scan(gate, person_id, town.now_ms))
    assert isinstance(came, There) and came.came
    return person_id, shift.id


def blob_arrives(town: Town, case_id: int, blob: str) -> None:
    """The errand that fetches the newest photo is done."""
    town.do(arriving.arrived(town.do(case_files.of_case(case_id))[-1], blob, "photo.jpg", town.now_ms))


def heard(town: Town, person_id: int, words: str) -> int:
    """How often somebody was told of it."""
    return sum(words in said for said in town.heard(person_id))


def test_a_hazard_from_the_photo_of_a_patrolman_to_the_repair_that_he_confirms(demo: Town) -> None:
    town = demo
    staff, neighbour, stranger = town.staff(), town.person("林悦"), town.person("王强")
    wang, shift_id = on_shift(town, "王建国")
    kind = town.do(kinds.get(town.community_id, HAZARD))
    assert kind is not None

    # On his round he sends a photo and a word from the spot in front of building 3: that says what it is and where.
    at(town, MONDAY, "08:20")
    words = "楼道里堆满了纸箱"
    category = reading.category(kind, words)
    assert category is not None and category.id == "fire"
    spot = next(one for one in town.do(spots.of_community(town.community_id)) if one.name == "3栋楼下")
    where = of_spot(spot.id, spot.name)
    assert town.do(similar.find(town.community_id, HAZARD, words, category.id, where.key)) == []
    [account] = town.do(accounts.of_person(wang))
    report = Report(
        HAZARD, words, category.id, where=where, files=(SENT,), shift_id=town.do(reports.current_shift(wang, town.now_ms))
    )
    opened = town.do(reports.open_case(report, wang, wang, account.id, "test", town.now_ms))
    assert isinstance(opened, Opened) and not opened.danger
    case_id = opened.case_id
    blob_arrives(town, case_id, CAN)
    case = town.do(cases.get(case_id))
    stands = town.do(reports.stands(case_id))
    assert case is not None and case.shift_id == shift_id
    assert stands is not None and (stands.team, stands.due_ms) == ("栋力派", town.now_ms + 7 * 24 * 3_600_000)

    # A neighbour who sends the same joins it; staff hear of it, and it waits behind what is due before.
    found = town.do(similar.find(town.community_id, HAZARD, "3栋楼下堆了纸箱", category.id, where.key))
    assert [one.case.id for one in found] == [case_id]
    assert isinstance(town.do(following.join(case_id, neighbour, town.now_ms)), Done)
    at(town, MONDAY, "08:26")
    assert heard(town, staff, "消防、堵楼道 · 3栋楼下") == 1
    waiting = [one.case for one in town.do(queue.page(town.community_id, staff, "free", town.now_ms, 9))]
    assert [one.category for one in waiting] == ["power", "building", "fire", ""] and waiting[2].id == case_id

    # Staff take it; the next day it is cleared away, with a photo, and he is asked.
    assert isinstance(town.do(handling.take(case_id, staff, town.now_ms)), Done)
    at(town, MONDAY + timedelta(1), "10:00")
    done = handling.move(
        case_id, "solved", "栋力派清走了", staff, town.now_ms, seen="working", photos=(REPAIRED,), account_id=1, channel="test"
    )
    assert isinstance(town.do(done), Done)
    blob_arrives(town, case_id, "b" * 64)
    at(town, MONDAY + timedelta(1), "10:01")
    for person_id, beginning in ((wang, "您反映的"), (neighbour, "您关注的")):
        assert heard(town, person_id, f"{beginning}「消防、堵楼道 · 3栋楼下」有新进展：有人在处理。") == 1
        assert heard(town, person_id, f"{beginning}「消防、堵楼道 · 3栋楼下」有新进展：处理好了。\n\n栋力派清走了") == 1
    asked = town.messages(wang)[-1]
    assert asked.document is not None and asked.document.blob == "b" * 64
    assert [button.data for button in asked.buttons][:2] == [f"/case_solved {case_id}", f"/case_again {case_id}"]

    # He looks and says that it is: now it is done, and its timeline tells how.
    assert isinstance(town.do(moves.solved(case_id, wang, town.now_ms)), Done)
    assert town.do(moves.solved(case_id, wang, town.now_ms)) == Already(case_id)
    at(town, MONDAY + timedelta(1), "10:10")
    assert heard(town, neighbour, "有新进展：已解决。") == 1
    timeline = [(event.kind, event.state) for event in town.do(case_events.of_case(case_id)) if event.seen_by == "followers"]
    assert timeline == [("reported", "new"), ("taken", "working"), ("state", "solved"), ("state", "done")]
    assert town.heard(stranger) == [] and town.do(seeing.look(case_id, stranger, town.now_ms)) is None


def test_who_works_in_a_fresh_demo_finds_what_makes_sense_and_nobody_was_told_of_it(town: Town) -> None:
    staff = town.staff()
    found, _problems = files.read(DEMO)
    assert found is not None
    town.do(loading.load_demo(found, town.now_ms, ZONE, lambda: "seed"))
    for past in (demo_story, demo_round):
        assert town.do(past.tell(town.community_id, town.now_ms, ZONE))
        assert not town.do(past.tell(town.community_id, town.now_ms, ZONE))
    town.catch_up()
    assert town.heard(staff) == []
    waiting = town.do(queue.page(town.community_id, staff, "all", town.now_ms, 9))
    assert [(one.case.words, one.case.state, one.team, one.late) for one in waiting] == [
        ("7栋楼下的路灯不亮，晚上看不见台阶", "new", "", False),
        ("社区广场边上的栏杆松了，一推就晃", "working", "老街坊巡逻队", False),
        (demo_story.WORDS, "building", "", False),
    ]

    # From then on they are like any other: a neighbour joins, and what nobody sees to is late.
    neighbour = town.person("林悦")
    [like] = town.do(similar.find(town.community_id, HAZARD, "7栋楼下路灯不亮", "power", waiting[0].case.place_key))
    assert isinstance(town.do(following.join(like.case.id, neighbour, town.now_ms)), Done)
    town.wait(days=1)
    town.catch_up()
    assert heard(town, staff, "超时了，请尽快处理：") == 1


@pytest.mark.parametrize("clock", ["00:10", "08:20", "08:21", "19:20", "23:59"])
def test_whatever_the_hour_the_rounds_were_before_and_nothing_is_late(town: Town, clock: str) -> None:
    town.now_ms = to_ms(local(f"2026-11-23 {clock}"), ZONE)
    found, _problems = files.read(DEMO)
    assert found is not None
    town.do(loading.load_demo(found, town.now_ms, ZONE, lambda: "seed"))
    assert town.do(demo_round.tell(town.community_id, town.now_ms, ZONE))
    waiting = town.do(queue.page(town.community_id, town.staff(), "all", town.now_ms, 9))
    assert [(one.late, one.case.created_ms < town.now_ms) for one in waiting] == [(False, True), (False, True)]


def test_the_past_is_told_to_no_community_that_has_one_of_its_own(town: Town) -> None:
    [account] = [town.do(accounts.of_person(zhang := town.person("张汉梅")))[0]]
    for kind in (HAZARD, kinds.SUGGESTION):
        town.do(reports.open_case(Report(kind, words="扶手松了"), zhang, zhang, account.id, "test", town.now_ms))
    assert not town.do(demo_story.tell(town.community_id, town.now_ms, ZONE))
    assert not town.do(demo_round.tell(town.community_id, town.now_ms, ZONE))
    assert town.do(suggestions.public(town.community_id)) == []
