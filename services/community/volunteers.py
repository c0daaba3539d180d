"""`[[teams]]`, `[[spots]]` and `[[duties]]` of a community file: who is there to help, where rounds pass, and when."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from language.text import Text, _
from services.community.checking import SLUG, Mend, Slug, TimeOfDay, Words, astray, listed, part, unfit


class TeamPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[teams]]`"""

    id: Slug
    name: Words
    purpose: str = ""


class SpotPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[spots]]`. The point is in degrees (WGS 84)."""

    id: Slug
    name: Words
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None


class DutyPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[duties]]`. `weekdays` from 1 (Monday) to 7; `starts` is local; `need` people do it, 0 where it is done no more."""

    id: Slug
    team: str
    name: Words
    starts: TimeOfDay
    minutes: Annotated[int, Meta(ge=5, le=720)]
    weekdays: Annotated[str, Meta(pattern=r"^[1-7]{1,7}$")] = "1234567"
    need: Annotated[int, Meta(ge=0, le=20)] = 2
    spots: tuple[str, ...] = ()


TEAM = _("写 [[teams]] 里的一个 id")
MEND: Mend = {
    "id": SLUG,
    "name": _("写名字，最多60个字"),
    "team": TEAM,
    "latitude": _("写纬度，例如 latitude = 30.4321"),
    "longitude": _("写经度，例如 longitude = 114.0987"),
    "weekdays": _('写星期几，1是周一，7是周日，例如 weekdays = "15"；每天就不写'),
    "starts": _('写几点几分，例如 starts = "19:00"'),
    "minutes": _("写多少分钟，5到720的整数，例如 minutes = 60"),
    "need": _("写每次要几个人，0到20的整数，例如 need = 2；不办了写0"),
    "spots": _("写 [[spots]] 里的 id，按走的顺序"),
}


def parse_teams(given: object, problems: list[Text]) -> list[TeamPart]:
    """`[[teams]]`, with what is wrong added to `problems`."""
    found = [part(TeamPart, item, where, problems, MEND) for item, where in listed(given, "teams", problems)]
    return [team for team in found if team is not None]


def parse_spots(given: object, problems: list[Text]) -> list[SpotPart]:
    """`[[spots]]`, with what is wrong added to `problems`."""
    spots: list[SpotPart] = []
    for item, where in listed(given, "spots", problems):
        if spot := part(SpotPart, item, where, problems, MEND):
            half = (spot.latitude is None) != (spot.longitude is None)
            problems.extend(unfit(where, [(half, _("latitude 和 longitude 要一起写，或都不写"))]))
            spots.append(spot)
    return spots


def parse_duties(given: object, teams: set[str], spots: set[str], problems: list[Text]) -> list[DutyPart]:
    """`[[duties]]` of these teams, past these spots, with what is wrong added to `problems`."""
    duties: list[DutyPart] = []
    for item, where in listed(given, "duties", problems):
        problems.extend(astray(where, item, "team", teams, MEND) + astray(where, item, "spots", spots, MEND))
        if duty := part(DutyPart, item, where, problems, MEND):
            problems.extend(unfit(where, [(len(set(duty.spots)) < len(duty.spots), _("spots 里同一个地点只写一次"))]))
            duties.append(duty)
    return duties
