"""How a talk stands, in the words that staff read in the chat and at the desk."""

from __future__ import annotations

from language.text import Saying, Text, _
from services.talks.asking import who
from services.talks.carrying import COMES_MS, KINDS
from storage.talks import EVERYONE, LEFT, Line, Talk

OVER = _("这次聊天已经结束了。")
NOT_SENT = _("刚才说的没有发出去。")
SILENT = _("接上了，对方还没有说是什么事。")


def state(talk: Talk) -> Text:
    """How a talk stands that is nobody's yet."""
    states = {EVERYONE: _("请大家接"), LEFT: _("留了话")}
    return _("紧急") if talk.danger else states.get(talk.state, _("请{who}接", who=talk.staff_name))


def taken(talk: Talk, name: str) -> Text:
    """A colleague has it."""
    somebody = name or _("同事")
    if talk.danger:
        return _("{who}已经接了。这是急事，请问问{who}要不要帮手。", who=somebody)
    return _("{who}已经接了，您不用管了。", who=somebody)


def speaker(line: Line, talk: Talk) -> Saying:
    """Who said it."""
    return _("社区") if line.by_staff else who(talk)


def named(line: Line) -> Text:
    """What kind of file it is."""
    return KINDS.get(line.file_kind, KINDS["document"])


def unfetched(line: Line, now_ms: int) -> Text:
    """A file that is not there: it is none that is handed on, is on its way, or was lost."""
    if line.file_kind == "sticker":
        return _("［{what}］", what=named(line))
    if now_ms - line.at_ms <= COMES_MS:
        return _("［{what}］正在取……", what=named(line))
    if line.by_staff:
        return _("［{what}］没有传过去，请再发一次。", what=named(line))
    return _("［{what}］没有传过来，请对方再发一次。", what=named(line))
