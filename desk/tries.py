"""How often a code may be tried at the door, so that nobody guesses one, and nobody keeps the office out by trying."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from language.text import _
from services import codes
from web.guard import Buckets, Declined

MOST_KNOWN = 1_000
TOO_FAST = _("点得有点快，歇几秒再试。")


class Tries:
    """Each address may try a little, and all of them together may be wrong only so often.

    Whoever rents ten thousand addresses is slowed down by the latter, and would keep out whom they slow down with them. So it does
    not hold for an address from which somebody works at the desk, nor for the link in a message: that one is too long to be guessed.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self.of_address = Buckets(60, 1.0, clock, say=TOO_FAST)
        self.wrong = Buckets(100, 0.2, clock)
        self._known: OrderedDict[str, None] = OrderedDict()

    def come(self, address: str, code: str = "") -> None:
        """Let somebody try this code. Raises Declined."""
        self.of_address.take(address)
        if len(codes.plain(code)) <= codes.LENGTH and address not in self._known and (wait_s := self.wrong.wait_s("")):
            raise Declined(429, _("现在试口令的人太多了。请点聊天里的「进入值守台」，或者过几分钟再输口令。"), wait_s)

    def fail(self) -> None:
        """It opened nothing."""
        if not self.wrong.wait_s(""):
            self.wrong.take("")

    def know(self, address: str) -> None:
        """Somebody works at the desk from there."""
        self._known[address] = None
        self._known.move_to_end(address)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
