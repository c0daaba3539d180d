"""Meetings of the council, and what is talked about at each."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Meeting(Struct, frozen=True):
    """`state`: "planned", "held" or "cancelled". `outcome` is said of the whole meeting, or why there was none."""

    id: int
    community_id: int
    title: str
    starts_ms: int
    place: str
    state: str
    outcome: str


class Item(Struct, frozen=True):
    """A case on the agenda. `outcome`: "" (nothing yet), "adopted", "declined" or "later"; `words` say why."""

    meeting_id: int
    case_id: int
    n: int
    outcome: str
    words: str


_COLUMNS = "m.id, m.community_id, m.title, m.starts_ms, m.place, m.state, m.outcome"
_ITEM = "i.meeting_id, i.case_id, i.n, i.outcome, i.words"
_ADD = sql(
    "INSERT INTO meeting (community_id, title, starts_ms, place, made_by, created_ms)"
    " VALUES (:community_id, :title, :starts_ms, :place, :made_by, :now_ms) RETURNING id"
)
_GET = sql(f"SELECT {_COLUMNS} FROM meeting m WHERE m.id = :id")
_PLANNED = sql(
    f"SELECT {_COLUMNS} FROM meeting m WHERE m.community_id = :community_id AND m.state = 'planned' ORDER BY m.starts_ms, m.id"
)
_HELD = sql(
    f"SELECT {_COLUMNS} FROM meeting m WHERE m.community_id = :community_id AND m.state = 'held'"
    " ORDER BY m.starts_ms DESC, m.id DESC LIMIT :most"
)
_MOVE = sql(
    "UPDATE meeting SET starts_ms = :starts_ms, place = :place WHERE id = :id AND state = 'planned'"
    " AND (starts_ms <> :starts_ms OR place <> :place) RETURNING id"
)
_END = sql("UPDATE meeting SET state = :state, outcome = :outcome WHERE id = :id AND state = 'planned' RETURNING id")
_PUT = sql(
    "INSERT INTO meeting_item (meeting_id, case_id, n)"
    " SELECT :meeting_id, :case_id, COALESCE(MAX(i.n), 0) + 1 FROM meeting_item i WHERE i.meeting_id = :meeting_id"
    " ON CONFLICT (meeting_id, case_id) DO NOTHING RETURNING case_id"
)
_TAKE_OFF = sql(
    "DELETE FROM meeting_item WHERE meeting_id = :meeting_id AND case_id = :case_id AND outcome = '' RETURNING case_id"
)
_ITEMS = sql(f"SELECT {_ITEM} FROM meeting_item i WHERE i.meeting_id = :meeting_id ORDER BY i.n, i.case_id")
_AHEAD = sql(
    f"SELECT {_COLUMNS} FROM meeting_item i JOIN meeting m ON m.id = i.meeting_id"
    " WHERE i.case_id = :case_id AND i.outcome = '' AND m.state = 'planned' ORDER BY m.starts_ms, m.id LIMIT 1"
)
_DECIDE = sql(
    "UPDATE meeting_item SET outcome = :outcome, words = :words"
    " WHERE meeting_id = :meeting_id AND case_id = :case_id AND outcome = '' RETURNING case_id"
)
_HAND_ON = sql(
    "UPDATE meeting_item SET case_id = :into WHERE case_id = :case_id AND outcome = ''"
    " AND NOT EXISTS (SELECT 1 FROM meeting_item o WHERE o.meeting_id = meeting_item.meeting_id AND o.case_id = :into)"
    " RETURNING meeting_id"
)
_LEAVE = sql("DELETE FROM meeting_item WHERE case_id = :case_id AND outcome = '' RETURNING meeting_id")


async def add(community_id: int, title: str, starts_ms: int, place: str, made_by: int | None, now_ms: int) -> int:
    """A meeting is planned; returns its id."""
    made: int = await _ADD.value(
        community_id=community_id, title=title, starts_ms=starts_ms, place=place, made_by=made_by, now_ms=now_ms
    )
    return made


async def get(meeting_id: int) -> Meeting | None:
    """The meeting."""
    return await _GET.one(Meeting, id=meeting_id)


async def planned(community_id: int) -> list[Meeting]:
    """What is planned, the next first; also one that should have been held and of which nobody has said how it went."""
    return await _PLANNED.all(Meeting, community_id=community_id)


async def held(community_id: int, most: int) -> list[Meeting]:
    """What was held, the newest first."""
    return await _HELD.all(Meeting, community_id=community_id, most=most)


async def move(meeting_id: int, starts_ms: int, place: str) -> bool:
    """It is at another time, or elsewhere. False where it was so already, or is planned no more."""
    return await _MOVE.run(id=meeting_id, starts_ms=starts_ms, place=place)


async def end(meeting_id: int, state: str, outcome: str) -> bool:
    """It is "held" or "cancelled". False where it is planned no more."""
    return await _END.run(id=meeting_id, state=state, outcome=outcome)


async def put(meeting_id: int, case_id: int) -> bool:
    """The case is talked about there, after everything else. False where it is already."""
    return await _PUT.run(meeting_id=meeting_id, case_id=case_id)


async def take_off(meeting_id: int, case_id: int) -> bool:
    """It is not talked about there. False where something came of it, or it was not to be."""
    return await _TAKE_OFF.run(meeting_id=meeting_id, case_id=case_id)


async def items(meeting_id: int) -> list[Item]:
    """The agenda."""
    return await _ITEMS.all(Item, meeting_id=meeting_id)


async def ahead(case_id: int) -> Meeting | None:
    """The meeting that will talk about the case; None where none will."""
    return await _AHEAD.one(Meeting, case_id=case_id)


async def decide(meeting_id: int, case_id: int, outcome: str, words: str) -> bool:
    """Something came of it. False where that is written down already, or it was not talked about."""
    return await _DECIDE.run(meeting_id=meeting_id, case_id=case_id, outcome=outcome, words=words)


async def hand_on(case_id: int, into: int) -> None:
    """Another case is talked about in the place of this one."""
    await _HAND_ON.run(case_id=case_id, into=into)


async def leave(case_id: int) -> None:
    """Nothing that is still to be said of the case is on any agenda."""
    await _LEAVE.run(case_id=case_id)
