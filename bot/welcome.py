"""What the operator reads when the service has started: where the page is, and what to do next."""

from __future__ import annotations

import io

import segno

from bot.links import reachable
from bot.settings import Settings
from language.text import Saying, _


def welcome(settings: Settings, desk_link: str, telegram: bool) -> list[Saying]:
    """The lines to print, with a QR code where a phone can reach this machine. `desk_link` opens the desk once."""
    port = settings.web.port
    lines: list[Saying] = ["", _("邻里客厅已经打开："), f"  http://localhost:{port}"]
    address = reachable(settings)
    if address:
        lines += [f"  {address}", "", qr(address), _("手机扫一扫上面的码，就能在手机上用（要在同一个网络里）。")]
    lines += ["", _("下一步：打开上面的网址，点『同意』，再点『看课程』，试着报一门课。")]
    if desk_link:
        lines += [_("社区办公用的值守台（一小时内有效，只能用一次）："), f"  {desk_link}"]
    lines.append(_("当工作人员：另开一个终端运行 {command}，把得到的码发到聊天里。", command="make invite ROLE=staff"))
    if not telegram:
        lines.append(_("想接 Telegram：把 BotFather 给的令牌写进 config.toml 的 [telegram] token，再重新启动。"))
    return [*lines, _("按 Ctrl+C 停止，数据都在 {folder}。", folder=str(settings.database.parent)), ""]


def qr(address: str) -> str:
    """The address as a QR code for the terminal."""
    out = io.StringIO()
    segno.make(address, error="l").terminal(out, compact=True, border=2)
    return out.getvalue()
