"""Stage directions: what happens beside the chat, or had happened before. Each is one sentence after `* `.

* 周丹丹 works here                                     a member of staff, known by name and phone
* 李荣珍 is known, born 1950-03-08                      has agreed, and told name, phone (and birth date)
* 剪纸 is full                                          neighbours without a phone have taken every seat
* the office moves 周一 瑜伽 to 2026-11-30 18:30        as staff do it; also "… to 多功能活动室"
* the office cancels 剪纸: 老师生病
* the office closes 剪纸
* the office drops the next 瑜伽                          its next date does not take place
* 亲子陶艺 has 4 seats                                  as a changed community file says it
* the office has verified 张汉梅                          it has seen the card
* the menu of 2026-11-24 has pictures                     of every dish, as a community file names them
* 林悦 acts for 林建国                                    a parent, who agreed
* the office plans 2026-11-30 to 2026-12-04: 番茄炒蛋, 鱼块   a menu, the same on each of these days
* 王强 delivers here                                     a courier, known by name and phone
* 陈兆龙 has a meal brought to 3栋2单元501 on 2026-11-24   somebody without a phone of their own; also "…, phone 13900000001"
* 陈芳 13900000002 is to be called for 陈兆龙              an emergency contact
* 林悦 cares for 陈兆龙                                    may act for them, and may be told when a meal was brought
* 王小倩 has a child 陈小宝, born 2018-06-01
* 李荣珍 has suggested 给孩子们装个滑梯                    and staff let it be seen
* 19 neighbours support 给孩子们装个滑梯                    people without a phone
* the office plans 居民议事会 at 2026-11-28 14:30 in 会议室    a meeting, with all that was suggested on its agenda
* 李荣珍 lives in 3栋2单元501
* the office moves case 1 to solved: 换了水管               as staff do it, to a state of its kind; without a reason as well
* there is a spot 滑梯, code SLIDE123 at 30.5,114.3        a place with a QR code
* weddings are registered here                           a kind of case of the community's own
* 陈外 belongs to another community                       known there by name and phone
* 王强 walks with 老街坊巡逻队                              has come to a shift of that team, which is until the evening
* 王强 reported 3栋2单元水管漏水                            a hazard; what it is about and where is read from the words
* 罗主任 runs the place                                 an administrator
* 王外人 works elsewhere                                a member of staff of another community
* the office often answers 马上来: 马上有人过来，请稍等。      words behind a button, as a community file has them
* 王强 is in the team 老街坊巡逻队                       a team that is made where it is missing; also "… leads the team …"
* the duty 晚巡 of 老街坊巡逻队 needs 2, daily at 19:00   an hour and a half each; also "…, on 1,3 at 19:00"
* 王强 has the shift of 晚巡 on 2026-11-25
* 王强 has kept 3 shifts of 晚巡                        checked in, long ago: is new no more
* 王强 has the shift 晚巡 on 2026-11-23 at 19:00          two hours with 平安巡逻队, for two; known by name and phone
* 王芳 has the child 王小宝 on the shift 晚巡 on 2026-11-23 at 19:00   of eight years, whom she brings
* 赵敏 leads the patrol                                   平安巡逻队; also "… is in the patrol"
* 晚巡 passes 北门 N1 30.5,114.3; 南门 S1                  its checkpoints, with what their codes say and where they are
* the office often answers 马上来: 马上有人过来，请稍等。      words behind a button, as a community file has them
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from services import course_changes, enrolment, people
from services import households as family
from services.calendar import HOUR_MS, to_local, to_ms
from services.canteen import meals, orders
from services.cases import kinds, moves, places, reports
from services.cases.outcomes import Done, Opened
from services.cases.reports import Report
from services.patrol import duties, shifts
from storage import accounts, case_kinds, cases, communities, households, roles, sessions, shift_places, spots, teams
from storage import courses as courses_stored
from storage import duties as duties_stored
from storage import meals as meals_stored
from storage import people as people_stored
from storage import shifts as shifts_stored
from storage.courses import Course
from storage.database import Database
from storage.sql import sql
from tests import patrol
from tests.conversations.council_directions import plan_meeting, suggest, support
from tests.conversations.world import ZONE, World

_PICTURE = b"\xff\xd8\xff\xe0 as a JPEG begins"
Enter = Callable[[str], Awaitable[tuple[str, str]]]
"""Has a person open the chat; returns the channel and the person's id on it."""

