"""Where somebody eats: the canteens of their own community and of those for whom they act."""

from __future__ import annotations

from storage import households, meals, people
from storage.meals import Canteen


async def of(person_id: int) -> list[Canteen]:
    """The canteens where the person, or one of theirs, can have a meal; that of their own community first."""
    person = await people.get(person_id)
    members = [await people.get(one.id) for one in await households.members(person_id) if one.agreed_ms is not None]
    where = dict.fromkeys(one.community_id for one in (person, *members) if one is not None and one.community_id is not None)
    return [found for community_id in where if (found := await meals.canteen(community_id)) is not None]
