"""The services as people meet them: on the home screen, on the persistent keyboard, and in the platform's menu of commands."""

from __future__ import annotations

from language.text import Text, _

SERVICES: tuple[tuple[Text, str], ...] = (
    (_("看课程"), "/courses"),
    (_("我的报名"), "/my"),
    (_("报隐患"), "/report"),
    (_("提建议·求助"), "/bring"),
    (_("找人帮忙"), "/human"),
    (_("我的资料"), "/me"),
)
"""What home offers everybody: label and command."""

SPARE = ("/me", "/my")
"""Of these, what gives way first where home is full; it stays on the persistent keyboard."""

MENU: tuple[tuple[Text, str], ...] = ((_("订餐"), "/meals"), *SERVICES)
"""Always at hand, on the persistent keyboard."""

COMMANDS: tuple[tuple[str, Text], ...] = (
    ("courses", _("看课程、报名")),
    ("my", _("我的报名")),
    ("meals", _("订餐")),
    ("standing", _("长期订餐")),
    ("bill", _("餐费")),
    ("suggest", _("提建议")),
    ("suggestions", _("大家的建议")),
    ("council", _("议事会")),
    ("report", _("报隐患：拍张照片就行")),
    ("cases", _("我反映的，看进展")),
    ("bring", _("提建议、求助")),
    ("patrol", _("志愿、值班")),
    ("me", _("我的资料和家人")),
    ("human", _("找人帮忙")),
    ("reminders", _("提醒设置")),
    ("back", _("返回上一步")),
    ("cancel", _("不办了")),
    ("language", _("语言 Language")),
    ("help", _("怎么用")),
    ("start", _("首页")),
)
"""The platform's menu of commands."""
