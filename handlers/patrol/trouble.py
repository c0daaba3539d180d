"""Why a shift cannot be had, in words."""

from __future__ import annotations

from typing import TypeAlias

from conversation.chat import Chat
from conversation.screen import HOME
from language.text import Saying, Text, _
from services import people
from services.patrol.limits import Tired
from services.patrol.shifts import Alone, Full, Over, TooMuch
from services.patrol.teams import PATROL, NotAllowed
from services.telling import is_child

Trouble: TypeAlias = Full | Over | TooMuch | Alone | NotAllowed
_TIRED: dict[Tired, Text] = {
    "overlap": _("那个时间您已经有一班了。"),
    "rest": _("离您的另一班太近了，中间要歇够八小时，身体要紧。"),
    "week": _("七天里您已经有五班了，歇一歇，身体要紧。"),
}
_ALONE = _("您刚来不久，先跟一位老队员一起走几趟。这一班现在没有老队员，请另选一班。")


def trouble(outcome: Trouble) -> Saying:
    """Why a shift cannot be had, kindly."""
    match outcome:
        case TooMuch():
            return _TIRED[outcome.why]
        case Alone():
            return _ALONE
        case Full():
            return _("这一班刚刚有人了，谢谢您！")
        case Over():
            return _("这一班已经开始，或者取消了。")
        case NotAllowed():
            return _("这一班是别的队伍的。")


async def is_for_parents(chat: Chat) -> bool:
    """Whether it is a child who is here; then it has heard that its parents do this."""
    person = await people.get(chat.person_id)
    if person is None or not is_child(person, chat.now_ms):
        return False
    chat.say(_("小朋友，请让爸爸妈妈用他们的手机点「志愿·值班」，帮你办。"), PATROL, HOME)
    return True
