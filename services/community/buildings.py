"""`[[buildings]]` of a community file: the houses that the map of the estate shows."""

from __future__ import annotations

from statistics import median
from typing import Annotated

from msgspec import Meta, Struct

from language.message import Place
from language.text import Text, _
from services.community.checking import Mend, nth, part, tables
from services.distance import metres
from storage import buildings

MOST = 500
FARTHEST_M = 10_000
"""No neighbourhood is that wide; one wrong digit is."""


class BuildingPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[buildings]]`. The point is the middle of the building, in degrees (WGS 84)."""

    name: Annotated[str, Meta(pattern=r"^\S(.*\S)?$", max_length=20)]
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]


MEND: Mend = {
    "name": _('写楼栋，居民怎么说就怎么写，前后不留空格，最多20个字，例如 name = "3栋"'),
    "latitude": _("写纬度，例如 latitude = 30.4321"),
    "longitude": _("写经度，例如 longitude = 114.0987"),
}


def parse_buildings(given: object, problems: list[Text]) -> list[BuildingPart]:
    """`[[buildings]]`, with what is wrong added to `problems`."""
    found: dict[str, BuildingPart] = {}
    where: dict[str, Text] = {}
    items = tables(given, "buildings", problems)
    if len(items) > MOST:
        problems.append(_("buildings 最多写{n}条。", n=MOST))
    for n, item in enumerate(items[:MOST], 1):
        one = part(BuildingPart, item, nth("buildings", n), problems, MEND)
        if one is not None and one.name in found:
            problems.append(_("{where} 的名字写了两次：每栋楼只写一次。", where=nth("buildings", n)))
        elif one is not None:
            found[one.name], where[one.name] = one, nth("buildings", n)
    problems.extend(
        _(
            "{where}（{name}）离别的楼有{n}公里：请看一下 latitude 和 longitude 是不是写错了。",
            where=where[one.name],
            name=one.name,
            n=km,
        )
        for one, km in _astray(list(found.values()))
    )
    return list(found.values())


def _astray(named: list[BuildingPart]) -> list[tuple[BuildingPart, int]]:
    """What stands so far from the others that a figure of it is wrong, and how many kilometres: it would make dots of the rest."""
    if not named:
        return []
    middle = Place(median(one.latitude for one in named), median(one.longitude for one in named))
    away = [(one, metres(Place(one.latitude, one.longitude), middle)) for one in named]
    return [(one, round(far / 1000)) for one, far in away if far > FARTHEST_M]


async def load_buildings(community_id: int, named: list[BuildingPart]) -> list[Text]:
    """The buildings of the file, and no others; returns what the office should know."""
    known = {one.name: one for one in await buildings.of_community(community_id)}
    for one in named:
        await buildings.save(community_id, one.name, round(one.latitude * 1e6), round(one.longitude * 1e6))
    gone = [one for name, one in known.items() if name not in {part.name for part in named}]
    for building in gone:
        await buildings.drop(building.id)
    new = [one.name for one in named if one.name not in known]
    remarks = [_("地图上新的楼栋：{names}", names="、".join(new))] if new else []
    return remarks + ([_("地图上不再有：{names}", names="、".join(one.name for one in gone))] if gone else [])