_WORKS = re.compile(r"(\S+) works here")
_KNOWN = re.compile(r"(\S+) is known(?:, born (\d{4}-\d\d-\d\d))?")
_FULL = re.compile(r"(.+) is full")
_LIVES = re.compile(r"(\S+) lives in (\d+)栋(\d+)单元(\d+)")
_CASE = re.compile(r"the office moves case (\d+) to (\w+)(?:: (.+))?")
_SPOT = re.compile(r"there is a spot (\S+), code (\w+)(?: at ([\d.]+),([\d.]+))?")
_FOREIGN = re.compile(r"(\S+) belongs to another community")
_WALKS = re.compile(r"(\S+) walks with (\S+)")
_ADD_DUTY = sql(
    "INSERT INTO duty (community_id, team_id, slug, n, name, weekdays, starts, minutes, need)"
    " VALUES (1, :team_id, 'round', 1, '巡逻', '1234567', '09:00', 480, 1) RETURNING id"
)
_ADD_SHIFT = sql(
    "INSERT INTO shift (duty_id, day, starts_ms, ends_ms, need) VALUES (:duty_id, '2026-11-23', :now_ms, :ends_ms, 1) RETURNING id"
)
_COME = sql(
    "INSERT INTO shift_place (shift_id, person_id, state, taken_ms, in_ms, in_how)"
    " VALUES (:shift_id, :person_id, 'taken', :now_ms, :now_ms, 'spot') RETURNING shift_id"
)
_MOVES = re.compile(r"the office moves (.+) to (.+)")
_CANCELS = re.compile(r"the office cancels ([^:]+): (.+)")
_DROPS = re.compile(r"the office drops the next (.+)")
_SEATS = re.compile(r"(.+) has (\d+) seats")
_VERIFIED = re.compile(r"the office has verified (\S+)")
_PICTURES = re.compile(r"the menu of (\S+) has pictures")
_DELIVERS = re.compile(r"(\S+) delivers here")
_BROUGHT = re.compile(r"(\S+) has a meal brought to (\S+) on (\d{4}-\d\d-\d\d)(?:, phone (\S+))?")
_CONTACT = re.compile(r"(\S+) (\S+) is to be called for (\S+)")
_CARES = re.compile(r"(\S+) cares for (\S+)")
_TEAM = re.compile(r"(\S+) (is in|leads) the team (\S+)")
_DUTY = re.compile(r"the duty (\S+) of (\S+) needs (\d+), (?:daily|on (\S+)) at (\d\d:\d\d)")
_HAS_SHIFT = re.compile(r"(\S+) has the shift of (\S+) on (\S+)")
_KEPT = re.compile(r"(\S+) has kept (\d+) shifts of (\S+)")
_CHECK_IN = sql("UPDATE shift_place SET in_ms = :now_ms WHERE shift_id = :shift_id AND person_id = :person_id")
_NAMED = sql("SELECT id FROM person WHERE name = :name AND community_id = 1 ORDER BY id LIMIT 1")
_SET_SEATS = sql("UPDATE course SET seats = :seats WHERE id = :id")
_CHILD = re.compile(r"(\S+) has a child (\S+), born (\d{4}-\d\d-\d\d)")
_SUGGESTED = re.compile(r"(\S+) has suggested (.+)")
_SUPPORT = re.compile(r"(\d+) neighbours support (.+)")
_MEETS = re.compile(r"the office plans (\S+) at (\d{4}-\d\d-\d\d \d\d:\d\d) in (\S+)")
_ACTS = re.compile(r"(\S+) acts for (\S+)")
_PLANS = re.compile(r"the office plans (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?: (.+)")
_REPORTED = re.compile(r"(\S+) reported (.+)")
_RUNS = re.compile(r"(\S+) runs the place")
_ELSEWHERE = re.compile(r"(\S+) works elsewhere")
_ANSWERS = re.compile(r"the office often answers ([^:]+): (.+)")
_CLOSES = re.compile(r"the office closes (.+)")
_SHIFT = re.compile(r"(\S+) has the shift (\S+) on (\d{4}-\d\d-\d\d) at (\d\d:\d\d)")
_CHILD_SHIFT = re.compile(r"(\S+) has the child (\S+) on the shift (\S+) on (\d{4}-\d\d-\d\d) at (\d\d:\d\d)")
_IN_TEAM = re.compile(r"(\S+) (leads|is in) the patrol")
_PASSES = re.compile(r"(\S+) passes (.+)")


