"""How fast a channel may be used: so many messages in any second, so many to one chat, and pauses that the platform asks for."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from storage.outbox import Lane

CATCH_UP = 2
"""So many gaps a late wake-up may make good for."""

BURST = 5
"""Replies that may go to one chat at once; after that one a second."""
MOST_TO_GROUP = 20
GROUP_S = 60.0
REMEMBERED = 4_096


class Pacer:
    """At most `per_second` sends within any second; 0 for as fast as it goes. A pause holds everything.

    The platform counts a message at some moment between its sending and its answer, and so that it never counts one too many, a send is
    held to have been at every moment in between. What is said unasked is evenly spaced: a reply waits for no more than one gap.
    """

    def __init__(self, per_second: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._most = max(1, math.floor(per_second))
        self._window_s = self._most / per_second if per_second > 0 else 0.0
        self._gap_s = 1 / per_second if per_second > 0 else 0.0
        self._monotonic = monotonic
        self._under_way = 0
        self._ended: deque[float] = deque()
        self._paused_until = 0.0
        self._next_unasked = 0.0

    @property
    def unlimited(self) -> bool:
        """Whether there is no rate to keep."""
        return self._gap_s == 0

    def wait(self, lane: int = Lane.REPLY) -> float | None:
        """The seconds until the next send may start; 0 where it may now, None where first one under way must end."""
        now = self._monotonic()
        wait = max(0.0, self._paused_until - now)
        if self.unlimited:
            return wait
        while self._ended and self._ended[0] <= now - self._window_s:
            self._ended.popleft()
        over = self._under_way + len(self._ended) - self._most
        if over >= len(self._ended) and over >= 0:
            return None
        if over >= 0:
            wait = max(wait, self._ended[over] + self._window_s - now)
        return wait if lane == Lane.REPLY else max(wait, self._next_unasked - now)

    def begin(self) -> None:
        """A send starts now."""
        self._under_way += 1
        now = self._monotonic()
        self._next_unasked = max(self._next_unasked, now - CATCH_UP * self._gap_s) + self._gap_s

    def end(self, *, sent: bool = True) -> None:
        """It was answered, or it turned out that there was nothing to send."""
        self._under_way -= 1
        if self.unlimited:
            return
        if sent:
            self._ended.append(self._monotonic())
        else:
            self._next_unasked -= self._gap_s

    def pause(self, seconds: float) -> None:
        """Nothing may start for so long."""
        self._paused_until = max(self._paused_until, self._monotonic() + seconds)


@dataclass(slots=True)
class _Chat:
    tokens: float = BURST
    last: float = -math.inf
    starts: deque[float] = field(default_factory=deque)


class ChatPaces:
    """What one chat may be sent: replies five at once, then one a second; anything else one a second; a group 20 a minute.

    Only chats of the last minute are remembered.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._chats: OrderedDict[str, _Chat] = OrderedDict()
        self._groups: dict[str, _Chat] = {}

    def wait(self, chat: str, lane: int, group: bool) -> float:
        """The seconds until the chat may be sent something of that lane."""
        known = self._chats.get(chat)
        if known is None:
            return 0.0
        now = self._monotonic()
        wait = (1 - self._tokens(known, now)) if lane == Lane.REPLY else known.last + 1 - now
        if group and len(known.starts) == MOST_TO_GROUP:
            wait = max(wait, known.starts[0] + GROUP_S - now)
        return max(0.0, wait)

    def begin(self, chat: str, group: bool) -> None:
        """It is sent something now."""
        now = self._monotonic()
        known = self._chats.setdefault(chat, _Chat())
        self._chats.move_to_end(chat)
        known.tokens = self._tokens(known, now) - 1
        known.last = now
        if group:
            known.starts.append(now)
            if len(known.starts) > MOST_TO_GROUP:
                known.starts.popleft()
            self._groups[chat] = known
        oldest = next(iter(self._chats))
        if self._chats[oldest].last < now - GROUP_S or len(self._chats) > REMEMBERED:
            del self._chats[oldest]
            self._groups.pop(oldest, None)

    def resting(self) -> int:
        """How many chats may have to wait: those that were sent something within the last second, and groups that had their fill."""
        now, found = self._monotonic(), 0
        for chat in reversed(self._chats.values()):
            if chat.last <= now - 1:
                break
            found += 1
        full = (len(group.starts) == MOST_TO_GROUP and group.starts[0] > now - GROUP_S for group in self._groups.values())
        return found + sum(full)

    @staticmethod
    def _tokens(chat: _Chat, now: float) -> float:
        return min(BURST, chat.tokens + max(0.0, now - chat.last)) if chat.last > -math.inf else BURST
