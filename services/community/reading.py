"""Reading a community file: all of it, or every mistake in it. `services.community.loading` brings it into the database."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from msgspec import Struct

from language.text import Text, _
from services import opening
from services.cases.kinds import Kind
from services.community.buildings import BuildingPart, parse_buildings
from services.community.cases import AnswerPart, parse_answers, parse_cases
from services.community.checking import SLUG, Mend, Slug, Words, ids, part, unfit, wrong
from services.community.courses import CoursePart, parse_courses
from services.community.meals import MealsPart, parse_meals
from services.community.volunteers import DutyPart, SpotPart, TeamPart, parse_duties, parse_spots, parse_teams
from services.opening import Span


class CommunityPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[community]`"""

    id: Slug
    name: Words
    address: str = ""
    phone: str = ""
    hours: str = ""
    birthday_party: str = ""
    opening: tuple[str, ...] = ()

    @property
    def spans(self) -> list[Span]:
        """When the office is open; lines that say nothing of that are left out."""
        return [span for line in self.opening for span in opening.parse(line) or ()]


class CommunityFile(Struct, frozen=True):
    """A whole file, free of mistakes."""

    community: CommunityPart
    courses: list[CoursePart] = []
    meals: MealsPart | None = None
    teams: list[TeamPart] = []
    spots: list[SpotPart] = []
    duties: list[DutyPart] = []
    cases: list[Kind] = []
    answers: list[AnswerPart] = []
    buildings: list[BuildingPart] = []


SECTIONS = (
    "[community]", "[[courses]]", "[meals]", "[[teams]]", "[[spots]]", "[[duties]]", "[[cases]]", "[[answers]]", "[[buildings]]",
)  # fmt: skip
MEND: Mend = {
    "id": SLUG,
    "name": _("写社区的名字，最多60个字"),
    "opening": _('写星期几（1是周一，7是周日）、几点到几点，例如 opening = ["1-5 08:30-20:30", "6 09:00-17:00"]'),
}


def check(path: Path) -> list[Text]:
    """Every mistake in the file, a line each: what, where, and how to mend it. Empty where it can be loaded."""
    return read(path)[1]


def read(path: Path) -> tuple[CommunityFile | None, list[Text]]:
    """The file, or None and everything that is wrong with it."""
    file = str(path)
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None, [_("找不到社区文件 {file}：请检查路径。", file=file)]
    except tomllib.TOMLDecodeError as error:
        return None, [_("{file} 不是有效的 TOML：{error}。请改正这一行。", file=file, error=str(error))]
    except (OSError, UnicodeDecodeError) as error:
        return None, [_("读不了 {file}：{error}。请检查权限，并用 UTF-8 保存。", file=file, error=str(error))]
    return parse(given)


def parse(given: dict[str, Any]) -> tuple[CommunityFile | None, list[Text]]:
    """As `read`, from what stands in the file."""
    problems = [
        _("社区文件里没有 {key} 这一节：可以写的有 {keys}，请改名或删掉。", key=key, keys="、".join(SECTIONS))
        for key in given
        if key not in CommunityFile.__struct_fields__
    ]
    community = _parse_community(given.get("community"), problems)
    courses = parse_courses(given.get("courses", []), problems)
    meals = parse_meals(given["meals"], problems) if "meals" in given else None
    team_ids, spot_ids = ids(given.get("teams")), ids(given.get("spots"))
    teams = parse_teams(given.get("teams", []), problems)
    spots = parse_spots(given.get("spots", []), problems)
    duties = parse_duties(given.get("duties", []), team_ids, spot_ids, problems)
    cases = parse_cases(given.get("cases", []), team_ids, problems)
    answers = parse_answers(given.get("answers", []), problems)
    buildings = parse_buildings(given.get("buildings", []), problems)
    if problems or community is None:
        return None, problems
    return CommunityFile(community, courses, meals, teams, spots, duties, cases, answers, buildings), []


def _parse_community(given: object, problems: list[Text]) -> CommunityPart | None:
    if not isinstance(given, dict):
        problems.append(_("社区文件缺少 [community] 一节：至少写 id 和 name。"))
        return None
    community: CommunityPart | None = part(CommunityPart, given, "[community]", problems, MEND)
    if community is not None:
        problems.extend(
            wrong("[community]", "opening", line, MEND) for line in community.opening if opening.parse(line) is None
        )
        problems.extend(unfit("[community]", [(opening.overlaps(community.spans), _("opening 里有重叠的时间，请合成一段"))]))
    return community
