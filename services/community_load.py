"""Bringing a community file into the database. Loading the same file again changes nothing, and no enrolment is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import msgspec

from language.text import Day, Text, _
from services import course_changes, draw
from services.calendar import dates, to_local, to_ms
from services.canteen import meals as meal_service
from services.canteen import workdays
from services.canteen.prices import PriceClass
from services.community_file import CommunityFile, CommunityPart, CoursePart, MealsPart, ahead, meals_ahead
from storage import communities, courses, meals, reminders, sessions
from storage.communities import Community
from storage.courses import Course, Plan
from storage.meals import Canteen

Seed = Callable[[], str]
"""Makes 64 random hex digits, such as `lambda: secrets.token_hex(32)`."""


async def load(file: CommunityFile, now_ms: int, zone: ZoneInfo, seed: Seed) -> list[Text]:
    """Bring the community and its courses up to date; returns a line on everything worth knowing.

    What staff changed in the chat since stays, unless the file itself changed for that course. Courses that the file no longer
    names stay as they are.
    """
    community = await _save(file.community, now_ms)
    remarks: list[Text] = []
    for listed in file.courses:
        known = await courses.by_slug(community.id, listed.id)
        if known is None:
            await _add(community.id, listed, now_ms, zone, seed)
            remarks.append(_("新课程：{course}", course=listed.title))
        else:
            remarks += await _update(known, listed, now_ms, zone, seed)
    if file.meals is not None:
        remarks += await _load_meals(community.id, file.meals, zone, now_ms)
    named = {listed.id for listed in file.courses}
    for course in await courses.coming(community.id, now_ms):
        if course.slug not in named:
            remarks.append(_("文件里没有「{course}」了：原样保留；不办了请在聊天里取消。", course=course.title))
    return remarks


async def load_demo(file: CommunityFile, now_ms: int, zone: ZoneInfo, seed: Seed) -> int:
    """Have every course of the demo lie ahead: those missing or over are added, shifted by whole weeks. Returns how many."""
    community = await _save(file.community, now_ms)
    if file.meals is not None:
        await _load_meals(community.id, meals_ahead(file.meals, to_local(now_ms, zone).date()), zone, now_ms, new_only=True)
    known = await courses.every(community.id)
    added = 0
    for listed in file.courses:
        runs = [course for course in known if course.slug == listed.id or course.slug.startswith(f"{listed.id}.")]
        if any(course.closing_ms > now_ms for course in runs):
            continue
        again = ahead(listed, to_local(now_ms, zone))
        slug = f"{listed.id}.{again.starts:%Y%m%d}" if runs else listed.id
        if any(course.slug == slug for course in runs):
            continue
        await _add(community.id, again, now_ms, zone, seed, slug)
        added += 1
    return added


async def _load_meals(community_id: int, part: MealsPart, zone: ZoneInfo, now_ms: int, *, new_only: bool = False) -> list[Text]:
    """The canteen and its menu; days for which orders have closed stay as they were, with `new_only` also those that are known.
    What staff set for a single day, until when and how many, stays.

    Returns what the office should know.
    """
    remarks: list[Text] = []
    prices = [
        PriceClass(one.title, round(one.price * 100), one.min_age, one.max_age, one.verified, one.daily) for one in part.prices
    ]
    kitchen = Canteen(
        community_id, part.place, part.serves, part.cutoff, part.capacity, round(part.price * 100),
        msgspec.json.encode(prices).decode(),
    )  # fmt: skip
    before = await meals.canteen(community_id)
    await meals.save_canteen(kitchen)
    today = to_local(now_ms, zone).date()
    if unknown := workdays.unknown(listed.day for listed in part.menu if listed.day >= today):
        remarks.append(unknown)
    for listed in part.menu:
        known = await meals.on(community_id, listed.day.isoformat())
        if known is None or (known.taking(now_ms) and not new_only):
            cooked = {dish.name: dish for dish in listed.cooked}
            day_id = await meal_service.plan(community_id, listed.day, list(cooked), zone, now_ms, before=before)
            for dish in await meals.dishes(day_id) if day_id else []:
                if said := cooked.get(dish.name):
                    await meals.describe_dish(dish.id, ",".join(said.tags), said.picture)
                else:
                    text = _("{day}的「{dish}」已经有人订了，菜单上还留着。", day=Day(listed.day), dish=dish.name)
                    remarks.append(text)
    return remarks


async def _save(part: CommunityPart, now_ms: int) -> Community:
    community = await communities.save(part.id, part.name, part.address, part.phone, part.hours, part.birthday_party)
    await reminders.follow("birthdays", community.id, community.id, now_ms)
    return community


async def _add(community_id: int, listed: CoursePart, now_ms: int, zone: ZoneInfo, seed: Seed, slug: str = "") -> None:
    plan = _plan(listed, zone, slug)
    course_id = await courses.add(community_id, plan, now_ms)
    await _save_sessions(course_id, listed, now_ms, zone)
    await courses.file(course_id, _noted(listed))
    if listed.mode == "draw":
        await draw.seal(course_id, seed(), now_ms)
    await course_changes.follow(course_id, now_ms)


async def _update(known: Course, listed: CoursePart, now_ms: int, zone: ZoneInfo, seed: Seed) -> list[Text]:
    if await courses.filed(known.id) == _noted(listed):
        return []
    plan = _plan(listed, zone)
    before_ms = await sessions.next_start(known.id, now_ms)
    remarks = [_("已更新：{course}", course=listed.title)]
    moved = (plan.starts_ms, plan.ends_ms, plan.place) != (known.starts_ms, known.ends_ms, known.place)
    await courses.describe(known.id, plan, changed=moved or plan.price_fen != known.price_fen)
    shifted = await _save_sessions(known.id, listed, now_ms, zone)
    await courses.file(known.id, _noted(listed))
    if listed.mode == "draw":
        await draw.seal(known.id, seed(), now_ms)
    await course_changes.follow(known.id, now_ms, shifted)
    if plan.seats < known.taken:
        remarks.append(
            _("「{course}」已占{taken}个位子，多于文件里的{seats}个：都保留，退到够了再收新人。",
              course=listed.title, taken=known.taken, seats=plan.seats)
        )  # fmt: skip
    if known.status == "cancelled":
        return remarks
    if moved and plan.ends_ms > now_ms:
        fresh = await courses.get(known.id)
        assert fresh is not None
        upcoming = [session.starts_ms for session in await sessions.of_course(known.id) if session.starts_ms > now_ms]
        next_ms = upcoming[0] if upcoming else plan.starts_ms
        cause = f"moved:{known.id}:{fresh.version}"
        told = await course_changes.tell_moved(known.id, next_ms, cause, now_ms, before_ms=before_ms or next_ms)
        if told.told or told.unreached:
            remarks.append(_("「{course}」改了时间或地点，通知了{n}个报名。", course=listed.title, n=told.told))
    return remarks


async def _save_sessions(course_id: int, listed: CoursePart, now_ms: int, zone: ZoneInfo) -> list[int]:
    """Returns the sessions that were there and begin at another time now."""
    shifted = []
    known = {session.n: session for session in await sessions.of_course(course_id)}
    spans = dates(listed.starts, listed.sessions, listed.every, listed.minutes, zone)
    for n, span in enumerate(spans, 1):
        if n not in known or known[n].starts_ms > now_ms:
            session_id = await sessions.save(course_id, n, span.starts_ms, span.ends_ms)
            if n in known and known[n].starts_ms != span.starts_ms:
                shifted.append(session_id)
    await sessions.cut(course_id, len(spans))
    return shifted


def _noted(listed: CoursePart) -> str:
    return msgspec.json.encode(listed).decode()


def _plan(listed: CoursePart, zone: ZoneInfo, slug: str = "") -> Plan:
    spans = dates(listed.starts, listed.sessions, listed.every, listed.minutes, zone)
    return Plan(
        slug=slug or listed.id,
        title=listed.title,
        teacher=listed.teacher,
        place=listed.place,
        seats=listed.seats,
        starts_ms=spans[0].starts_ms,
        first_day=listed.starts.date().isoformat(),
        minutes=listed.minutes,
        sessions=listed.sessions,
        every=listed.every,
        ends_ms=spans[-1].ends_ms,
        opens_ms=0 if listed.opens is None else to_ms(listed.opens, zone),
        closes_ms=None if listed.closes is None else to_ms(listed.closes, zone),
        audience=listed.audience,
        min_age=listed.min_age,
        max_age=listed.max_age,
        mode=listed.mode,
        cancel_hours=listed.cancel_hours,
        price_fen=round(listed.price * 100),
    )