async def follow(words: str, world: World, db: Database, enter: Enter) -> None:
    """Do what the direction says. Raises ValueError where it says nothing known."""
    now_ms = world.now_ms
    if found := _WORKS.fullmatch(words):
        person_id = await _known(found[1], None, world, db, enter)
        await db.write(lambda: roles.grant(1, "staff", person_id, None, now_ms))
    elif found := _KNOWN.fullmatch(words):
        await _known(found[1], date.fromisoformat(found[2]) if found[2] else None, world, db, enter)
    elif found := _FULL.fullmatch(words):
        title = found[1]
        await db.write(lambda: _fill(title, now_ms))
    elif found := _LIVES.fullmatch(words):
        person_id, home = await _known(found[1], None, world, db, enter), found.groups()[1:]
        await db.write(lambda: people_stored.set_home(person_id, *home))
    elif found := _CASE.fullmatch(words):
        case_id, state, reason = int(found[1]), found[2], found[3] or ""
        await db.write(lambda: _move_case(case_id, state, reason, now_ms))
    elif found := _SPOT.fullmatch(words):
        name, code = found[1], found[2]
        point = [round(float(degrees) * 1e6) for degrees in found.groups()[2:] if degrees]
        await db.write(lambda: spots.save(1, code, 1, name, code, *point))
    elif words == "weddings are registered here":
        await db.write(lambda: kinds.keep(1, [*kinds.DEFAULTS, WEDDING]))
    elif found := _FOREIGN.fullmatch(words):
        person_id = await _known(found[1], None, world, db, enter)
        await db.write(lambda: _move_away(person_id))
    elif found := _WALKS.fullmatch(words):
        person_id, team = await _known(found[1], None, world, db, enter), found[2]
        await db.write(lambda: _walk(person_id, team, now_ms))
    elif found := _MOVES.fullmatch(words):
        title, where = found.groups()
        try:
            starts, place = datetime.fromisoformat(where), None
        except ValueError:
            starts, place = None, where
        await _by_office(db, title, lambda c: course_changes.move_course(c.id, None, now_ms, ZONE, starts=starts, place=place))
    elif found := _CANCELS.fullmatch(words):
        title, reason = found.groups()
        await _by_office(db, title, lambda c: course_changes.cancel_course(c.id, None, now_ms, reason=reason))
    elif found := _CLOSES.fullmatch(words):
        await _by_office(db, found[1], lambda c: course_changes.close(c.id, None, now_ms))
    elif found := _DROPS.fullmatch(words):
        await _by_office(db, found[1], lambda c: _drop_next(c, now_ms))
    elif found := _VERIFIED.fullmatch(words):
        channel, external_id = await enter(found[1])
        account = await db.read(lambda: accounts.find(channel, external_id))
        assert account is not None
        person_id = account.person_id
        known = await db.read(lambda: people_stored.get(person_id))
        assert known is not None and known.born is not None
        seen = known.born
        await db.write(lambda: people_stored.see_age(person_id, seen, now_ms))
    elif found := _PICTURES.fullmatch(words):
        day, blob = found[1], await world.files.save(_PICTURE)
        await db.write(lambda: _picture(day, blob))
    elif found := _ACTS.fullmatch(words):
        guardian_id = await _known(found[1], None, world, db, enter)
        member_id = await _known(found[2], None, world, db, enter)
        await db.write(lambda: households.link(guardian_id, member_id, "parent", now_ms, now_ms))
    elif found := _PLANS.fullmatch(words):
        first, last, dishes = date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1]), found[3].split(", ")
        await db.write(lambda: _plan(first, last, dishes, now_ms))
    elif found := _DELIVERS.fullmatch(words):
        person_id = await _known(found[1], None, world, db, enter)
        await db.write(lambda: roles.grant(1, "courier", person_id, None, now_ms))
    elif found := _BROUGHT.fullmatch(words):
        name, address, day, phone = found.groups()
        await db.write(lambda: _have_brought(name, address, day, phone or "", now_ms))
    elif found := _CONTACT.fullmatch(words):
        name, phone, whom = found.groups()

        async def set_contact() -> None:
            await people.set_contact(await _without_phone(whom, now_ms), name, phone)

        await db.write(set_contact)
    elif found := _CARES.fullmatch(words):
        guardian_id, whom = await _known(found[1], None, world, db, enter), found[2]

        async def link() -> None:
            member_id = await _without_phone(whom, now_ms)
            await households.link(guardian_id, member_id, "parent", now_ms, now_ms)
            await households.tell_delivered(guardian_id, member_id, told=True)

        await db.write(link)
    elif found := _REPORTED.fullmatch(words):
        person_id, account_id = await _account(found[1], world, db, enter)
        said = found[2]
        await db.write(lambda: _report(said, person_id, account_id, now_ms))
    elif found := _RUNS.fullmatch(words):
        person_id = await _known(found[1], None, world, db, enter)
        await db.write(lambda: roles.grant(1, "admin", person_id, None, now_ms))
    elif found := _ELSEWHERE.fullmatch(words):
        person_id = await _known(found[1], None, world, db, enter)
        await db.write(lambda: _work_elsewhere(person_id, now_ms))
    elif found := _ANSWERS.fullmatch(words):
        title, answer = found.groups()
        often = [(one.title, one.words) for one in await db.read(lambda: case_kinds.answers(1))]
        await db.write(lambda: case_kinds.replace_answers(1, [*often, (title, answer)]))
    elif found := _TEAM.fullmatch(words):
        person_id, leads, team = await _known(found[1], None, world, db, enter), found[2] == "leads", found[3]
        await db.write(lambda: _join(team, person_id, leads, now_ms))
    elif found := _DUTY.fullmatch(words):
        name, team, need, on_days, at = found.groups()
        await db.write(lambda: _have_duty(name, team, int(need), on_days or "", at, now_ms))
    elif found := _HAS_SHIFT.fullmatch(words):
        person_id, name, day = await _known(found[1], None, world, db, enter), found[2], found[3]
        await db.write(lambda: _have_shift(person_id, name, day, now_ms))
    elif found := _KEPT.fullmatch(words):
        person_id, number, name = await _known(found[1], None, world, db, enter), int(found[2]), found[3]
        await db.write(lambda: _keep_shifts(person_id, number, name))
    elif found := _SHIFT.fullmatch(words):
        person_id, name = await _known(found[1], None, world, db, enter), found[2]
        begins = datetime.fromisoformat(f"{found[3]} {found[4]}")
        await db.write(lambda: _shift(person_id, name, begins, now_ms))
    elif found := _CHILD_SHIFT.fullmatch(words):
        guardian_id, child, name = await _known(found[1], None, world, db, enter), found[2], found[3]
        begins = datetime.fromisoformat(f"{found[4]} {found[5]}")

        async def bring() -> None:
            child_id = await people_stored.add(1, child, now_ms)
            await people_stored.set_birth(child_id, date(2018, 6, 1))
            await households.link(guardian_id, child_id, "child", now_ms, now_ms)
            await _shift(child_id, name, begins, now_ms)

        await db.write(bring)
    elif found := _IN_TEAM.fullmatch(words):
        person_id, lead = await _known(found[1], None, world, db, enter), found[2] == "leads"
        await db.write(lambda: _member(person_id, lead=lead))
    elif found := _PASSES.fullmatch(words):
        name, route = found[1], found[2].split("; ")
        await db.write(lambda: _pass(name, route))
    elif found := _ANSWERS.fullmatch(words):
        title, answer = found.groups()
        before = await db.read(lambda: case_kinds.answers(1))
        await db.write(lambda: case_kinds.replace_answers(1, [*((one.title, one.words) for one in before), (title, answer)]))
    elif found := _CHILD.fullmatch(words):
        guardian_id, child, born = await _known(found[1], None, world, db, enter), found[2], date.fromisoformat(found[3])
        await db.write(lambda: family.add_child(guardian_id, child, born, now_ms))
    elif found := _SUGGESTED.fullmatch(words):
        author_id, idea = await _known(found[1], None, world, db, enter), found[2]
        await db.write(lambda: suggest(author_id, idea, now_ms))
    elif found := _SUPPORT.fullmatch(words):
        number, idea = int(found[1]), found[2]
        await db.write(lambda: support(number, idea, now_ms))
    elif found := _MEETS.fullmatch(words):
        title, starts_ms, place = found[1], to_ms(datetime.fromisoformat(found[2]), ZONE), found[3]
        await db.write(lambda: plan_meeting(title, starts_ms, place, now_ms))
    elif found := _SEATS.fullmatch(words):
        title, seats = found[1], int(found[2])
        await db.write(lambda: _resize(title, seats, now_ms))
    else:
        raise ValueError(f"no such direction: {words!r} (see {__name__})")


