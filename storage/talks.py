"""Talks: somebody asked for a person, and what the two said to each other.

A talk waits for somebody, is somebody's (by one UPDATE that only one can win), and ends. A resident has one open talk at most.
"""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql

WAITING, EVERYONE, LEFT, TALKING, ENDED = "waiting", "everyone", "left", "talking", "ended"
"""Put to one person · put to everybody who works here · left like a letter, for nobody was free · somebody's · over."""


class Talk(Struct, frozen=True):
    """One talk. `name` is the resident's, `staff_name` that of who has it, or to whom it is put; `asked` lists whom it was put to.

    `said_ms`: when it was last put to somebody; once it is somebody's, when something was last said. `answered_ms`: since when it is
    theirs. `danger` is 1 where danger was spoken of.
    """

    id: int
    community_id: int
    person_id: int
    name: str
    staff_id: int | None
    staff_name: str
    state: str
    asked: str
    danger: int
    asked_ms: int
    answered_ms: int | None
    said_ms: int
    ended_ms: int | None

    @property
    def talking(self) -> bool:
        """Whether somebody has it."""
        return self.state == TALKING

    @property
    def put_to(self) -> list[int]:
        """Whom it was put to, in that order."""
        return [int(one) for one in self.asked.split()]


class Line(Struct, frozen=True):
    """Something that was said. A file has a kind and, once it was fetched, a blob and a name."""

    id: int
    talk_id: int
    by_staff: int
    words: str
    file_kind: str
    blob: str
    file_name: str
    at_ms: int


_TALK = (
    "SELECT t.id, t.community_id, t.person_id, p.name, t.staff_id, COALESCE(s.name, ''), t.state, t.asked, t.danger, t.asked_ms,"
    " t.answered_ms, t.said_ms, t.ended_ms FROM talk t JOIN person p ON p.id = t.person_id LEFT JOIN person s ON s.id = t.staff_id"
)
_LINE = "id, talk_id, by_staff, words, file_kind, blob, file_name, at_ms"

_BEGIN = sql(
    "INSERT INTO talk (community_id, person_id, state, asked_ms, said_ms) VALUES (:community_id, :person_id, :state, :now_ms, :now_ms)"
    " ON CONFLICT DO NOTHING RETURNING id"
)
_GET = sql(f"{_TALK} WHERE t.id = :id")
_OPEN_OF = sql(f"{_TALK} WHERE t.person_id = :person_id AND t.ended_ms IS NULL")
_WAITING = sql(
    f"{_TALK} WHERE t.community_id = :community_id AND t.ended_ms IS NULL AND t.state <> 'talking'"
    " ORDER BY t.danger DESC, t.asked_ms, t.id LIMIT :most"
)
_OF_STAFF = sql(
    f"{_TALK} WHERE t.staff_id = :staff_id AND t.ended_ms IS NULL AND t.state = 'talking' ORDER BY t.said_ms DESC, t.id"
)
_GOING_ON = sql(
    f"{_TALK} WHERE t.community_id = :community_id AND t.ended_ms IS NULL AND t.state = 'talking' ORDER BY t.asked_ms, t.id LIMIT :most"
)
_OF_PERSON = sql(f"{_TALK} WHERE t.person_id = :person_id ORDER BY t.id")
_HELD_BY = sql(f"{_TALK} WHERE t.staff_id = :person_id ORDER BY t.id")
_PUT = sql(
    "UPDATE talk SET state = :state, staff_id = CAST(:staff_id AS BIGINT), asked = :asked, said_ms = :now_ms"
    " WHERE id = :id AND ended_ms IS NULL AND state <> 'talking' RETURNING id"
)
_TAKE = sql(
    "UPDATE talk SET state = 'talking', staff_id = :staff_id, answered_ms = :now_ms, said_ms = :now_ms"
    " WHERE id = :id AND ended_ms IS NULL AND state <> 'talking' RETURNING id"
)
_LET_GO = sql(
    "UPDATE talk SET state = 'waiting', staff_id = NULL, answered_ms = NULL, asked = :asked, said_ms = :put_ms"
    " WHERE id = :id AND ended_ms IS NULL AND state = 'talking' AND staff_id = :staff_id RETURNING id"
)
_SPOKEN = sql("UPDATE talk SET said_ms = :now_ms WHERE id = :id AND ended_ms IS NULL AND state = 'talking' RETURNING id")
_ALARM = sql("UPDATE talk SET danger = 1 WHERE id = :id AND danger = 0 RETURNING id")
_END = sql("UPDATE talk SET state = 'ended', ended_ms = :now_ms WHERE id = :id AND ended_ms IS NULL RETURNING id")
_ADD_LINE = sql(
    "INSERT INTO talk_line (talk_id, by_staff, words, file_kind, at_ms) VALUES (:talk_id, :by_staff, :words, :file_kind, :now_ms)"
    " RETURNING id"
)
_GET_LINE = sql(f"SELECT {_LINE} FROM talk_line WHERE id = :id")
_LINES = sql(f"SELECT {_LINE} FROM talk_line WHERE talk_id = :talk_id ORDER BY id")
_SAID_LAST = sql("SELECT MAX(at_ms) FROM talk_line WHERE talk_id = :talk_id AND by_staff = :by_staff")
_FETCHED = sql("UPDATE talk_line SET blob = :blob, file_name = :name WHERE id = :id RETURNING id")
_MOVE = sql("UPDATE talk SET person_id = :to WHERE person_id = :person_id RETURNING id")
_MOVE_STAFF = sql("UPDATE talk SET staff_id = :to WHERE staff_id = :person_id RETURNING id")
_PRUNE = sql("DELETE FROM talk WHERE ended_ms < :before_ms")


