"""The web chat: a phone-sized page served by the house itself, the embedded default and the window that a QR code opens."""

from bot.channels.web.channel import Files, Limits, Receipt, WebChannel
from bot.channels.web.routes import app

__all__ = ["Files", "Limits", "Receipt", "WebChannel", "app"]
