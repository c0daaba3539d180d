"""Up to which moment everything that people did on Telegram has been heard, for what closes at a minute.

A tap says nothing of when it was tapped. It waits at Telegram while we are away, or busy with the batch before it. So a tap is taken to
be as old as it can be: in doubt it was in time. And what closes at a minute waits until all that could be older has been handled.
"""

from __future__ import annotations

from collections.abc import Callable

AT_ONCE_MS = 1_000
"""Telegram answers sooner than this where something was waiting; a request still open after it says that nothing was."""


class Heard:
    """Follows the requests for updates. `since_ms` is the last sign of life before this start: what waits now is not older."""

    def __init__(self, clock: Callable[[], int], since_ms: int = 0) -> None:
        self._clock = clock
        self._up_to_ms = since_ms
        self._answered_ms = since_ms
        self._asked_ms: int | None = None
        self._all = False  # of the last answer: no more was waiting behind it
        self._clear = False  # and all of that has been handled

    def ask(self) -> None:
        """Updates are asked for."""
        self._asked_ms = self._clock()

    def answer(self, *, all_of_it: bool) -> int:
        """The answer is here; returns how old its updates may be. `all_of_it` where no more of them can be waiting behind it."""
        at_ms = self.up_to_ms
        self._asked_ms, self._answered_ms, self._all, self._clear = None, self._clock(), all_of_it, False
        return at_ms

    def fail(self) -> None:
        """There was no answer."""
        self._asked_ms, self._clear = None, False

    def handled(self) -> None:
        """Everything in the answer has been handled."""
        if self._all:
            self._up_to_ms, self._clear = self._answered_ms, True

    @property
    def up_to_ms(self) -> int:
        """Everything done before this moment has been heard and handled."""
        if self._clear and self._asked_ms is not None and self._clock() - self._asked_ms > AT_ONCE_MS:
            return self._clock()
        return self._up_to_ms
