"""Moving to another community, and what that ends in the old one."""

from __future__ import annotations

from services import glances, households, people
from services.patrol import leaving
from services.talks import records as talks


async def move(person_id: int, community_id: int, now_ms: int) -> None:
    """The person belongs to that community, and with them the children for whom nobody else acts; they leave the teams and talks of the old one,
    whose staff see nothing of their chat any more."""
    await people.set_community(person_id, community_id)
    for one in [person_id, *[member.id for member in await households.members(person_id) if member.kind == "child"]]:
        await leaving.moved(one, now_ms)
        await talks.moved(one, now_ms)
        await glances.moved(one, now_ms)
