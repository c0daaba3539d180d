"""Where something is: as people say it, and as a key by which two reports of the same place are known to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, radians

from language.message import Place
from services.people import address
from storage.people import Person

CELL_DEGREES = 0.0004
"""About 40 m: what a phone outdoors is off by at most."""
_BUILDING = re.compile(r"(\d{1,4}|[A-Za-z]\d{0,3})\s*(?:栋|幢|号楼|座|#|building)")
_UNIT = re.compile(r"(\d{1,2}|[一二三四五六七八九])\s*(?:单元|门洞|unit)")
_DIGITS = {digit: str(n) for n, digit in enumerate("一二三四五六七八九", 1)}
_CHINESE_BUILDING = re.compile(r"([一二三四五六七八九])\s*(栋|幢|号楼|座)")


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
    number = _DIGITS.get(unit[1], unit[1]) if unit else ""
    return Where(plain, f"home:{building[1].upper()}|{number}")


def of_home(person: Person) -> Where:
    """The stairwell of who lives there; nothing where they have not said where."""
    if not person.building:
        return Where()
    return Where(address(person.building, person.unit, ""), f"home:{person.building.upper()}|{person.unit}")


def of_spot(spot_id: int, name: str) -> Where:
    """One of the community's spots."""
    return Where(name, f"spot:{spot_id}", spot_id=spot_id)


def of_point(point: Place) -> Where:
    """A point on the map."""
    return Where("", f"cell:{_cell(point.latitude)}:{_cell(point.longitude)}", point)


def near(key: str) -> list[str]:
    """The keys of places that may be the same: of a point the cells around it, else the key alone; none for ""."""
    if not key.startswith("cell:"):
        return [key] if key else []
    latitude, longitude = map(int, key.removeprefix("cell:").split(":"))
    return [f"cell:{latitude + up}:{longitude + right}" for up in (-1, 0, 1) for right in (-1, 0, 1)]


def metres(one: Place, other: Place) -> float:
    """How far two points of one town are from each other."""
    up = (one.latitude - other.latitude) * 111_320
    right = (one.longitude - other.longitude) * 111_320 * cos(radians(one.latitude))
    return float((up**2 + right**2) ** 0.5)


def _cell(degrees: float) -> int:
    return round(degrees / CELL_DEGREES)
