"""Where something is: as people say it, and as a key by which two reports of the same place are known to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from language.message import Place
from services.patrol.spots import nearest
from services.people import address
from storage import people, spots
from storage.people import Person
from storage.spots import Spot

CELL_DEGREES = 0.0004
"""About 40 m: what a phone outdoors is off by at most."""
BESIDE_M = 40
LONGEST = 100
_BUILDING = re.compile(
    r"(?<![A-Za-z])(\d{1,4}|[A-Za-z]\d{0,3})\s*(?:栋|幢|号楼|座|#|building)|building (\w{1,4})", re.IGNORECASE
)
_UNIT = re.compile(r"(\d{1,2}|[一二三四五六七八九])\s*(?:单元|门洞|unit)|unit (\d{1,2})", re.IGNORECASE)
_DIGITS = {digit: str(n) for n, digit in enumerate("一二三四五六七八九", 1)}
_CHINESE_BUILDING = re.compile(r"([一二三四五六七八九])\s*(栋|幢|号楼|座)")


_WITHIN = re.compile(
    r"(?:\d{1,4}|[A-Za-z]\d{0,3}|[一二三四五六七八九])\s*(?:栋|幢|号楼|座|#)"
    r"(?:\s*(?:\d{1,2}|[一二三四五六七八九])\s*(?:单元|门洞))?"
    r"(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[楼层])?"
    r"(?:\s*\d{3,4}(?:室|号)?)?"
    r"(?:\s*(?:门口|楼下|楼道|楼顶|大厅|地下室|旁边|后面|前面|电梯口))?"
    r"|building \w{1,4}(?:,? unit \w{1,2})?(?:,? floor \d{1,2})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Where:
    """`words` as it is said; `key` is "" where nothing tells whether two places are one. `point` in degrees."""

    words: str = ""
    key: str = ""
    point: Place | None = None
    spot_id: int | None = None


def of_words(words: str) -> Where:
    """A place in words: known by building and unit ("3栋2单元楼下"), where they are said."""
    plain = " ".join(words.split())
    digits = _CHINESE_BUILDING.sub(lambda found: _DIGITS[found[1]] + found[2], plain)
    building = _BUILDING.search(digits)
    if building is None:
        return Where(plain)
    unit = _UNIT.search(digits[building.end() :])
    said = (unit[1] or unit[2]) if unit else ""
    return Where(plain, f"home:{(building[1] or building[2]).upper()}|{_DIGITS.get(said, said)}")


def within(words: str, among: Sequence[Spot] = ()) -> Where | None:
    """The building or the one spot that a sentence names: of "3栋2单元4楼路灯坏了" the first three parts; None where it names none."""
    found = _WITHIN.search(" ".join(words.split()))
    where = of_words(found[0].strip()) if found else None
    if where is not None and where.key:
        return where
    named = [spot for spot in among if spot.name in words]
    return of_spot(named[0].id, named[0].name) if len(named) == 1 else None


def said(words: str, point: Place | None, among: Sequence[Spot]) -> Where:
    """A place as somebody gave it who was asked for it: a point, or words, which may name a building or one of the spots."""
    if point is not None:
        return of_point(point, among)
    named, whole = within(words, among), of_words(words[:LONGEST])
    return replace(whole, key=named.key, spot_id=named.spot_id) if named else whole


def of_home(person: Person) -> Where:
    """The stairwell of who lives there; nothing where they have not said where."""
    if not person.building:
        return Where()
    return Where(address(person.building, person.unit, ""), f"home:{person.building.upper()}|{person.unit}")


def of_spot(spot_id: int, name: str) -> Where:
    """One of the community's spots."""
    return Where(name, f"spot:{spot_id}", spot_id=spot_id)


def of_building(name: str) -> str:
    """How the key of every place within a building begins: "home:3|" for 3栋; "" for a name without a number."""
    key = of_words(name).key
    return key[: key.index("|") + 1] if key else ""


def of_point(point: Place, among: Sequence[Spot] = ()) -> Where:
    """A point on the map, called by the spot beside which it is."""
    where = Where("", f"cell:{_cell(point.latitude)}:{_cell(point.longitude)}", point)
    beside = nearest(among, point)
    if beside is not None and beside.metres <= BESIDE_M:
        return replace(where, words=beside.spot.name, spot_id=beside.spot.id)
    return where


async def spots_of(community_id: int) -> list[Spot]:
    """The community's spots, in the order of its file."""
    return await spots.of_community(community_id)


async def spot_of(code: str, community_id: int) -> Where | None:
    """The spot of this community whose QR code says this."""
    found = await spots.by_code(code)
    return of_spot(found.id, found.name) if found is not None and found.community_id == community_id else None


async def buildings(community_id: int) -> list[str]:
    """The buildings in which somebody is known to live, 2 before 10."""
    known = await people.buildings(community_id)
    return sorted(known, key=lambda name: (int(name) if name.isdigit() else 10_000, name))


def on_the_map(where: Where) -> str:
    """The point as a map finds it, "30.500000,114.300000"; "" without one."""
    return f"{where.point.latitude:.6f},{where.point.longitude:.6f}" if where.point else ""


def with_point(words: str, point: Place | None) -> str:
    """The words, and where a point is that was sent with them or alone."""
    return " ".join(part for part in (words.strip(), on_the_map(Where(point=point))) if part)


def near(key: str) -> list[str]:
    """The keys of places that may be the same: of a point the cells around it, else the key alone; none for ""."""
    if not key.startswith("cell:"):
        return [key] if key else []
    latitude, longitude = map(int, key.removeprefix("cell:").split(":"))
    return [f"cell:{latitude + up}:{longitude + right}" for up in (-1, 0, 1) for right in (-1, 0, 1)]


def _cell(degrees: float) -> int:
    return round(degrees / CELL_DEGREES)
