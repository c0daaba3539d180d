"""What happened to a case besides another state, in the words in which its followers hear it and its timeline shows it."""

from __future__ import annotations

from language.text import Moment, Text, _
from storage.meetings import Meeting

AHEAD = ("council", "council moved")
"""What is told of a meeting that is still to come, and of none that is not."""
_STEPS: dict[str, Text] = {
    "asked": _("社区问"),
    "answered": _("回答"),
    "place": _("补充地方"),
    "more": _("补充"),
    "merged": _("和另一条合到一起办了"),
    "reopened": _("居民说还没好，重新处理"),
    "shown": _("公开了，邻居们都看得到"),
    "refused": _("没有公开"),
    "kept back": _("不公开，社区来办"),
    "hidden": _("先不公开了，社区再看一看"),
    "agenda": _("支持的人够多了，要上议事会商量"),
    "council": _("排进了议事会"),
    "council moved": _("议事会改了时间或地点"),
    "council off": _("议事会取消了，另找时间商量"),
    "off agenda": _("这次议事会先不商量，另找时间"),
    "put off": _("这次没有定下来，下次再商量"),
    "adopted": _("议事会通过了"),
    "declined": _("议事会没有通过"),
    "merge asked": _("社区问能不能和另一条合到一起办"),
    "merge agreed": _("同意和另一条合到一起办"),
    "merge declined": _("不和另一条合到一起，照旧单独办"),
    "merge lapsed": _("一直没有回答，照旧单独办"),
}
"""By the kind of event."""


def said(event_kind: str, meeting: Meeting | None = None) -> Text | None:
    """What happened; with the `meeting` that is to come, when that is. None for what is said by the case's state."""
    if meeting is not None and event_kind == "council":
        return _("{when}在「{title}」上商量", when=Moment(meeting.starts_ms, "near"), title=meeting.title)
    if meeting is not None and event_kind == "council moved":
        return _("「{title}」改到{when}", when=Moment(meeting.starts_ms, "near"), title=meeting.title)
    return _STEPS.get(event_kind)