async def _known(name: str, born: date | None, world: World, db: Database, enter: Enter) -> int:
    channel, external_id = await enter(name)
    now_ms = world.now_ms
    phone = f"138{sum(map(ord, name)):08d}"

    async def make() -> int:
        await accounts.arrive(channel, external_id, "zh", now_ms)
        account = await accounts.find(channel, external_id)
        assert account
        await accounts.seen(account, now_ms, last_tap="", last_message="")
        await people.consent(account.person_id, now_ms)
        await people.set_name(account.person_id, name)
        await people.set_phone(account.person_id, phone)
        await people.set_community(account.person_id, (await communities.every())[0].id)
        if born:
            await people.set_birth(account.person_id, born, to_local(now_ms, ZONE).date())
        return account.person_id

    return await db.write(make)


WEDDING = kinds.Kind(
    "wedding",
    "红白喜事",
    "登记红白喜事",
    asks=("words",),
    must=(),
    questions=(
        kinds.Extra("what", "是哪一种？", "哪一种", "choose", ("结婚", "白事", "生日寿宴")),
        kinds.Extra("day", "哪一天？", "日子", "date"),
        kinds.Extra("guests", "大约几桌？", "桌数", "number", must=False),
        kinds.Extra("phone", "联系电话用哪个？", "电话", "phone"),
    ),
    states=kinds.REPAIRED,
    team="elders",
    hours=48,
)
"""A kind of case as a community describes it."""