async def begin(community_id: int, person_id: int, state: str, now_ms: int) -> int | None:
    """Somebody asks for a person; returns the talk's id, None where they have an open one."""
    made: int | None = await _BEGIN.value(community_id=community_id, person_id=person_id, state=state, now_ms=now_ms)
    return made


async def get(talk_id: int) -> Talk | None:
    """The talk with this id."""
    return await _GET.one(Talk, id=talk_id)


async def open_of(person_id: int) -> Talk | None:
    """The resident's open talk."""
    return await _OPEN_OF.one(Talk, person_id=person_id)


async def waiting(community_id: int, most: int) -> list[Talk]:
    """Those that are nobody's yet: danger first, then who asked first."""
    return await _WAITING.all(Talk, community_id=community_id, most=most)


async def of_staff(staff_id: int) -> list[Talk]:
    """The talks somebody is in, the liveliest first."""
    return await _OF_STAFF.all(Talk, staff_id=staff_id)


async def going_on(community_id: int, most: int) -> list[Talk]:
    """The talks of a community that are somebody's, the longest first."""
    return await _GOING_ON.all(Talk, community_id=community_id, most=most)


async def of_person(person_id: int) -> list[Talk]:
    """Every talk that the resident asked for and that is remembered."""
    return await _OF_PERSON.all(Talk, person_id=person_id)


async def held_by(person_id: int) -> list[Talk]:
    """Every remembered talk that is or was the staff member's, or is put to them."""
    return await _HELD_BY.all(Talk, person_id=person_id)


async def put(talk: Talk, state: str, asked: list[int], now_ms: int, *, to: int | None = None) -> bool:
    """Put it to somebody, to everybody, or leave it for whoever comes. False where somebody has it, and once it is over."""
    listed = " ".join(map(str, asked))
    return await _PUT.run(id=talk.id, state=state, staff_id=to, asked=listed, now_ms=now_ms)


async def take(talk_id: int, staff_id: int, now_ms: int) -> bool:
    """It is theirs. False where somebody has it, and once it is over."""
    return await _TAKE.run(id=talk_id, staff_id=staff_id, now_ms=now_ms)


async def let_go(talk_id: int, staff_id: int, put_ms: int) -> bool:
    """It is not theirs any more: it waits as if it had been put to them then. False where it was not theirs."""
    return await _LET_GO.run(id=talk_id, staff_id=staff_id, asked=str(staff_id), put_ms=put_ms)


async def alarm(talk_id: int) -> bool:
    """Danger was spoken of. False where it had been."""
    return await _ALARM.run(id=talk_id)


async def end(talk_id: int, now_ms: int) -> bool:
    """It is over. False where it was."""
    return await _END.run(id=talk_id, now_ms=now_ms)


async def say(talk_id: int, words: str, file_kind: str, now_ms: int, *, by_staff: bool) -> int:
    """Add something that was said; returns the line's id."""
    await _SPOKEN.run(id=talk_id, now_ms=now_ms)
    return int(await _ADD_LINE.value(talk_id=talk_id, by_staff=int(by_staff), words=words, file_kind=file_kind, now_ms=now_ms))


async def line(line_id: int) -> Line | None:
    """The line with this id."""
    return await _GET_LINE.one(Line, id=line_id)


async def lines(talk_id: int) -> list[Line]:
    """Everything that was said, the oldest first."""
    return await _LINES.all(Line, talk_id=talk_id)


async def said_last(talk_id: int, *, by_staff: bool) -> int | None:
    """When that side said something last; None where it never did."""
    at_ms: int | None = await _SAID_LAST.value(talk_id=talk_id, by_staff=int(by_staff))
    return at_ms


async def fetched(line_id: int, blob: str, name: str) -> bool:
    """The file of a line is there. False where the line is not, any more."""
    return await _FETCHED.run(id=line_id, blob=blob, name=name)


async def hand_over(person_id: int, to: int) -> None:
    """One record's talks, as a resident and as staff, are another's (a merge)."""
    await _MOVE.run(person_id=person_id, to=to)
    await _MOVE_STAFF.run(person_id=person_id, to=to)


async def prune(before_ms: int) -> None:
    """Forget the talks that were over before then, with every word of them."""
    await _PRUNE.run(before_ms=before_ms)
