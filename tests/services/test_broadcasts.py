"""Something is said to many: to whom, how far it has come, what became of it in the end."""

from __future__ import annotations

from datetime import date

import pytest

from services import broadcasts, enrolment, people
from services.audiences import born
from services.broadcasts import AT_ONCE
from storage import broadcasts as stored
from storage import calls, outbox
from storage.broadcasts import Audience
from tests.services.conftest import NOW, Town

TODAY = date(2026, 11, 23)
EVERYBODY = Audience()


def say(town: Town, staff: int, audience: Audience = EVERYBODY, *, urgent: bool = False) -> int:
    made = town.do(broadcasts.begin(town.community_id, staff, "明天停水", audience, TODAY, town.now_ms, urgent=urgent))
    assert made is not None
    return made


def deliver(town: Town, *, unless: tuple[int, ...] = ()) -> None:
    """Everything that waits arrives, but what is for those accounts."""
    for row in town.connection.execute("SELECT id, account_id FROM outbox WHERE state = 'pending'").fetchall():
        if row[1] not in unless:
            town.do(outbox.sent(row[0], "1", town.now_ms))


def told(town: Town, staff: int, broadcast_id: int) -> str:
    found = town.do(broadcasts.progress(broadcast_id, staff))
    assert found is not None
    return town.say(broadcasts.told(found))


def test_everybody_of_the_community_hears_it_once_and_children_do_not(town: Town) -> None:
    staff, mother = town.staff(), town.person("王小倩")
    town.child(mother)
    made = say(town, staff)
    town.catch_up()
    town.catch_up()
    assert town.heard(mother) == town.heard(staff) == ["【小军山社区】明天停水"]
    deliver(town)
    assert told(town, staff, made) == "送到2人"


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        (Audience(building="3"), {"三栋"}),
        (born(TODAY, 60, None), {"六十岁"}),
        (born(TODAY, 35, 59), {"五十九岁"}),
        (born(TODAY, 18, 34), set()),
        (Audience(), {"三栋", "六十岁", "五十九岁", "上课的", "周丹丹"}),
    ],
)
def test_only_those_for_whom_it_is_hear_it(town: Town, audience: Audience, who: set[str]) -> None:
    staff = town.staff()
    residents = {
        "三栋": town.person("三栋"), "六十岁": town.person("六十岁", born=date(1966, 11, 23)),
        "五十九岁": town.person("五十九岁", born=date(1966, 11, 24)), "上课的": town.person("上课的"), "周丹丹": staff,
    }  # fmt: skip
    town.do(people.set_home(residents["三栋"], "3栋", "1", "101"))
    assert town.do(broadcasts.count(town.community_id, audience, TODAY)) == (len(who), len(who))
    say(town, staff, audience)
    town.catch_up()
    assert {name for name, person in residents.items() if any("】明天停水" in said for said in town.heard(person))} == who


def test_the_people_of_a_class_are_those_in_it_and_those_who_booked(town: Town) -> None:
    staff, mother, stranger = town.staff(), town.person("王小倩"), town.person("路人")
    camp = town.course("托管", audience="childcare")
    town.do(enrolment.enrol(camp, town.child(mother), mother, NOW, pickup="爷爷"))
    say(town, staff, Audience(course_id=camp))
    town.catch_up()
    assert any("停水" in said for said in town.heard(mother)) and not any("停水" in said for said in town.heard(stranger))


def test_the_numbers_add_up(town: Town) -> None:
    staff, reached, blocked, _mute = (
        town.staff(),
        town.person("收到的"),
        town.person("屏蔽的"),
        town.person("没有账号的", chat=False),
    )
    town.connection.execute("UPDATE account SET blocked_ms = 1 WHERE person_id = ?", (blocked,))
    made = say(town, staff)
    town.catch_up()
    assert told(town, staff, made) == "送到0人\n还有2人没送到，夜里不发，早上再送\n收不到2人"
    deliver(town)
    town.wait(hours=0.01)
    town.catch_up()
    assert told(town, staff, made) == "送到2人\n收不到2人"
    assert any("通知发完了" in said for said in town.heard(staff)) and reached


def test_stopped_while_it_is_being_written_nobody_is_counted_as_waiting(town: Town) -> None:
    staff = town.staff()
    for n in range(AT_ONCE + 20):
        town.person(f"居民{n}")
    made = say(town, staff)
    broadcast = town.do(stored.get(made))
    assert broadcast is not None
    assert town.do(broadcasts.spread(broadcast, 0, TODAY, NOW)) is not None, "there are more"
    town.do(broadcasts.stop(made, staff, NOW))
    town.catch_up()
    assert told(town, staff, made) == f"送到0人\n没有再发{AT_ONCE + 21}人"
    assert town.connection.execute("SELECT COUNT(*) FROM outbox WHERE state = 'pending'").fetchone() == (0,)


def test_in_danger_those_whom_no_message_reaches_are_phoned(town: Town) -> None:
    staff, elder = town.staff(), town.person("陈兆龙", chat=False, phone="13900000001")
    say(town, staff, urgent=True)
    town.catch_up()
    [call] = town.do(calls.waiting(town.community_id, town.now_ms, 5))
    assert call.person_id == elder and "停水" in call.words
    assert any("请打电话转告" in said and "陈兆龙" in said for said in town.heard(staff))


def test_residents_say_nothing_to_many_and_see_nothing_of_it(town: Town) -> None:
    staff, lin = town.staff(), town.person("林悦")
    assert town.do(broadcasts.begin(town.community_id, lin, "打折", EVERYBODY, TODAY, NOW)) is None
    made = say(town, staff)
    assert town.do(broadcasts.progress(made, lin)) is None and town.do(broadcasts.stop(made, lin, NOW)) is None
    assert town.do(broadcasts.latest(town.community_id, lin)) == []
    assert [one.id for one in town.do(broadcasts.latest(town.community_id, staff))] == [made]