async def _move_case(case_id: int, state: str, reason: str, now_ms: int) -> None:
    """As somebody does who works here; a colleague without a phone where nobody does."""
    holders = [holder.person_id for holder in await roles.holders(1) if holder.role == "staff"]
    by = holders[0] if holders else await people_stored.add(1, "值班员", now_ms)
    await roles.grant(1, "staff", by, None, now_ms)
    case = await cases.get(case_id)
    assert case is not None
    done = await moves.set_state(case_id, state, reason, by, now_ms, seen=case.state)
    assert isinstance(done, Done), done


async def _move_away(person_id: int) -> None:
    there = await communities.save("elsewhere", "别处社区", "", "", "")
    await people.set_community(person_id, there.id)


async def _walk(person_id: int, team: str, now_ms: int) -> None:
    team_id = await teams.save(1, "patrol", 1, team, "")
    await teams.join(team_id, person_id, now_ms)
    duty_id = await _ADD_DUTY.value(team_id=team_id)
    shift_id = await _ADD_SHIFT.value(duty_id=duty_id, now_ms=now_ms, ends_ms=now_ms + 8 * HOUR_MS)
    await _COME.value(shift_id=shift_id, person_id=person_id, now_ms=now_ms)


async def _account(name: str, world: World, db: Database, enter: Enter) -> tuple[int, int]:
    """Somebody who is known, and the account on which they are."""
    person_id = await _known(name, None, world, db, enter)
    found = await db.read(lambda: accounts.of_person(person_id))
    return person_id, found[0].id


async def _report(words: str, reporter_id: int, account_id: int, now_ms: int) -> None:
    kind = await kinds.get(1, kinds.HAZARD)
    assert kind is not None
    about = next((one.id for one in kind.categories if any(word in words for word in one.words)), "other")
    place = re.match(r"\S*?(?:单元|栋|楼下|门口)", words)
    report = Report(kind.id, words=words, category=about, where=places.of_words(place[0]) if place else places.Where())
    opened = await reports.open_case(report, reporter_id, reporter_id, account_id, "", now_ms)
    assert isinstance(opened, Opened), opened


async def _work_elsewhere(person_id: int, now_ms: int) -> None:
    there = await communities.save("elsewhere", "别处社区", "", "", "")
    await people.set_community(person_id, there.id)
    await roles.grant(there.id, "staff", person_id, None, now_ms)


async def _plan(first: date, last: date, dishes: list[str], now_ms: int) -> None:
    community = (await communities.every())[0]
    for n in range((last - first).days + 1):
        await meals.plan(community.id, first + timedelta(n), dishes, ZONE, now_ms)


async def _without_phone(name: str, now_ms: int) -> int:
    """Somebody of that name; entered by the office where nobody has it."""
    return await _NAMED.value(name=name) or await people_stored.add(1, name, now_ms)


async def _have_brought(name: str, address: str, day: str, phone: str, now_ms: int) -> None:
    eater_id, cooked = await _without_phone(name, now_ms), await meals_stored.on(1, day)
    if phone:
        await people.set_phone(eater_id, phone)
    assert cooked is not None
    dish = (await meals_stored.dishes(cooked.id))[0]
    made = await orders.order(cooked.id, eater_id, eater_id, dish.id, now_ms, portions=1, way="delivered", address=address)
    assert isinstance(made, orders.Ordered), made


