"""The community file: reading and checking it. `services.community_load` brings it into the database."""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from language.text import Day, Text, _
from services.canteen.ingredients import WRITTEN, unknown

Words = Annotated[str, Meta(min_length=1, max_length=60)]
Age = Annotated[int, Meta(ge=0, le=120)]
Yuan = Annotated[float, Meta(ge=0, le=100_000)]


class CommunityPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[community]`"""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    name: Words
    address: str = ""
    phone: str = ""
    hours: str = ""
    birthday_party: str = ""


class CoursePart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[courses]]`. Moments are local, `price` is in yuan."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    title: Words
    seats: Annotated[int, Meta(ge=1, le=100_000)]
    starts: datetime
    minutes: Annotated[int, Meta(ge=5, le=1440)]
    teacher: str = ""
    place: str = ""
    sessions: Annotated[int, Meta(ge=1, le=400)] = 1
    every: Literal["week", "day"] = "week"
    opens: datetime | None = None
    closes: datetime | None = None
    audience: Literal["everyone", "seniors", "adults", "children", "family", "childcare"] = "everyone"
    min_age: Age | None = None
    max_age: Age | None = None
    mode: Literal["grab", "draw"] = "grab"
    cancel_hours: Annotated[int, Meta(ge=0, le=720)] = 24
    price: Yuan = 0


