"""The figures of a month at a glance, each beside what it was the month before."""

from __future__ import annotations

from dataclasses import dataclass

from language.text import Saying, Text, _
from services.figures.asking import Asked
from services.figures.month import Figures
from services.figures.panels import Cell, said


@dataclass(frozen=True, slots=True)
class Glance:
    """One figure. `unit` stands behind it, `better` tells which way is good: 1 more, -1 less, 0 neither.

    `panel` is where it is shown over time. `rate`: it is so many of a hundred, and its change is said in points.
    """

    name: Text
    now: Cell
    before: Cell
    unit: Saying
    panel: str
    better: int = 0
    rate: bool = False

    @property
    def change(self) -> float | None:
        """How much more it is than before; None where one of them is not known."""
        if not isinstance(self.now, int | float) or not isinstance(self.before, int | float):
            return None
        return round(self.now - self.before, 1)

    @property
    def good(self) -> bool | None:
        """Whether the change is a good one; None where it is none, or neither."""
        return None if not self.change or not self.better else self.change * self.better > 0

    @property
    def changed(self) -> Text:
        """The change in words, without what it is compared with."""
        change = self.change
        if change is None:
            return _("上月没有数字")
        if change == 0:
            return _("持平")
        much = said(abs(change) if self.rate or change % 1 else abs(int(change)))
        if self.rate:
            return _("提高{n}个百分点", n=much) if change > 0 else _("下降{n}个百分点", n=much)
        return _("增加{n}{unit}", n=much, unit=self.unit) if change > 0 else _("减少{n}{unit}", n=much, unit=self.unit)


def compared(asked: Asked) -> Text:
    """With what a month is compared: with as much of the month before."""
    return _("比上月同期") if asked.span.running else _("比上月")


def glances(asked: Asked, found: Figures) -> list[Glance]:
    """The figures of the month that everybody asks for, those of the services in their order."""
    now, before = asked.span.step, asked.span.before
    course, course_was = found.courses.over(now), found.courses.over(before)
    meal, meal_was = found.meals.over(now), found.meals.over(before)
    case, case_was = found.cases.over(now), found.cases.over(before)
    idea, idea_was = found.suggestions.over(now), found.suggestions.over(before)
    help_, help_was = found.volunteers.over(now), found.volunteers.over(before)
    heads, heads_were = found.residents.at(now), found.residents.at(before)
    return [
        Glance(_("到课率"), course.came, course_was.came, "%", "attendance", 1, rate=True),
        Glance(_("缺席率"), course.missed, course_was.missed, "%", "attendance", -1, rate=True),
        Glance(_("平均每天供餐"), meal.a_day, meal_was.a_day, _("份"), "meals"),
        Glance(_("全月供餐"), meal.portions, meal_was.portions, _("份"), "meals"),
        Glance(_("没送到的餐"), meal.failed, meal_was.failed, _("户次"), "meals", -1),
        Glance(_("隐患修好天数"), case.half, case_was.half, _("天"), "repairs", -1),
        Glance(_("隐患按时修好率"), case.punctual, case_was.punctual, "%", "in_time", 1, rate=True),
        Glance(_("采纳的建议"), idea.adopted, idea_was.adopted, _("条"), "suggestions", 1),
        Glance(_("志愿服务时长"), help_.hours, help_was.hours, _("小时"), "hours", 1),
        Glance(_("班次排满率"), help_.filling, help_was.filling, "%", "shifts", 1, rate=True),
        Glance(
            _("30天内用过的居民"), heads.active if heads else None, heads_were.active if heads_were else None, _("人"), "residents", 1
        ),
    ]  # fmt: skip
