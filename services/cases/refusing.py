"""Why something was not done to a case, in words."""

from __future__ import annotations

from language.text import Text, _
from services.cases.council import MOST_ITEMS

ACT: dict[str, Text] = {
    "closed": _("这件事已经办完了，不用再处理。"),
    "no reason": _("请说一句原因。"),
    "nothing said": _("什么都没说，没有记下。"),
    "nobody to ask": _("这件事在这里没有人可以问。点『更多』里的『看反映人』，看看能不能打电话。"),
}
"""Of those who see to it."""
OPEN: dict[str, Text] = {
    "not yours": _("这件事归别的社区管，请联系那边。"),
    "needs guardian": _("小朋友请让爸爸妈妈来报，或者告诉身边的大人。"),
    "no such kind": _("社区现在不收这一类了。"),
    "nothing said": _("还没说是什么事，请再报一次。"),
    "closed": _("这一件刚刚办完了。还有问题的话，请重新报一个。"),
    "no such case": _("这一件刚刚办完了。还有问题的话，请重新报一个。"),
}
"""Of whoever brings it up, or joins it."""
COUNCIL: dict[str, Text] = {
    "not yours": _("这件事归别的社区管。"),
    "gone": _("这次会或这个议题刚刚有变动，请再看一下。"),
    "past": _("这个时间已经过去了，请写以后的时间。"),
    "full": _("一次会最多{n}个议题，放不下了。", n=MOST_ITEMS),
    "no reason": _("请写上原因，会告诉提的人。"),
    "nothing to change": _("本来就是这样，不用改。"),
}
"""Of a meeting of the council."""
