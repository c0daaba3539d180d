"""How many people a community has, and how many of them use the service. Nobody is named."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Heads(Struct, frozen=True):
    """`registered`: known here and not erased; `reached`: a message arrives with them; `active`: they were in the chat since then.

    The rest are those registered, by age; `ageless` have told no day of birth.
    """

    registered: int
    reached: int
    active: int
    under_18: int
    under_60: int
    under_70: int
    under_80: int
    over_80: int
    ageless: int


_ONE_IF = "CAST(COALESCE(SUM(CASE WHEN {so} THEN 1 ELSE 0 END), 0) AS BIGINT)"
_BORN = (
    "p.birth_date > :born_18",
    "p.birth_date <= :born_18 AND p.birth_date > :born_60",
    "p.birth_date <= :born_60 AND p.birth_date > :born_70",
    "p.birth_date <= :born_70 AND p.birth_date > :born_80",
    "p.birth_date <= :born_80",
    "p.birth_date IS NULL",
)
_REACHED = "EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id AND a.blocked_ms IS NULL)"
_ACTIVE = "EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id AND a.seen_ms >= :active_ms)"
_HEADS = sql(
    f"SELECT COUNT(*), {', '.join(_ONE_IF.format(so=so) for so in (_REACHED, _ACTIVE, *_BORN))}"
    " FROM person p WHERE p.community_id = :community_id AND p.erased_ms IS NULL"
)


async def heads(community_id: int, active_ms: int, born_18: str, born_60: str, born_70: str, born_80: str) -> Heads:
    """Those of a community. `born_18` is the last day of birth (ISO) of who is 18 today, and so on."""
    found = await _HEADS.one(
        Heads, community_id=community_id, active_ms=active_ms, born_18=born_18, born_60=born_60, born_70=born_70, born_80=born_80
    )  # fmt: skip
    assert found is not None
    return found