async def _team(name: str) -> int:
    known = next((team.id for team in await teams.of_community(1) if team.name == name), 0)
    return known or await teams.save(1, name, len(await teams.of_community(1)) + 1, name, "")


async def _join(name: str, person_id: int, leads: bool, now_ms: int) -> None:
    team_id = await _team(name)
    await teams.join(team_id, person_id, now_ms)
    await teams.set_lead(team_id, person_id, lead=leads)


async def _have_duty(name: str, team: str, need: int, weekdays: str, starts: str, now_ms: int) -> None:
    await duties_stored.save(1, await _team(team), name, 1, name, weekdays, starts, 90, need)
    await duties.plan_ahead(1, now_ms, ZONE)
    await duties.follow(1, now_ms)


async def _duty(name: str) -> int:
    return next(duty.id for duty in await duties_stored.of_community(1) if duty.name == name)


async def _have_shift(person_id: int, name: str, day: str, now_ms: int) -> None:
    of_duty = await shifts_stored.of_duty(await _duty(name), now_ms)
    shift_id = next(shift.id for shift in of_duty if shift.day == day)
    taken = await shifts.take(shift_id, person_id, person_id, now_ms)
    assert isinstance(taken, shifts.Taken), taken


async def _keep_shifts(person_id: int, number: int, name: str) -> None:
    duty_id = await _duty(name)
    for n in range(number):
        starts = datetime(2026, 9, 1 + n, 9)  # noqa: DTZ001  # local on purpose
        starts_ms, day = to_ms(starts, ZONE), f"{starts:%Y-%m-%d}"
        await shifts_stored.add(duty_id, day, starts_ms, starts_ms + HOUR_MS, 99)
        shift_id = next(shift.id for shift in await shifts_stored.of_duty(duty_id, 0) if shift.day == day)
        await shift_places.take(shift_id, person_id, starts_ms - 1)
        await _CHECK_IN.run(shift_id=shift_id, person_id=person_id, now_ms=starts_ms)


async def _shift(person_id: int, name: str, starts: datetime, now_ms: int) -> None:
    team_id = await patrol.team(1)
    await patrol.member(team_id, person_id)
    shift_id = await patrol.shift(1, await patrol.duty(1, team_id, name), starts, ZONE, now_ms)
    await patrol.place(shift_id, person_id)


async def _member(person_id: int, *, lead: bool) -> None:
    await patrol.member(await patrol.team(1), person_id, lead=lead)


async def _pass(name: str, route: list[str]) -> None:
    duty_id = await patrol.duty(1, await patrol.team(1), name)
    for n, stop in enumerate(route, 1):
        spot, code, *point = stop.split(" ")
        latitude, longitude = point[0].split(",") if point else ("", "")
        await patrol.spot(1, duty_id, spot, code, (float(latitude), float(longitude)) if point else None, n)


async def _named(title: str) -> Course:
    community = (await communities.every())[0]
    found = [course for course in await courses_stored.every(community.id) if title in course.title]
    assert len(found) == 1, f"{title!r} names {len(found)} courses"
    return found[0]


async def _fill(title: str, now_ms: int) -> None:
    course = await _named(title)
    for number in range(course.free):
        neighbour = await people_stored.add(course.community_id, f"邻居{number + 1}", now_ms)
        await enrolment.enrol(course.id, neighbour, neighbour, now_ms)


async def _drop_next(course: Course, now_ms: int) -> course_changes.Change:
    dated = await sessions.of_course(course.id)
    following = next(session for session in dated if session.starts_ms > now_ms and session.status == "planned")
    return await course_changes.cancel_session(following.id, None, now_ms, ZONE)


async def _picture(day: str, blob: str) -> None:
    planned = await meals_stored.on((await communities.every())[0].id, day)
    assert planned is not None
    for dish in await meals_stored.dishes(planned.id):
        await meals_stored.describe_dish(dish.id, dish.tags, blob)


async def _resize(title: str, seats: int, now_ms: int) -> None:
    course = await _named(title)
    await _SET_SEATS.run(id=course.id, seats=seats)
    await course_changes.follow(course.id, now_ms)


async def _by_office(db: Database, title: str, do: Callable[[Course], Awaitable[course_changes.Change]]) -> None:
    async def change() -> course_changes.Change:
        return await do(await _named(title))

    done = await db.write(change)
    assert isinstance(done, course_changes.Changed), done
