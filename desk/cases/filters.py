"""What of all cases is wanted, as it stands in the address of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from msgspec.structs import asdict, replace

from desk.pages import Visit
from language.text import Saying, Text, _
from services import staff
from services.calendar import DAY_MS
from services.cases import board, estate, kinds
from services.patrol import teams
from storage.case_board import NOBODY, Filter

NAMES = ("kind", "category", "severity", "team", "owner", "time", "at", "late", "q", "phase", "state")
TIMES: Mapping[str, tuple[Text, int]] = {
    "7": (_("最近7天"), 7), "30": (_("最近30天"), 30), "90": (_("最近90天"), 90), "365": (_("最近一年"), 365),
}  # fmt: skip
NONE = "none"
Choice = tuple[str, Saying]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, what of it stands in the address, and that once more for links: "kind=hazard&late=1&"."""

    filter: Filter
    given: Mapping[str, str]
    base: str

    def without(self, *names: str) -> str:
        """As `base`, without these."""
        return _base({name: value for name, value in self.given.items() if name not in names})


@dataclass(frozen=True, slots=True)
class Choices:
    """What one can choose from; each list begins with "all"."""

    kinds: Sequence[Choice]
    categories: Sequence[Choice]
    severities: Sequence[Choice]
    teams: Sequence[Choice]
    owners: Sequence[Choice]
    times: Sequence[Choice]
    places: Sequence[Choice]


async def asked(visit: Visit) -> Asked:
    """What this page is to show."""
    given = {name: value for name in NAMES if (value := visit.query.get(name, "").strip()[:60])}
    known = {place.id: place.filter for place in await estate.known(visit.community_id)} if "at" in given else {}
    wanted = known.get(given.get("at", ""), Filter())
    since_ms = visit.now_ms - TIMES[given["time"]][1] * DAY_MS if given.get("time") in TIMES else 0
    owner = visit.by if given.get("owner") == "me" else _id(given.get("owner", ""))
    wanted = replace(
        wanted, kind=given.get("kind", ""), category=given.get("category", ""), severity=given.get("severity", ""),
        phase=given.get("phase", ""), state=given.get("state", ""), team_id=_id(given.get("team", "")),
        owner_id=owner if visit.may("cases.change") else 0, late_ms=visit.now_ms if given.get("late") else 0,
        like=board.pattern(given.get("q", "")), since_ms=since_ms,
    )  # fmt: skip
    return Asked(wanted, given, _base(given))


async def choices(visit: Visit, wanted: Filter) -> Choices:
    """From what one can choose here; categories and severities of the kind that is wanted, or of all."""
    community_id = visit.community_id
    named = await kinds.of(community_id)
    of = [kind for kind in named if wanted.kind in ("", kind.id)]
    categories = {one.id: kinds.shown(one.name) for kind in of for one in kind.categories}
    severities = {one.id: kinds.shown(one.name) for kind in of for one in kind.severities}
    owners: list[Choice] = []
    if visit.may("cases.change"):
        holders = {one.person_id: one.name for one in await staff.holders(community_id) if one.role in staff.ROLES}
        others = [(str(person_id), name or _("一位同事")) for person_id, name in holders.items() if person_id != visit.by]
        owners = [("", _("谁在办都行")), ("me", _("我在办的")), (NONE, _("没人接的")), *others]
    return Choices(
        [("", _("所有种类")), *((kind.id, kinds.shown(kind.name)) for kind in named)],
        [("", _("所有类别")), *categories.items()],
        [("", _("急不急都行")), *severities.items()],
        [("", _("所有队伍")), (NONE, _("没转给队伍")), *((str(t.id), t.name) for t in await teams.of_community(community_id))],
        owners,
        [("", _("所有时间")), *((name, title) for name, (title, _days) in TIMES.items())],
        [("", _("所有地方")), *((place.id, place.name) for place in await estate.known(community_id))],
    )  # fmt: skip


def number(words: str) -> int:
    """The number of a case that somebody typed to find it, "12" or "第12号"; 0 for other words."""
    plain = words.strip().removeprefix("第").removesuffix("号").lstrip("#").strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else 0


def narrowed(wanted: Filter) -> bool:
    """Whether anything less than all is wanted."""
    return asdict(wanted) != asdict(Filter())


def _id(given: str) -> int:
    return NOBODY if given == NONE else int(given) if given.isascii() and given.isdecimal() and len(given) < 16 else 0


def _base(given: Mapping[str, str]) -> str:
    return f"{urlencode(given)}&" if given else ""
