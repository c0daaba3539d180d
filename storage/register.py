"""Imports of the household register: the file while it is read, and each of its rows with what is to become of it, or became of it."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Import(Struct, frozen=True):
    """One import. `rows` are in the file, of which the work at hand has `done` so many.

    `state`: "reading", then "unread" (`said` tells why, a Saying as JSON) or "ready" to be looked at; "applying", "done"; "undoing",
    "undone". Where it is read, `said` names what is not used of it.
    """

    id: int
    community_id: int
    made_by: int | None
    name: str
    state: str
    said: str
    rows: int
    done: int
    created_ms: int
    finished_ms: int | None


class Row(Struct, frozen=True):
    """A row of the file, `n` as the sheet counts. `given` is what it says, `before` what that replaced (both JSON).

    `what`: "new", "change" (it adds to what is known), "same", "ask" (somebody has to decide), "bad" (`said` tells why, a Saying as JSON).
    `choice`: "new", "fill:<person>", "file:<person>" or "skip". `outcome`: "" until it was applied; then "added", "changed", "kept",
    "gone"; after an undoing "removed", "restored", "stays".
    """

    import_id: int
    n: int
    what: str
    person_id: int | None
    given: str
    choice: str
    said: str
    outcome: str
    before: str


_IMPORT = "id, community_id, made_by, name, state, said, rows, done, created_ms, finished_ms"
_ROW = "import_id, n, what, person_id, given, choice, said, outcome, before"
_ADD = sql(
    "INSERT INTO register_import (community_id, made_by, name, state, file, created_ms)"
    " VALUES (:community_id, :by, :name, 'reading', :file, :now_ms) RETURNING id"
)
_GET = sql(f"SELECT {_IMPORT} FROM register_import WHERE id = :id")
_FILE = sql("SELECT file FROM register_import WHERE id = :id")
_LATEST = sql(
    f"SELECT {_IMPORT} FROM register_import WHERE community_id = :community_id ORDER BY created_ms DESC, id DESC LIMIT :most"
)
_TURN = sql(
    "UPDATE register_import SET state = :state, done = 0, file = '', said = CASE WHEN :said = '' THEN said ELSE :said END,"
    " finished_ms = CAST(:finished_ms AS BIGINT) WHERE id = :id AND state = :was RETURNING id"
)
_COUNT = sql("UPDATE register_import SET rows = :rows, done = :done WHERE id = :id RETURNING id")
_DROP = sql("DELETE FROM register_import WHERE id = :id AND state = :was RETURNING id")
_PRUNE = sql("DELETE FROM register_import WHERE created_ms < :before_ms")
_ADD_ROW = sql(
    "INSERT INTO register_row (import_id, n, what, person_id, given, choice, said)"
    " VALUES (:import_id, :n, :what, CAST(:person_id AS BIGINT), :given, :choice, :said)"
)
_LAST = sql("SELECT MAX(n) FROM register_row WHERE import_id = :import_id")
_BEHIND = sql(f"SELECT {_ROW} FROM register_row WHERE import_id = :import_id AND n > :after ORDER BY n LIMIT :most")
_OF_KIND = sql(
    f"SELECT {_ROW} FROM register_row WHERE import_id = :import_id AND what = :what ORDER BY n LIMIT :most OFFSET :skip"
)
_OF_OUTCOME = sql(
    f"SELECT {_ROW} FROM register_row WHERE import_id = :import_id AND outcome = :outcome ORDER BY n LIMIT :most OFFSET :skip"
)
_KINDS = sql("SELECT what, COUNT(*) FROM register_row WHERE import_id = :import_id GROUP BY what ORDER BY what")
_CHOICES = sql(
    "SELECT choice, COUNT(*) FROM register_row WHERE import_id = :import_id AND what = 'ask' GROUP BY choice ORDER BY choice"
)
_OUTCOMES = sql("SELECT outcome, COUNT(*) FROM register_row WHERE import_id = :import_id GROUP BY outcome ORDER BY outcome")
_CHOOSE = sql(
    "UPDATE register_row SET choice = :choice WHERE import_id = :import_id AND n = :n AND what = 'ask' AND outcome = '' RETURNING n"
)
_SETTLE = sql(
    "UPDATE register_row SET outcome = :outcome, person_id = CAST(:person_id AS BIGINT), before = :before, said = :said"
    " WHERE import_id = :import_id AND n = :n RETURNING n"
)
_ENTERED = sql("SELECT n FROM register_row WHERE person_id = :person_id AND import_id = :import_id AND outcome = 'added'")
_ABOUT = sql(
    "SELECT i.name, i.created_ms, r.given, r.outcome FROM register_row r JOIN register_import i ON i.id = r.import_id"
    " WHERE r.person_id = :person_id ORDER BY r.import_id, r.n"
)
_FORGET = sql("DELETE FROM register_row WHERE person_id = :person_id")
# What an import made and staff joined with another record is nobody's to remove any more.
_HAND_OVER = sql(
    "UPDATE register_row SET person_id = :to, outcome = CASE WHEN outcome = 'added' THEN 'joined' ELSE outcome END"
    " WHERE person_id = :person_id RETURNING n"
)


class About(Struct, frozen=True):
    """What a register said about a person, and what became of it."""

    name: str
    created_ms: int
    given: str
    outcome: str


class Number(Struct, frozen=True):
    """How many rows are of one kind."""

    what: str
    rows: int


async def add(community_id: int, by: int, name: str, file: str, now_ms: int) -> int:
    """A new import of this file (base64), to be read; returns its id."""
    return int(await _ADD.value(community_id=community_id, by=by, name=name, file=file, now_ms=now_ms))


async def get(import_id: int) -> Import | None:
    """The import, or None."""
    return await _GET.one(Import, id=import_id)


async def file(import_id: int) -> str:
    """The file (base64) as long as it is being read, else ""."""
    return str(await _FILE.value(id=import_id) or "")


async def latest(community_id: int, most: int) -> list[Import]:
    """The newest imports of a community."""
    return await _LATEST.all(Import, community_id=community_id, most=most)


async def turn(import_id: int, was: str, state: str, *, said: str = "", finished_ms: int | None = None) -> bool:
    """Another state; what it is done with begins anew. False where it was not in the state it was thought to be."""
    return await _TURN.run(id=import_id, was=was, state=state, said=said, finished_ms=finished_ms)


async def count(import_id: int, rows: int, done: int) -> None:
    """How many rows there are, and how many the work at hand has done."""
    await _COUNT.run(id=import_id, rows=rows, done=done)


async def drop(import_id: int, was: str) -> bool:
    """Forget an import with its rows. False where it is not in that state."""
    return await _DROP.run(id=import_id, was=was)


async def prune(before_ms: int) -> None:
    """Forget imports of before then."""
    await _PRUNE.run(before_ms=before_ms)


async def add_row(import_id: int, n: int, what: str, person_id: int | None, given: str, choice: str, said: str) -> None:
    """One row as it was read and matched."""
    await _ADD_ROW.run(import_id=import_id, n=n, what=what, person_id=person_id, given=given, choice=choice, said=said)


async def last_row(import_id: int) -> int:
    """The number of the last row that was taken in, 0 where none was."""
    return int(await _LAST.value(import_id=import_id) or 0)


async def behind(import_id: int, n: int, most: int) -> list[Row]:
    """So many rows behind that one."""
    return await _BEHIND.all(Row, import_id=import_id, after=n, most=most)


async def of_kind(import_id: int, what: str, most: int, skip: int) -> list[Row]:
    """The rows of a kind, in the order of the sheet."""
    return await _OF_KIND.all(Row, import_id=import_id, what=what, most=most, skip=skip)


async def of_outcome(import_id: int, outcome: str, most: int, skip: int) -> list[Row]:
    """The rows of which this became, in the order of the sheet."""
    return await _OF_OUTCOME.all(Row, import_id=import_id, outcome=outcome, most=most, skip=skip)


async def kinds(import_id: int) -> dict[str, int]:
    """How many rows there are of each kind."""
    return {number.what: number.rows for number in await _KINDS.all(Number, import_id=import_id)}


async def choices(import_id: int) -> dict[str, int]:
    """Of the rows that somebody has to decide on, how many are decided how."""
    return {number.what: number.rows for number in await _CHOICES.all(Number, import_id=import_id)}


async def outcomes(import_id: int) -> dict[str, int]:
    """How many rows became what."""
    return {number.what: number.rows for number in await _OUTCOMES.all(Number, import_id=import_id)}


async def choose(import_id: int, n: int, choice: str) -> bool:
    """Somebody decided on a row. False where there is nothing (any more) to decide."""
    return await _CHOOSE.run(import_id=import_id, n=n, choice=choice)


async def settle(row: Row, outcome: str, person_id: int | None, before: str, said: str = "") -> None:
    """What became of a row."""
    await _SETTLE.run(
        import_id=row.import_id, n=row.n, outcome=outcome, person_id=person_id, before=before, said=said or row.said
    )


async def entered(import_id: int, person_id: int) -> bool:
    """Whether the person was entered by this import."""
    return await _ENTERED.run(import_id=import_id, person_id=person_id)


async def about(person_id: int) -> list[About]:
    """What registers said about the person."""
    return await _ABOUT.all(About, person_id=person_id)


async def forget(person_id: int) -> None:
    """Forget what registers said about the person."""
    await _FORGET.run(person_id=person_id)


async def hand_over(person_id: int, to: int) -> None:
    """What registers said about one record is about the other (a merge)."""
    await _HAND_OVER.run(person_id=person_id, to=to)
