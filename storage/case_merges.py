"""Cases whose author is asked whether they may go on as another one. A row stands until there is an answer."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Wish(Struct, frozen=True):
    """`asked_by` works here; None once they are gone."""

    case_id: int
    into_id: int
    asked_by: int | None
    asked_ms: int


_COLUMNS = "case_id, into_id, asked_by, asked_ms"
_ASK = sql(
    f"INSERT INTO case_merge ({_COLUMNS}) VALUES (:case_id, :into_id, :asked_by, :now_ms)"
    " ON CONFLICT (case_id) DO NOTHING RETURNING case_id"
)
_OF = sql(f"SELECT {_COLUMNS} FROM case_merge WHERE case_id = :case_id")
_TAKE = sql(f"DELETE FROM case_merge WHERE case_id = :case_id RETURNING {_COLUMNS}")


async def ask(case_id: int, into_id: int, asked_by: int, now_ms: int) -> bool:
    """Somebody who works here wishes so. False where the author is being asked already."""
    return await _ASK.run(case_id=case_id, into_id=into_id, asked_by=asked_by, now_ms=now_ms)


async def of(case_id: int) -> Wish | None:
    """What the author of the case is asked; None where nothing is."""
    return await _OF.one(Wish, case_id=case_id)


async def take(case_id: int) -> Wish | None:
    """It is answered: returns what was asked, None where somebody was faster."""
    return await _TAKE.one(Wish, case_id=case_id)
