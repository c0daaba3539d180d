"""Why something was not done to a course or to a day of the canteen, in a sentence for those who work here."""

from __future__ import annotations

from language.text import Saying, Text, _
from services.courses import Refused

_WHY: dict[str, Text] = {
    "not staff": _("这件事归别的社区管。"),
    "no such course": _("这门课已经没有了。"),
    "no such day": _("这一天没有菜单。"),
    "served": _("已经有人拿到餐了，不能整天取消。没送到的，到「改这一天」里一份一份退。"),
    "day over": _("这一天已经过去了，改不了了。"),
    "day closed": _("这一天已经定了不开餐，改不了了。"),
    "orders closed": _("这一天已经截止，表做好了，改不了了。"),
    "cut-off past": _("这个时间已经过了，没有改。"),
    "not that day": _("到了那一天才能马上截止。"),
    "below taken": _("已经订了更多份，份数不能比订了的少。"),
    "no such dish": _("这道菜换不了，请另选一道。"),
    "over": _("这门课已经上完了，改不了了；新时间也要在现在以后。"),
    "cancelled": _("这门课已经取消了。"),
    "nothing to change": _("本来就是这样，不用改。"),
    "below seats": _("已经报上的人比这个名额多，名额不能比报上的少。"),
    "changed meanwhile": _("刚才有同事改过这门课，请再看一遍。"),
    "no closing time": _("抽签的课要先定截止时间。"),
}


def refusal(refused: Refused) -> Saying:
    """Why something was not done."""
    return _WHY[refused.why]
