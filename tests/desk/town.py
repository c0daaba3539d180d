"""A lively town for the desk: something of everything that an office sees in a day, made the way it comes about."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any, TypeVar

from language.message import Outgoing
from services import broadcasts, enrolment
from services.canteen import delivery, no_answer, orders
from services.cases import asking, handling, places, reports
from services.cases.outcomes import Done, Opened
from services.cases.reports import Report
from services.talks import duty
from storage import courses, drops, enrolments, inbox, meals, outbox, people, routes
from storage.accounts import Account
from storage.broadcasts import Audience
from storage.outbox import Lane
from storage.sql import Query
from tests.conversations.world import ZONE
from tests.desk.house import DeskHouse

T = TypeVar("T")
HERE = 1
TUESDAY = "2026-12-01"
"""The day on which most of it happens."""
AFTERNOON = f"{TUESDAY} 14:50"
"""A class has begun twenty minutes ago, another begins at half past four; meals are on their way since half past nine."""
NEIGHBOURS = ("王桂花", "赵建国", "孙秀兰", "钱爱华", "周德胜", "吴玉梅", "郑大爷", "冯春生")


async def do(house: DeskHouse, work: Callable[[int], Coroutine[Query, Any, T]]) -> T:
    """Something happens at this moment, in a transaction; `work` gets the moment."""
    now_ms = house.world.now_ms
    found: T = await house.db.write(lambda: work(now_ms))
    return found


async def works_here(house: DeskHouse) -> int:
    """Who works here, and so does what staff do in these stories."""
    return await house.person("周丹丹")


async def neighbour(house: DeskHouse, name: str, phone: str = "13900000000") -> int:
    """Somebody whom no message reaches: the office knows the name and a number."""

    async def enter(now_ms: int) -> int:
        person_id = await people.add(HERE, name, now_ms)
        await people.set_phone(person_id, phone)
        await people.set_home(person_id, "3", "2", "502")
        return person_id

    return await do(house, enter)


async def course(house: DeskHouse, slug: str) -> int:
    """A course of the community's file by its name there."""
    found = await house.db.read(lambda: courses.by_slug(HERE, slug))
    assert found is not None
    return found.id


async def signed_up(house: DeskHouse, slug: str, person_id: int) -> int:
    """The person has a seat in the course, or waits for one; returns the enrolment."""
    course_id = await course(house, slug)
    outcome: Any = await do(house, lambda now_ms: enrolment.enrol(course_id, person_id, person_id, now_ms))
    await house.engine.settle()
    return int(outcome.enrolment_id)


async def session_of(house: DeskHouse, slug: str, day: str = TUESDAY) -> int:
    """The session of a course on a day."""
    course_id = await course(house, slug)
    [(session_id,)] = house.rows(
        "SELECT id FROM session WHERE course_id = :course_id AND date(starts_ms / 1000 + 28800, 'unixepoch') = :day",
        {"course_id": course_id, "day": day},
    )
    return int(session_id)


async def meal(house: DeskHouse, eater_id: int, *, way: str = "dine", address: str = "", day: str = TUESDAY) -> int:
    """The person has ordered the first dish of a day; returns the order."""
    planned = await house.db.read(lambda: meals.on(HERE, day))
    assert planned is not None
    dish = (await house.db.read(lambda: meals.dishes(planned.id)))[0]
    made = await do(
        house,
        lambda now_ms: orders.order(planned.id, eater_id, eater_id, dish.id, now_ms, portions=1, way=way, address=address),
    )
    assert isinstance(made, orders.Ordered), made
    return made.listed.id


async def reported(house: DeskHouse, words: str, category: str, place: str, *, severity: str = "") -> int:
    """李荣珍 has reported something; returns the case."""
    account = await house.account("李荣珍")
    report = Report("hazard", words=words, category=category, severity=severity, where=places.of_words(place))
    opened = await do(
        house, lambda now_ms: reports.open_case(report, account.person_id, account.person_id, account.id, "", now_ms)
    )
    assert isinstance(opened, Opened), opened
    await house.engine.settle()
    return opened.case_id


