"""Kinds of case: what a community lets people bring up, what is asked, in which states it can be, who sees to it and how fast.

A community describes its own kinds in its file (`[[cases]]`); without any it has those of `DEFAULTS`.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from language.text import Text, _
from storage import case_kinds
from storage.case_kinds import CannedAnswer

Phase: TypeAlias = Literal["waiting", "working", "solved", "done", "declined"]
"""What a state is to the house. "waiting": nobody has begun; "solved": the reporter is asked whether it is; the last two are ends."""
Asked: TypeAlias = Literal["photo", "words", "category", "severity", "place"]
Id: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,24}$")]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=20)]
"""It must fit on a button."""
Hours: TypeAlias = Annotated[float, Meta(ge=0, le=365 * 24)]

WAITING, WORKING, SOLVED, DONE, DECLINED = "waiting", "working", "solved", "done", "declined"
ENDS = (DONE, DECLINED)
HAZARD, SUGGESTION, HELP = "hazard", "suggestion", "help"
"""Kinds that have a way of their own in the chat; every other one has the way of `/case`."""


class Severity(Struct, frozen=True, forbid_unknown_fields=True):
    """How bad it is, and in how many hours it must be seen to. `danger`: to life; it is answered and told at once, also at night."""

    id: Id
    name: Name
    hours: Hours
    danger: bool = False


class Category(Struct, frozen=True, forbid_unknown_fields=True):
    """What it is about. `team` sees to it, `severity` is what it usually is, `words` are those by which it is recognised."""

    id: Id
    name: Name
    team: str = ""
    severity: str = ""
    words: tuple[str, ...] = ()


class State(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a case stands. `hours`: so long it may stay there (None: as long as before, 0: without a clock)."""

    id: Id
    name: Name
    phase: Phase
    hours: Hours | None = None


class Extra(Struct, frozen=True, forbid_unknown_fields=True):
    """Something else that is asked. "choose" is one of `options`."""

    id: Id
    text: Annotated[str, Meta(min_length=1, max_length=200)]
    label: Name
    answer: Literal["words", "choose", "date", "number", "phone"] = "words"
    options: tuple[Name, ...] = ()
    must: bool = True


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of case.

    `button` starts it ("报隐患"); `asks` is what is asked, in this order, and `must` what cannot be skipped. `public`: "no" (only who
    follows it and who sees to it), "open" (neighbours see that it is open, so that they join it), "moderated" (they see it, and may
    support it, once staff let them). `agenda`: so many supporters put it on the council's agenda, 0 never. `children`: a child's
    through its guardian. `team` sees to it where the category names none; `hours` is its clock where no severity is.
    """

    id: Id
    name: Name
    button: Name
    asks: tuple[Asked, ...] = ("photo", "words", "category", "place")
    must: tuple[Asked, ...] = ("words",)
    questions: tuple[Extra, ...] = ()
    categories: tuple[Category, ...] = ()
    severities: tuple[Severity, ...] = ()
    states: tuple[State, ...] = ()
    team: str = ""
    hours: Hours = 0
    public: Literal["no", "open", "moderated"] = "no"
    agenda: Annotated[int, Meta(ge=0, le=10_000)] = 0
    children: bool = False

    @property
    def first(self) -> State:
        """The state of a new case."""
        return self.states[0]

    @property
    def working(self) -> State | None:
        """The first state in which something is done about it; of what neighbours support, that the council talks about it."""
        return next((one for one in self.states if one.phase == WORKING), None)

    @property
    def begun(self) -> State | None:
        """The state of a case that somebody took; None where taking it says nothing: what becomes of a suggestion is not theirs to say."""
        return None if self.public == "moderated" else self.working

    def state(self, state_id: str) -> State | None:
        """The state of this id; None where the community's file has none (any more)."""
        return next((one for one in self.states if one.id == state_id), None)

    def category(self, category_id: str) -> Category | None:
        """The category of this id."""
        return next((one for one in self.categories if one.id == category_id), None)

    def severity(self, severity_id: str) -> Severity | None:
        """The severity of this id."""
        return next((one for one in self.severities if one.id == severity_id), None)


