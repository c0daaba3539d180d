"""The door: what is turned away, how, and with which words."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Network, ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from language.catalogue import Voice
from language.text import Saying, _

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self'; connect-src 'self';"
        " manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=()",
}
UTC = ZoneInfo("UTC")
TOO_FAST = _("您发得有点快，歇几秒就好，没发完的会接着发。")


class Declined(Exception):
    """A request that is turned away. `say` is for the person, `wait_s` how long to wait before trying again (0: no use)."""

    def __init__(self, status: int, say: Saying, wait_s: int = 0) -> None:
        super().__init__(f"declined with {status}")
        self.status = status
        self.say = say
        self.wait_s = wait_s


def unclear() -> Declined:
    """For what no page of ours would send."""
    return Declined(400, _("这一条没看明白，请把页面刷新一下再试。"))


def too_large() -> Declined:
    """For a body above its limit."""
    return Declined(413, _("这个太大了，发不了。照片请选小一点的，文字请分几次发。"))


def resting() -> Declined:
    """For a while in which nothing can be written; the page keeps the message and tries again."""
    return Declined(503, _("现在有点忙，您的话还留着，过一会儿会自动再发。"), wait_s=3)


def address_of(request: Request) -> str:
    """Where a request comes from, as far as it can be told apart: whoever has one address of IPv6 has all that begin like it."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def voice_of(request: Request, zone: ZoneInfo = UTC) -> Voice:
    """The voice in which the browser wants to be spoken to. `zone` does not matter for words that name no times."""
    return Voice(request.headers.get("accept-language", "zh")[:2].lower(), zone)


class SafeHeaders:
    """Puts HEADERS on every response that does not bring its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def from_our_page(request: Request, public_url: str) -> None:
    """Raises Declined unless our own page sent this: a foreign one can neither set the header nor hide where it is."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    homes = {request.headers.get("host"), urlsplit(public_url).netloc} - {""}
    foreign = site not in (None, "same-origin") or (origin is not None and _home_of(origin) not in homes)
    if request.headers.get("x-linli") != "1" or foreign:
        raise Declined(403, _("请从社区的聊天页面里发。"))


def _home_of(origin: str) -> str:
    """Host and port of an origin; empty where it is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def limited(request: Request, most: int) -> Request:
    """The same request, whose body raises Declined as soon as it grows beyond `most` bytes."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:18]) > most:
        raise too_large()
    seen = 0

    async def receive() -> Message:
        nonlocal seen
        message = await request.receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise too_large()
        return message

    return Request(request.scope, receive)


class Buckets:
    """Token buckets, one for each key: `burst` at once, then `per_second`; a burst of 0 is no limit.

    Keys unused for longest are forgotten beyond `keys`. `say` is for whom nothing is left.
    """

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], int], keys: int = 20_000, say: Saying = TOO_FAST
    ) -> None:
        self.burst = burst
        self.per_second = per_second
        self.clock = clock
        self.keys = keys
        self.say = say
        self._level: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, key: str) -> None:
        """Take one token; raises Declined with the time to wait where there is none."""
        if not self.burst:
            return
        level, now_ms = self._now(key)
        if level < 1:
            raise Declined(429, self.say, self._until(level))
        self._level[key] = (level - 1, now_ms)
        self._level.move_to_end(key)
        if len(self._level) > self.keys:
            self._level.popitem(last=False)

    def wait_s(self, key: str) -> int:
        """How many seconds until there is a token to take; 0 where there is one."""
        level, _now_ms = self._now(key)
        return 0 if level >= 1 or not self.burst else self._until(level)

    def _now(self, key: str) -> tuple[float, int]:
        now_ms = self.clock()
        level, at_ms = self._level.get(key, (float(self.burst), now_ms))
        return min(self.burst, level + max(0, now_ms - at_ms) / 1000 * self.per_second), now_ms

    def _until(self, level: float) -> int:
        return int((1 - level) / self.per_second) + 1
