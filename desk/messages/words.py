"""Words of this section that are said nowhere else."""

from __future__ import annotations

from language.text import Text, _
from services.calendar import DAY_MS, HOUR_MS, MINUTE_MS

CHANNELS = {"telegram": _("Telegram"), "web": _("网页"), "wechat": _("微信")}
"""Where somebody wrote, by the channel's name."""
STATES = {
    "pending": _("等着送"), "sent": _("送到了"), "merged": _("和别的消息一起送了"), "called": _("收不到，请打电话"),
    "unreachable": _("没送到，请打电话"), "failed": _("没送到，请打电话"), "void": _("没有送"), "expired": _("没有送"),
    "stopped": _("没有送"), "muted": _("没有送"),
}  # fmt: skip
"""What has become of a message, by its state in the outbox."""


def lasted(ms: int) -> Text:
    """How long something has lasted by now, as one says it."""
    if ms < MINUTE_MS:
        return _("不到1分钟")
    if ms < HOUR_MS:
        return _("{n}分钟", n=ms // MINUTE_MS)
    if ms < DAY_MS:
        return _("{h}小时{m}分", h=ms // HOUR_MS, m=ms % HOUR_MS // MINUTE_MS)
    return _("{n}天", n=ms // DAY_MS)
