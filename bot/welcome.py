"""What the operator reads when the service has started: where the page is, and what to do next."""

from __future__ import annotations

import io
import socket

import segno

from bot.settings import Settings
from language.text import Saying, _


def welcome(settings: Settings, telegram: bool) -> list[Saying]:
    """The lines to print, with a QR code where a phone can reach this machine."""
    port = settings.web.port
    lines: list[Saying] = ["", _("邻里客厅已经打开："), f"  http://localhost:{port}"]
    address = settings.web.public_url or _lan_address(settings.web.host, port)
    if address:
        lines += [f"  {address}", "", qr(address), _("手机扫一扫上面的码，就能在手机上用（要在同一个网络里）。")]
    lines += ["", _("下一步：打开上面的网址，点『同意』，再点『看课程』，试着报一门课。")]
    lines.append(_("当工作人员：另开一个终端运行 {command}，把得到的码发到聊天里。", command="make invite ROLE=staff"))
    if not telegram:
        lines.append(_("想接 Telegram：把 BotFather 给的令牌写进 config.toml 的 [telegram] token，再重新启动。"))
    return [*lines, _("按 Ctrl+C 停止，数据都在 {folder}。", folder=str(settings.database.parent)), ""]


def qr(address: str) -> str:
    """The address as a QR code for the terminal."""
    out = io.StringIO()
    segno.make(address, error="l").terminal(out, compact=True, border=2)
    return out.getvalue()


def _lan_address(host: str, port: int) -> str:
    """How a phone in the same network reaches this machine; "" where it cannot."""
    if host not in ("0.0.0.0", "::"):
        return "" if host in ("localhost", "127.0.0.1", "::1") else f"http://{host}:{port}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent, it only picks the outgoing interface
            address = str(probe.getsockname()[0])
        except OSError:
            return ""
    return "" if address.startswith("127.") else f"http://{address}:{port}"
