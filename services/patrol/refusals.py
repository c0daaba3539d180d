"""Why somebody cannot be put on a shift, in the words that those who lead the team read."""

from __future__ import annotations

from language.text import Saying, Text, _
from services.patrol.duty_changes import LONGEST, SHORTEST
from services.patrol.limits import Tired
from services.patrol.shift_changes import FARTHEST_DAYS
from services.patrol.shifts import Alone, Full, Over, TooMuch
from services.patrol.teams import NotAllowed

TIRED: dict[Tired, Text] = {
    "overlap": _("TA那个时间已经有一班了，请另选一位。"),
    "rest": _("离TA的另一班太近，歇不够八小时，请另选一位。"),
    "week": _("TA七天里已经有五班了，请另选一位。"),
}
HINTS: dict[Tired, Text] = {"overlap": _("那时有班"), "rest": _("歇不够八小时"), "week": _("已有五班")}
"""The same beside a name."""
UNFIT = _("请选从现在起{days}天以内的时间，时长{least}到{most}分钟。", days=FARTHEST_DAYS, least=SHORTEST, most=LONGEST)
"""When a shift cannot be then."""
_ALONE = _("TA是新队员，要先跟一位老队员一起去。请先安排一位老队员。")


def of_another(outcome: Full | Over | TooMuch | Alone | NotAllowed) -> Saying:
    """Why somebody cannot be put on a shift."""
    match outcome:
        case TooMuch():
            return TIRED[outcome.why]
        case Alone():
            return _ALONE
        case Full():
            return _("这一班的人刚刚满了。")
        case _:
            return _("这一班刚有变动，请再看一眼。")
