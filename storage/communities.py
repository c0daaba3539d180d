"""Communities: one service holds many, a resident belongs to one."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sql import sql


@dataclass(frozen=True, slots=True)
class Community:
    """A community and how to reach its office. `birthday_party` tells when and where; "" where it holds none.

    `opening`: when the office is open, JSON of `services.opening`; "" where nobody said.
    """

    id: int
    slug: str
    name: str
    address: str
    phone: str
    hours: str
    birthday_party: str
    opening: str = ""


_COLUMNS = "id, slug, name, address, phone, hours, birthday_party, opening"
_ALL = sql(f"SELECT {_COLUMNS} FROM community ORDER BY id")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM community WHERE id = :id")
_BY_SLUG = sql(f"SELECT {_COLUMNS} FROM community WHERE slug = :slug")
_SAVE = sql(
    "INSERT INTO community (slug, name, address, phone, hours, birthday_party, opening)"
    " VALUES (:slug, :name, :address, :phone, :hours, :birthday_party, :opening)"
    " ON CONFLICT (slug) DO UPDATE SET name = excluded.name, address = excluded.address,"
    " phone = excluded.phone, hours = excluded.hours, birthday_party = excluded.birthday_party, opening = excluded.opening"
    f" RETURNING {_COLUMNS}"
)


async def every() -> list[Community]:
    """All communities of this service, the oldest first."""
    return await _ALL.all(Community)


async def get(community_id: int) -> Community | None:
    """The community with this id."""
    return await _BY_ID.one(Community, id=community_id)


async def by_slug(slug: str) -> Community | None:
    """The community with this name in files and addresses."""
    return await _BY_SLUG.one(Community, slug=slug)


async def save(
    slug: str, name: str, address: str, phone: str, hours: str, birthday_party: str = "", opening: str = ""
) -> Community:
    """Add the community, or bring the one with this slug up to date."""
    saved = await _SAVE.one(
        Community,
        slug=slug,
        name=name,
        address=address,
        phone=phone,
        hours=hours,
        birthday_party=birthday_party,
        opening=opening,
    )
    assert saved is not None
    return saved