class PricePart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[meals.prices]]`: who pays less. Yuan."""

    title: Words
    price: Yuan
    min_age: Age | None = None
    max_age: Age | None = None
    verified: bool = False
    daily: bool = False


class DishPart(Struct, frozen=True, forbid_unknown_fields=True):
    """A dish of `[[meals.menu]]` with what is in it (`ingredients.WRITTEN`), and a picture: a path as seen from the file."""

    name: Words
    tags: tuple[str, ...] = ()
    picture: str = ""


class MenuPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[[meals.menu]]`: what is cooked on a day, the first choice first."""

    day: date
    dishes: Annotated[list[Words | DishPart], Meta(min_length=1, max_length=6)]

    @property
    def cooked(self) -> list[DishPart]:
        """Its dishes, also those of which nothing but the name is said."""
        return [DishPart(dish) if isinstance(dish, str) else dish for dish in self.dishes]


class MealsPart(Struct, frozen=True, forbid_unknown_fields=True):
    """`[meals]`. `cutoff` is local time on the day itself, `price` in yuan."""

    price: Yuan
    place: str = ""
    serves: str = ""
    cutoff: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:30"
    capacity: Annotated[int, Meta(ge=1, le=100_000)] = 100
    prices: list[PricePart] = []
    menu: list[MenuPart] = []


class CommunityFile(Struct, frozen=True):
    """A whole file, free of mistakes."""

    community: CommunityPart
    courses: tuple[CoursePart, ...] = ()
    meals: MealsPart | None = None


MOMENTS = ("starts", "opens", "closes")
_ID = _('只用英文字母、数字、- 和 _，最多40个，例如 id = "yoga-monday"')
_MOMENT = _('写当地时间，例如 "2026-12-03 19:00"，不带时区')
_AGE = _("写0到120的整数，例如 60")
MEND: dict[str, Text] = {
    "id": _ID,
    "name": _("写社区的名字，最多60个字"),
    "title": _('写课程的名字，最多60个字，例如 title = "周一 瑜伽"'),
    "seats": _("写正整数，例如 seats = 20"),
    "starts": _MOMENT,
    "opens": _MOMENT,
    "closes": _MOMENT,
    "minutes": _("写每次多少分钟，5到1440的整数，例如 minutes = 90"),
    "sessions": _("写一共几次，1到400的整数，例如 sessions = 8"),
    "every": _('写 "week"（每周）或 "day"（每天）'),
    "audience": _("从 everyone、seniors、adults、children、family、childcare 里选一个"),
    "min_age": _AGE,
    "max_age": _AGE,
    "mode": _('写 "grab"（先到先得）或 "draw"（抽签）'),
    "cancel_hours": _("写开课前几小时可以取消，0到720的整数，例如 cancel_hours = 24"),
    "cutoff": _('写几点几分，例如 cutoff = "09:30"'),
    "capacity": _("写一天最多几份，正整数，例如 capacity = 100"),
    "prices": _("每种价格写一节 [[meals.prices]]"),
    "menu": _("每天写一节 [[meals.menu]]"),
    "day": _("写日期，例如 day = 2026-12-01"),
    "dishes": _('写一到六份菜，例如 dishes = ["番茄牛腩套餐", "清蒸鱼套餐"]；一份菜也可以写成一组 name、tags、picture'),
    "verified": _("写 true 或 false"),
    "daily": _("写 true 或 false"),
    "price": _("写多少元，例如 price = 8，最多两位小数；免费就不写"),
}
_TEXT = _("写一段文字，用引号括起来")


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
        _("社区文件里没有 {key} 这一节：只能写 [community]、[[courses]] 和 [meals]，请改名或删掉。", key=key)
        for key in given
        if key not in ("community", "courses", "meals")
    ]
    head, listed = given.get("community"), given.get("courses", [])
    community = None
    if isinstance(head, dict):
        community = _part(CommunityPart, head, "[community]", problems)
    else:
        problems.append(_("社区文件缺少 [community] 一节：至少写 id 和 name。"))
    courses: list[CoursePart] = []
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        problems.append(_("courses 要写成一节一节的：每门课以 [[courses]] 开头。"))
        listed = []
    for n, item in enumerate(listed, 1):
        name = item.get("id")
        where = _("课程 {id}", id=name) if isinstance(name, str) and name else _("第{n}门课", n=n)
        course = _part(CoursePart, item, where, problems)
        if course is not None:
            problems.extend(_sense(course, where))
            if any(other.id == course.id for other in courses):
                problems.append(_("{where} 的 id 用了两次：每门课的 id 要不一样，请改其中一个。", where=where))
            courses.append(course)
    meals = _meals(given["meals"], problems) if "meals" in given else None
    if problems or community is None:
        return None, problems
    return CommunityFile(community, tuple(courses), meals), []


def _meals(given: object, problems: list[Text]) -> MealsPart | None:
    """`[meals]` with its lists, each of their entries checked by itself."""
    if not isinstance(given, dict):
        problems.append(_("meals 要写成一节：以 [meals] 开头。"))
        return None
    before = len(problems)
    prices = _entries(PricePart, given.get("prices", []), "meals.prices", problems)
    menu = _entries(MenuPart, given.get("menu", []), "meals.menu", problems)
    head = {key: value for key, value in given.items() if key not in ("prices", "menu")}
    part = _part(MealsPart, head, "[meals]", problems)
    if len(problems) > before or part is None:
        return None
    problems.extend(
        _(
            "meals.menu {day} 的「{dish}」里，tags 的「{tag}」看不懂：可以写 {words}，前面也可以加“不含”。",
            day=Day(one.day, "year"), dish=dish.name, tag=tag, words="、".join(WRITTEN),
        )
        for one in menu
        for dish in one.cooked
        for tag in unknown(dish.tags)
    )  # fmt: skip
    days = [one.day for one in menu]
    problems.extend(
        _("meals.menu 的 {day} 写了两次，请合成一天。", day=Day(day, "year"))
        for day in dict.fromkeys(days)
        if days.count(day) > 1
    )
    made: MealsPart = msgspec.structs.replace(part, prices=prices, menu=menu)
    return made


def _entries(kind: type[Any], given: object, name: str, problems: list[Text]) -> list[Any]:
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        problems.append(_("{name} 要一条一条写，每条以 [[{name}]] 开头。", name=name))
        return []
    return [_part(kind, item, _("{name} 第{n}条", name=name, n=n), problems) for n, item in enumerate(given, 1)]


def meals_ahead(part: MealsPart, today: date) -> MealsPart:
    """The canteen with its menu shifted by whole weeks into the present; what is over then is left out. Weekdays stay."""
    first = min((one.day for one in part.menu), default=today)
    shift = timedelta(days=(today - first).days // 7 * 7)
    moved = [MenuPart(one.day + shift, one.dishes) for one in part.menu]
    return msgspec.structs.replace(part, menu=[one for one in moved if one.day >= today])


def ahead(course: CoursePart, now: datetime) -> CoursePart:
    """The course shifted by whole weeks, so that its next milestone (opening, else closing, else the start) lies more than a day
    ahead of `now` (local). Weekday and time stay."""
    milestone = course.opens or course.closes or course.starts
    shift = timedelta()
    while milestone + shift <= now + timedelta(days=1):
        shift += timedelta(days=7)
    moved = {name: at + shift for name in MOMENTS if (at := getattr(course, name)) is not None}
    return msgspec.structs.replace(course, **moved)


def _part(kind: type[Any], given: dict[str, Any], where: Text | str, problems: list[Text]) -> Any:
    fields = {f.name: f for f in msgspec.structs.fields(kind)}
    before, values = len(problems), {}
    for key, value in given.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1)
            mend = _("是不是想写 {near}？", near=near[0]) if near else _("可以写的有：{keys}。", keys="、".join(fields))
            problems.append(_("{where} 里没有 {key} 这一项，{mend}", where=where, key=key, mend=mend))
            continue
        try:
            values[key] = msgspec.convert(_moment(value) if key in MOMENTS else value, fields[key].type)
            if isinstance(values[key], datetime) and values[key].tzinfo is not None:
                raise msgspec.ValidationError("a time zone")
        except msgspec.ValidationError:
            mend = MEND.get(key, _TEXT)
            problems.append(
                _("{where} 的 {key} 不对（{value}）：{mend}。", where=where, key=key, value=str(value)[:40], mend=mend)
            )
    for name, field in fields.items():
        if field.required and name not in given:
            problems.append(_("{where} 缺少 {key}：{mend}。", where=where, key=name, mend=MEND[name]))
    return kind(**values) if len(problems) == before else None


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?\s*", value)
    try:
        return datetime(*(int(part or 0) for part in found.groups())) if found else value  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return value


def _sense(course: CoursePart, where: Text) -> list[Text]:
    """Mistakes that only show when two keys are seen together."""
    closes = course.closes or course.starts
    wrong: list[tuple[bool, Text]] = [
        (course.opens is not None and course.opens >= closes, _("opens 要早于 closes（没写 closes 就是早于 starts）")),
        (course.closes is not None and course.closes > course.starts, _("closes 要早于 starts")),
        (course.mode == "draw" and course.closes is None, _("抽签的课要写 closes，到那时抽签")),
        (
            course.min_age is not None and course.max_age is not None and course.min_age > course.max_age,
            _("min_age 不能大于 max_age"),
        ),
        (course.audience == "family" and course.seats < 2, _("亲子课一次占两个位子，seats 至少写2")),
        (course.every == "day" and course.minutes > 1440, _("minutes 要少于一天")),
        (abs(course.price * 100 - round(course.price * 100)) > 1e-6, MEND["price"]),
    ]
    return [_("{where} 的设置不合理：{mend}。", where=where, mend=mend) for is_wrong, mend in wrong if is_wrong]