SEVERITIES = (
    Severity("danger", _("危险，会伤到人").source, 2, danger=True),
    Severity("utility", _("水电气、电梯坏了").source, 24),
    Severity("ordinary", _("一般问题").source, 7 * 24),
)
"""The clocks of the best city hotlines: danger two hours, utilities a day, the rest a week."""
REPAIRED = (
    State("new", _("收到了").source, "waiting"),
    State("working", _("有人在处理").source, "working"),
    State("solved", _("处理好了").source, "solved", hours=0),
    State("done", _("已解决").source, "done"),
    State("declined", _("这次不处理").source, "declined"),
)
DISCUSSED = (
    State("new", _("征集支持").source, "waiting", hours=0),
    State("agenda", _("上议事会").source, "working"),
    State("adopted", _("采纳了").source, "working"),
    State("building", _("正在做").source, "working"),
    State("done", _("做好了").source, "done"),
    State("declined", _("没有采纳").source, "declined"),
)
DEFAULTS = (
    Kind(
        HAZARD,
        _("隐患").source,
        _("报隐患").source,
        asks=("photo", "words", "category", "severity", "place"),
        must=("category", "place"),
        categories=(
            Category(
                "fire",
                _("消防、堵楼道").source,
                severity="ordinary",
                words=("堆", "杂物", "消防", "通道", "飞线", "充电", "楼道堵", "堵楼道", "堵在"),
            ),
            Category(
                "water",
                _("漏水、下水").source,
                severity="utility",
                words=("漏水", "渗水", "滴水", "水管", "爆管", "下水", "积水", "停水", "井盖", "堵了", "leak", "pipe"),
            ),
            Category(
                "power",
                _("电、路灯、电梯").source,
                severity="utility",
                words=("电", "灯", "路灯", "不亮", "电梯", "电线", "停电", "跳闸", "门禁", "light", "power", "lift"),
            ),
            Category("gas", _("煤气").source, severity="danger", words=("煤气", "燃气", "天然气")),
            Category(
                "building",
                _("栏杆、墙皮、路面").source,
                severity="ordinary",
                words=("栏杆", "扶手", "墙皮", "路面", "台阶", "滑梯", "健身器材", "松", "断", "塌", "坑", "railing"),
            ),
            Category("other", _("别的").source, severity="ordinary"),
        ),
        severities=SEVERITIES,
        states=REPAIRED,
        hours=7 * 24,
        public="open",
    ),
    Kind(
        SUGGESTION,
        _("建议").source,
        _("提建议").source,
        asks=("words", "photo"),
        must=("words",),
        states=DISCUSSED,
        public="moderated",
        agenda=20,
        children=True,
    ),
    Kind(
        HELP,
        _("求助").source,
        _("请人帮忙").source,
        asks=("words", "photo", "place"),
        must=("words",),
        states=REPAIRED,
        hours=24,
    ),
)
"""What a community has that describes no kinds of its own."""


def shown(name: str) -> Text:
    """A name from a kind, as it is said: those of `DEFAULTS` are translated, a community's own stand as they were written."""
    return Text(name)


async def of(community_id: int) -> list[Kind]:
    """The kinds of a community, in the order of its file."""
    stored = await case_kinds.of(community_id)
    return [msgspec.json.decode(body, type=Kind) for body in stored] or list(DEFAULTS)


async def get(community_id: int, kind_id: str) -> Kind | None:
    """The kind of this id; None where the community has none (any more)."""
    return next((kind for kind in await of(community_id) if kind.id == kind_id), None)


async def answers(community_id: int) -> list[CannedAnswer]:
    """What those who see to cases say often, in the order of the community's file."""
    return await case_kinds.answers(community_id)


def lost(kind_id: str) -> Kind:
    """What stands in for a kind that the community's file names no more: its cases are still seen to an end."""
    return Kind(kind_id, kind_id, kind_id, states=REPAIRED)


async def keep(community_id: int, kinds: list[Kind]) -> None:
    """Have these kinds from now on. Cases of one that is named no more stay, and staff see them."""
    await case_kinds.replace(community_id, [(kind.id, msgspec.json.encode(kind).decode()) for kind in kinds])
