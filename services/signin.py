"""How one comes to the desk: by a one-time link, for as long as one works here.

The link is asked for in the chat, or printed at start for the operator. A session ends when nobody used it for twelve hours, after a
week at the latest, when it is ended on any device, and with the last role.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from language.message import Button, Outgoing
from language.text import _, lines
from services import codes
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from services.patrol import teams
from services.staff import ADMIN, COURIER, is_admin
from storage import accounts, audit, communities, desk_sessions, errands, outbox, people, roles
from storage import codes as codes_stored
from storage.codes import Code
from storage.desk_sessions import DeskSession
from storage.errands import Errand
from storage.outbox import Lane

LINK_MS = 10 * MINUTE_MS
OPERATOR_LINK_MS = HOUR_MS
IDLE_MS = 12 * HOUR_MS
WHOLE_MS = 7 * DAY_MS
SEEN_EVERY_MS = 5 * MINUTE_MS
ANSWERS_MS = DAY_MS
LEAD = "lead"
PURPOSE = "desk"
LINK = "desk_link"
"""The kind of errand that makes a link."""
LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Worker:
    """Who is at the desk, for which community, and in which roles (`services.staff`'s, and "lead" of a team)."""

    person_id: int
    community_id: int
    name: str
    community: str
    roles: frozenset[str]
    session_id: int = 0
    seen_ms: int = 0


@dataclass(frozen=True, slots=True)
class CameIn:
    """Somebody signed in."""

    worker: Worker


@dataclass(frozen=True, slots=True)
class NoEntry:
    """The link opens nothing (any more), or whoever it was made for works here no more."""


async def roles_at(person_id: int, community_id: int) -> frozenset[str]:
    """In which roles somebody may come to this community's desk; none: not at all."""
    held = {role for where, role in await roles.of(person_id) if where == community_id and role != COURIER}
    if any(team.community_id == community_id for team in await teams.led_by(person_id)):
        held.add(LEAD)
    return frozenset(held)


async def desks(person_id: int) -> list[int]:
    """The communities to whose desk somebody may come."""
    where = [community_id for community_id, role in await roles.of(person_id) if role != COURIER]
    return list(dict.fromkeys([*where, *(team.community_id for team in await teams.led_by(person_id))]))


async def ask_link(person_id: int, community_id: int, account_id: int, now_ms: int) -> None:
    """Have a link made for this person and sent to this account."""
    await errands.add(LINK, account_id, json.dumps({"person_id": person_id, "community_id": community_id}), now_ms)


async def hand_link(errand: Errand, code: str, tail: str, address: str, path: str, now_ms: int) -> None:
    """Make `code` a link and send it to the account that asked. `address` is where phones find the page; "" where they cannot.

    The button's link is the code and the `tail`, which is too long to be guessed: it opens also while codes are being tried.
    """
    await errands.done(errand.id)
    body, account = json.loads(errand.body), None
    if errand.account_id is not None:
        account = await accounts.by_id(errand.account_id)
    given = await link(code, body["person_id"], body["community_id"], now_ms, tail)
    if account is None or isinstance(given, NoEntry):
        return
    if address:
        elsewhere = _("在电脑上：打开 {address}，输入口令 {code}", address=f"{address}/desk", code=given.code)
    else:
        elsewhere = _("在电脑上：打开邻里客厅的网址，后面加上 /desk，输入口令 {code}", code=given.code)
    here = Button(_("进入值守台"), look="main", url=f"{address}{path}{given.code}{tail}")
    message = Outgoing(
        text=lines(
            _("登录值守台，10分钟内有效，只能用一次："), _("在这台设备上：点下面的按钮"), elsewhere, _("别把口令告诉别人。")
        ),
        buttons=(here,) if address or account.channel == "web" else (),
    )
    await outbox.notice(f"errand:{errand.id}", 0, account, message, Lane.REPLY, now_ms)


async def link(code: str, person_id: int, community_id: int, now_ms: int, tail: str = "") -> codes.Given | NoEntry:
    """Make `code`, and the code with its `tail`, open the desk once, for this person. An older link of theirs stops working."""
    if not await roles_at(person_id, community_id):
        return NoEntry()
    whole = codes.hashed(code + tail)
    return await codes.give(
        code, PURPOSE, now_ms, community_id=community_id, person_id=person_id, detail=whole, holds_ms=LINK_MS
    )


async def operator_link(code: str, community_id: int, now_ms: int) -> codes.Given:
    """Make `code` open the desk once for whoever runs the service: as the administrator, the first one if there is none yet."""
    return await codes.give(code, PURPOSE, now_ms, community_id=community_id, holds_ms=OPERATOR_LINK_MS)


async def look(code: str, now_ms: int) -> Code | NoEntry:
    """What a link would open, without using it up."""
    found = await codes_stored.by_hash(codes.hashed(code)) or await _with_tail(code)
    if found is None or found.purpose != PURPOSE or found.used_ms is not None or found.expires_ms <= now_ms:
        return NoEntry()
    return found


async def _with_tail(code: str) -> Code | None:
    """The code with which this one begins, where its tail fits."""
    found = await codes_stored.by_hash(codes.hashed(codes.plain(code)[: codes.LENGTH]))
    return found if found is not None and found.detail == codes.hashed(code) else None


async def administered(community_id: int) -> bool:
    """Whether somebody administers the community already."""
    return await _administrator(community_id) is not None


async def needs_name(found: Code) -> bool:
    """Whether whoever opens this link has to say who they are: nobody administers the community yet."""
    return found.person_id is None and not await administered(found.community_id or 0)


async def come_in(
    code: str, token_hash: str, agent: str, now_ms: int, name: str = "", before_hash: str = ""
) -> CameIn | NoEntry:
    """Use a link up and open a session; the one that this browser had `before` ends. `name` is that of a first administrator."""
    found = await look(code, now_ms)
    if isinstance(found, NoEntry) or found.community_id is None:
        return NoEntry()
    person_id = found.person_id or await _administrator(found.community_id)
    if person_id is None:
        if not name:
            return NoEntry()
        person_id = await people.add(found.community_id, name, now_ms)
        await roles.grant(found.community_id, ADMIN, person_id, None, now_ms)
        await audit.note(found.community_id, None, f"grant {ADMIN}", f"person:{person_id}", now_ms)
    if not await codes_stored.use(found.id, person_id, now_ms) or not await roles_at(person_id, found.community_id):
        return NoEntry()
    await desk_sessions.replace(before_hash)
    await desk_sessions.open_session(token_hash, person_id, found.community_id, agent[:LONGEST_AGENT], now_ms)
    await audit.note(found.community_id, person_id, "desk in", f"person:{person_id}", now_ms)
    worker_in = await worker(token_hash, now_ms)
    assert worker_in is not None
    return CameIn(worker_in)


async def worker(token_hash: str, now_ms: int) -> Worker | None:
    """Who works with this token; None where nobody does (any more)."""
    session = await desk_sessions.by_token(token_hash, now_ms - IDLE_MS, now_ms - WHOLE_MS)
    if session is None:
        return None
    held = await roles_at(session.person_id, session.community_id)
    person, community = await people.get(session.person_id), await communities.get(session.community_id)
    if not held or person is None or person.erased_ms is not None or community is None:
        return None
    return Worker(person.id, community.id, person.name, community.name, held, session.id, session.seen_ms)


async def sessions(person_id: int, now_ms: int) -> list[DeskSession]:
    """Where somebody is signed in, the last used first."""
    return await desk_sessions.of_person(person_id, now_ms - IDLE_MS, now_ms - WHOLE_MS)


async def leave(person_id: int, session_id: int, community_id: int, now_ms: int) -> bool:
    """Sign out on one device. False where nobody is signed in there."""
    ended = await desk_sessions.end(session_id, person_id)
    if ended:
        await audit.note(community_id, person_id, "desk out", f"person:{person_id}", now_ms)
    return ended


async def sign_out(person_id: int, community_id: int, by: int, now_ms: int) -> bool:
    """An administrator ends every session of somebody who works here. False without the right."""
    if not await is_admin(by, community_id) or not await roles_at(person_id, community_id):
        return False
    await desk_sessions.end_all(person_id)
    await audit.note(community_id, by, "sign out", f"person:{person_id}", now_ms)
    return True


async def signed_in(community_id: int, by: int, now_ms: int) -> dict[int, int]:
    """For an administrator: who is signed in at this desk, and when they were seen last (`_ms`)."""
    if not await is_admin(by, community_id):
        return {}
    return dict(await desk_sessions.last_seen(community_id, now_ms - IDLE_MS, now_ms - WHOLE_MS))


async def leave_all(person_id: int, community_id: int, now_ms: int, *, but: int = 0) -> None:
    """Sign out everywhere, `but` in that session."""
    await desk_sessions.end_all(person_id, but)
    await audit.note(community_id, person_id, "desk out", f"person:{person_id}", now_ms)


async def move(session: Worker, community_id: int, now_ms: int) -> bool:
    """Work for another community in this session, which learns who came. False where the person has no role there."""
    if not await roles_at(session.person_id, community_id):
        return False
    await desk_sessions.move(session.session_id, community_id)
    await audit.note(community_id, session.person_id, "desk in", f"person:{session.person_id}", now_ms)
    return True


async def tidy(now_ms: int) -> None:
    """Drop sessions that ended, and what was answered to forms a day ago."""
    await desk_sessions.expire(now_ms - IDLE_MS, now_ms - WHOLE_MS)
    await desk_sessions.expire_answers(now_ms - ANSWERS_MS)


async def _administrator(community_id: int) -> int | None:
    """The first of the community's administrators."""
    return next((holder.person_id for holder in await roles.holders(community_id) if holder.role == ADMIN), None)
