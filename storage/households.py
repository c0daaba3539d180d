"""Households: who may act for whom, and who then hears of it."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Kin:
    """`guardian_id` acts for `member_id`, who is a "child" or a "parent" of theirs, once `agreed_ms` is set.

    `tell`: "booker", "attendee" or "both" hear of what is booked. `told_delivered`: 1 where the member lets the guardian be told that
    a meal was delivered.
    """

    id: int
    guardian_id: int
    member_id: int
    kind: str
    agreed_ms: int | None
    tell: str
    told_delivered: int


class Member(Struct, frozen=True):
    """A member of somebody's household, as a choice shows it."""

    id: int
    name: str
    kind: str
    birth_date: str | None
    agreed_ms: int | None
    tell: str


_COLUMNS = "id, guardian_id, member_id, kind, agreed_ms, tell, told_delivered"
_BETWEEN = sql(f"SELECT {_COLUMNS} FROM kinship WHERE guardian_id = :guardian_id AND member_id = :member_id")
_MEMBERS = sql(
    "SELECT p.id, p.name, k.kind, p.birth_date, k.agreed_ms, k.tell FROM kinship k JOIN person p ON p.id = k.member_id"
    " WHERE k.guardian_id = :guardian_id AND p.erased_ms IS NULL ORDER BY k.id"
)
_GUARDIANS = sql(f"SELECT {_COLUMNS} FROM kinship WHERE member_id = :member_id AND agreed_ms IS NOT NULL ORDER BY id")
_OF = sql(f"SELECT {_COLUMNS} FROM kinship WHERE guardian_id = :person_id OR member_id = :person_id ORDER BY id")
_LINK = sql(
    "INSERT INTO kinship (guardian_id, member_id, kind, agreed_ms, created_ms)"
    " VALUES (:guardian_id, :member_id, :kind, CAST(:agreed_ms AS BIGINT), :now_ms)"
    " ON CONFLICT (guardian_id, member_id) DO UPDATE SET agreed_ms = COALESCE(kinship.agreed_ms, excluded.agreed_ms)"
    " RETURNING id"
)
_TELL = sql("UPDATE kinship SET tell = :tell WHERE guardian_id = :guardian_id AND member_id = :member_id RETURNING id")
_TELL_DELIVERED = sql(
    "UPDATE kinship SET told_delivered = :told WHERE guardian_id = :guardian_id AND member_id = :member_id RETURNING id"
)
_UNLINK = sql("DELETE FROM kinship WHERE guardian_id = :guardian_id AND member_id = :member_id RETURNING id")


async def between(guardian_id: int, member_id: int) -> Kin | None:
    """How the first may act for the second."""
    return await _BETWEEN.one(Kin, guardian_id=guardian_id, member_id=member_id)


async def members(guardian_id: int) -> list[Member]:
    """The household of a person, also those who have not agreed yet."""
    return await _MEMBERS.all(Member, guardian_id=guardian_id)


async def guardians(member_id: int) -> list[Kin]:
    """Those who may act for a person."""
    return await _GUARDIANS.all(Kin, member_id=member_id)


async def links(person_id: int) -> list[Kin]:
    """Every link in which the person stands, on either side."""
    return await _OF.all(Kin, person_id=person_id)


async def link(guardian_id: int, member_id: int, kind: str, agreed_ms: int | None, now_ms: int) -> int:
    """Link two people; an agreement that is there already stays. Returns the link's id."""
    return int(await _LINK.value(guardian_id=guardian_id, member_id=member_id, kind=kind, agreed_ms=agreed_ms, now_ms=now_ms))


async def set_tell(guardian_id: int, member_id: int, tell: str) -> None:
    """Who hears of what the first books for the second."""
    await _TELL.run(guardian_id=guardian_id, member_id=member_id, tell=tell)


async def tell_delivered(guardian_id: int, member_id: int, told: bool) -> bool:
    """Whether the first is told that the second's meal was delivered. False where there is no such link."""
    return await _TELL_DELIVERED.run(guardian_id=guardian_id, member_id=member_id, told=int(told))


async def unlink(guardian_id: int, member_id: int) -> bool:
    """End a link. False where there was none."""
    return await _UNLINK.run(guardian_id=guardian_id, member_id=member_id)