async def suggested(house: DeskHouse, words: str) -> int:
    """李荣珍 has suggested something, which waits to be read; returns the case."""
    account = await house.account("李荣珍")
    opened = await do(
        house,
        lambda now_ms: reports.open_case(
            Report("suggestion", words=words), account.person_id, account.person_id, account.id, "", now_ms
        ),
    )
    assert isinstance(opened, Opened), opened
    return opened.case_id


async def nobody_opens(house: DeskHouse, courier: str, day: str = TUESDAY) -> int:
    """The courier takes the first route that is free; at its first door nobody opens and nobody answers. Returns that order."""
    by = await house.person(courier)
    planned = await house.db.read(lambda: meals.on(HERE, day))
    assert planned is not None
    free = [route for route in await house.db.read(lambda: routes.of_day(planned.id)) if route.free]
    await do(house, lambda now_ms: delivery.take(free[0].id, by, now_ms))
    door = (await house.db.read(lambda: drops.of_route(free[0].id)))[0]
    await do(house, lambda now_ms: no_answer.knocked(door.order_id, by, now_ms))
    for _call in range(3):
        told: Any = await do(house, lambda now_ms: _unanswered(door.order_id, by, now_ms))
        if isinstance(told, no_answer.StaffTold):
            break
    await house.engine.settle()
    return door.order_id


async def _unanswered(order_id: int, by: int, now_ms: int) -> object:
    drop = await drops.get(order_id)
    assert drop is not None
    return await no_answer.unanswered(order_id, by, await no_answer.to_call(drop), now_ms)


async def answered(house: DeskHouse, case_id: int, words: str) -> None:
    """李荣珍 answers what staff asked about a case."""
    account = await house.account("李荣珍")
    done = await do(house, lambda now_ms: handling.answer(case_id, words, (), account.person_id, account.id, "", now_ms))
    assert isinstance(done, Done), done
    await house.engine.settle()


async def offered(enrolment_id: int, until_ms: int, now_ms: int) -> None:
    """A seat is held for who waited for it, until then."""
    await enrolments.turn(enrolment_id, "seat", "waiting", 1, now_ms)
    await enrolments.offer(enrolment_id, until_ms, now_ms)


async def undelivered(house: DeskHouse, account: Account) -> None:
    """A message to somebody could not be delivered."""

    async def fail(now_ms: int) -> None:
        await outbox.notice("x", account.person_id, account, Outgoing(text="您好"), Lane.NOTICE, now_ms)
        [row] = await outbox.waiting_for(account.channel, account.external_id)
        await outbox.end(row.id, "unreachable", now_ms, "gone")

    await do(house, fail)


async def parked(house: DeskHouse, error: str = "ValueError at x.py:3") -> None:
    """Something that 李荣珍 did failed."""
    account = await house.account("李荣珍")
    await do(house, lambda now_ms: inbox.park("plain", f"parked-{now_ms}", account.id, "", error, now_ms))


async def lively(house: DeskHouse) -> None:
    """All of it. It is `AFTERNOON` then."""
    await house.happens("罗主任 runs the place")
    await _families(house)
    await _courses(house)
    await _volunteers(house)
    await _orders(house)
    await _cases(house)
    await _at_noon(house)
    await _in_the_afternoon(house)
    await house.engine.settle()


async def _families(house: DeskHouse) -> None:
    await house.happens("王小倩 has a child 陈小宝, born 2018-06-01")
    await house.happens("林悦 acts for 林建国")
    await house.happens("李荣珍 lives in 3栋2单元501")
    await house.happens("陈芳 13900000002 is to be called for 陈兆龙")
    for n, name in enumerate(NEIGHBOURS):
        person_id = await neighbour(house, name, f"1390000{n:04d}")
        born = date(1940 + n, 12, 1 + n)
        await do(house, lambda _now_ms, person_id=person_id, born=born: people.set_birth(person_id, born))  # type: ignore[misc]


