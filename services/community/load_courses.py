"""Bringing the courses of a community file into the database. What staff changed in the chat stays until the file changes."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from language.text import Text, _
from services import course_changes, course_planning, draw
from services.calendar import dates, to_local, to_ms
from services.community.courses import CoursePart, ahead
from services.course_planning import Seed
from storage import courses, sessions
from storage.courses import Course, Plan


async def load_course(community_id: int, listed: CoursePart, now_ms: int, zone: ZoneInfo, seed: Seed) -> list[Text]:
    """Add the course, or bring it up to date; returns what the office should know."""
    known = await courses.by_slug(community_id, listed.id)
    if known is not None:
        return await _update(known, listed, now_ms, zone, seed)
    await _add(community_id, listed, now_ms, zone, seed)
    return [_("新课程：{course}", course=listed.title)]


async def bring_back(
    known: list[Course], community_id: int, listed: CoursePart, now_ms: int, zone: ZoneInfo, seed: Seed
) -> bool:
    """Have the course lie ahead: missing or over among those `known`, it is added, shifted by whole weeks. Whether it was."""
    runs = [course for course in known if course.slug == listed.id or course.slug.startswith(f"{listed.id}.")]
    if any(course.closing_ms > now_ms for course in runs):
        return False
    again = ahead(listed, to_local(now_ms, zone))
    slug = f"{listed.id}.{again.starts:%Y%m%d}" if runs else listed.id
    if any(course.slug == slug for course in runs):
        return False
    await _add(community_id, again, now_ms, zone, seed, slug)
    return True


async def _add(community_id: int, listed: CoursePart, now_ms: int, zone: ZoneInfo, seed: Seed, slug: str = "") -> None:
    plan = _plan(listed, zone, slug)
    spans = dates(listed.starts, listed.sessions, listed.every, listed.minutes, zone)
    course_id = await course_planning.add(community_id, plan, spans, now_ms, seed)
    await courses.file(course_id, _noted(listed))


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