async def _courses(house: DeskHouse) -> None:
    for n, (person_id,) in enumerate(house.rows("SELECT id FROM person WHERE building = '3' AND room = '502' ORDER BY id")):
        for slug in ("yoga", "papercut")[: 1 + n % 2]:
            await signed_up(house, slug, person_id)
    for slug in ("yoga", "papercut"):
        await signed_up(house, slug, await house.person("李荣珍"))
    await house.says("王小倩", "/courses")


async def _volunteers(house: DeskHouse) -> None:
    await house.happens("赵队长 leads the team 老街坊巡逻队")
    await house.happens("王强 is in the team 老街坊巡逻队")
    await house.happens("张汉梅 is in the team 老街坊巡逻队")
    await house.happens("the duty 晚巡 of 老街坊巡逻队 needs 2, daily at 19:00")
    await house.happens("the duty 午巡 of 老街坊巡逻队 needs 2, daily at 14:00")
    await house.happens("there is a spot 滑梯, code SLIDE123")
    await house.happens("晚巡 passes 北门 N1; 南门 S1")


async def _orders(house: DeskHouse) -> None:
    house.at("2026-11-30 10:00")
    await house.engine.settle()
    await house.happens("王强 has the shift of 午巡 on 2026-12-01")
    await house.happens("张汉梅 has the shift of 午巡 on 2026-12-01")
    await house.happens("王强 has the shift of 晚巡 on 2026-12-02")
    await house.happens("王强 delivers here")
    await house.happens("the office plans 2026-12-01 to 2026-12-04: 番茄炒蛋, 鱼块")
    for name, address in (("陈兆龙", "3栋2单元501"), ("王桂花", "5栋1单元202")):
        await house.happens(f"{name} has a meal brought to {address} on {TUESDAY}")
    await meal(house, await house.person("李荣珍"))
    await meal(house, await house.person("李荣珍"), way="pickup", day="2026-12-02")


async def _cases(house: DeskHouse) -> None:
    by = await works_here(house)
    late = await reported(house, "3栋2单元路灯不亮", "power", "3栋2单元", severity="utility")
    assert isinstance(await do(house, lambda now_ms: handling.take(late, by, now_ms)), Done)
    await house.happens("李荣珍 has suggested 给孩子们装个滑梯")
    await house.happens("4 neighbours support 给孩子们装个滑梯")
    await house.happens("the office plans 居民议事会 at 2026-12-01 19:30 in 会议室")
    asked = await reported(house, "楼道里堆了东西", "fire", "5栋1单元")
    await do(house, lambda now_ms: asking.ask(asked, "堆在几楼？", by, now_ms))
    await answered(house, asked, "在三楼")


async def _at_noon(house: DeskHouse) -> None:
    house.at(f"{TUESDAY} 09:31")
    await house.engine.settle()
    await nobody_opens(house, "王强")
    house.at(f"{TUESDAY} 13:50")
    await house.engine.settle()
    await house.happens(f"王强 has come to the shift of 午巡 on {TUESDAY}")
    await reported(house, "3栋1单元栏杆松了，要掉下来", "building", "3栋1单元", severity="danger")


async def _in_the_afternoon(house: DeskHouse) -> None:
    by = await works_here(house)
    await suggested(house, "楼下多放几张长椅")
    house.at("2026-12-01 14:45")
    await house.says("林悦", "找人", "家里老人发烧了")
    await parked(house)
    house.at(AFTERNOON)
    await house.happens("the office moves 瑜伽 to 多功能活动室")
    await do(house, lambda now_ms: duty.come(HERE, by, now_ms, ZONE))
    await do(house, lambda now_ms: broadcasts.begin(HERE, by, "周五停水，请提前存水", Audience(), date(2026, 12, 1), now_ms))
