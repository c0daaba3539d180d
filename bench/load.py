"""The residents: so many at once, each doing the next thing as soon as the answer to the last one has arrived (a closed loop).

What a resident does is decided by what is before him, by the rules of a `Script`: the first rule that fits a message says which
button to tap or what to type. A message that no rule fits is not an answer and is passed over.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from bench.fake_api import Button, Call, FakeApi

GIVE_UP_S = 10.0
_NAVIGATION = re.compile(r"返回|首页|取消|不办了|修改|更多|上一页|下一页|不同意|«|»|‹|›")


@dataclass(frozen=True)
class Rule:
    """When the text matches `says` and a button's label matches `offers` (patterns; empty fits all), do this.

    "tap" takes the first button that matches `what`, or `offers`, or the first that is no navigation; "type" types `what`, where {n}
    is the resident's number; "done" is the end of one sign-up, "hold" the end of what the resident should do by himself.
    """

    does: Literal["tap", "type", "done", "hold"]
    what: str = ""
    says: str = ""
    offers: str = ""

    def fits(self, text: str, buttons: list[Button]) -> bool:
        if self.says and not re.search(self.says, text):
            return False
        if self.offers and not any(re.search(self.offers, button.text) for button in buttons):
            return False
        return self.does != "tap" or self.button(buttons) is not None

    def button(self, buttons: list[Button]) -> Button | None:
        """The button to tap, None where there is none but navigation."""
        wanted = self.what or self.offers
        if wanted:
            found = next((button for button in buttons if re.search(wanted, button.text)), None)
            if found or self.offers:
                return found
        return next((button for button in buttons if button.callback_data and not _NAVIGATION.search(button.text)), None)


@dataclass(frozen=True)
class Script:
    """How to sign up with one bot: what is typed first, and the rules for everything after it."""

    opening: str
    rules: tuple[Rule, ...]

    def next(self, text: str, buttons: list[Button]) -> Rule | None:
        return next((rule for rule in self.rules if rule.fits(text, buttons)), None)


@dataclass
class Resident:
    """One person with a phone, and since when he has been waiting for an answer (`time.perf_counter()`, 0 when he is not)."""

    api: FakeApi
    chat: int
    since: float = 0.0
    taps: int = 0
    held: Button | None = None
    held_message: int = 0
    shown: tuple[int, str, list[Button]] = (0, "", [])

    def type(self, text: str) -> None:
        """Send a message."""
        content = {"message_id": self.api.new_message_id(), "date": int(time.time()), **self._self(), "text": text}
        if text.startswith("/"):
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(" ")[0])}]
        self.since = self.api.put("message", content)

    def tap(self, button: Button, message_id: int) -> str:
        """Tap a button under a message and return the id by which its toast is known."""
        self.taps += 1
        callback = f"{self.chat}{self.taps:04}"
        bot = {"id": 42, "is_bot": True, "first_name": "Linli"}
        message = {"message_id": message_id, "date": int(time.time()), **self._self(), "from": bot, "text": "…"}
        query = {
            "id": callback,
            "from": self._self()["from"],
            "message": message,
            "chat_instance": "1",
            "data": button.callback_data,
        }
        self.since = self.api.put("callback_query", query)
        return callback

    def _self(self) -> dict[str, Any]:
        name = f"居民{self.chat}"
        return {
            "from": {"id": self.chat, "is_bot": False, "first_name": name, "language_code": "zh-hans"},
            "chat": {"id": self.chat, "type": "private", "first_name": name},
        }


@dataclass
class Figures:
    """What one bot did in one round. Latencies run from the update's becoming available to the arrival of its answer."""

    actions: int = 0
    sign_ups: int = 0
    seconds: float = 0.0
    lost: int = 0
    repeated: int = 0
    latencies_ms: list[float] = field(default_factory=list)
    memory_mb: float = 0.0

    @property
    def rate(self) -> float:
        return self.actions / self.seconds if self.seconds else 0.0

    def percentile_ms(self, percent: int) -> float:
        if len(self.latencies_ms) < 2:
            return 0.0
        return statistics.quantiles(self.latencies_ms, n=100, method="inclusive")[percent - 1]


class Crowd:
    """Residents signing up over and over, another person each time: `at_once` of them are always waiting for an answer.

    The first `warm_up_s` seconds are not counted (a just-in-time compiler needs them). The count ends after `actions` or `seconds`,
    whichever comes first. With `sign_ups` it ends when so many persons have reached the end of their script. With `over_s` these
    come one after the other, evenly over so many seconds, however fast the answers are (an open loop).
    """

    def __init__(
        self,
        api: FakeApi,
        script: Script,
        at_once: int = 64,
        warm_up_s: float = 2.0,
        actions: int = 10_000,
        seconds: float = 10.0,
        sign_ups: int = 0,
        over_s: float = 0.0,
    ) -> None:
        self.figures = Figures()
        self.people: list[Resident] = []
        self._api, self._script, self._at_once = api, script, at_once
        self._warm_up_s, self._actions, self._seconds, self._sign_ups = warm_up_s, actions, seconds, sign_ups
        self._over_s = over_s
        self._active: dict[int, Resident] = {}
        self._over = asyncio.Event()
        self._began = self._started = 0.0
        self._ended = 0

    async def run(self) -> Figures:
        """Let them loose on the bot that polls the API; returns when the count is full or the time is over."""
        self._api.hear = self._hear
        self._started = time.perf_counter()
        coming = asyncio.create_task(self._come()) if self._over_s else None
        for _ in range(0 if coming else self._at_once):
            self._next_person()
        while not self._over.is_set():
            try:
                await asyncio.wait_for(self._over.wait(), 0.25)
            except TimeoutError:
                self._look_after(time.perf_counter())
        if coming:
            coming.cancel()
        self._api.hear = lambda call: None
        self.figures.seconds = time.perf_counter() - self._began if self._began else 0.0
        return self.figures

    async def _come(self) -> None:
        for n in range(self._sign_ups):
            await asyncio.sleep(self._started + self._over_s * n / self._sign_ups - time.perf_counter())
            self._next_person()

    def _next_person(self) -> None:
        if self._sign_ups and len(self.people) - self.figures.lost >= self._sign_ups:
            return
        resident = Resident(self._api, 700_000_001 + len(self.people))
        self.people.append(resident)
        self._active[resident.chat] = resident
        resident.type(self._script.opening)

    def _hear(self, call: Call) -> None:
        resident = self._active.get(call.chat) if call.message_id else None
        if resident is None or not resident.since:
            return
        buttons = call.buttons
        before, resident.shown = resident.shown, (call.message_id, call.text, buttons)
        if (
            before == resident.shown
        ):  # the same edit once more, which a person does not see: the platform would say "not modified"
            self.figures.repeated += 1
            return
        rule = self._script.next(call.text, buttons)
        if rule is None:
            return
        self._count(call.at - resident.since)
        resident.since = 0.0
        if self._over.is_set():
            return
        if rule.does == "type":
            resident.type(rule.what.format(n=resident.chat))
        elif rule.does == "tap" and (button := rule.button(buttons)):
            resident.tap(button, call.message_id)
        else:
            resident.held, resident.held_message = rule.button(buttons) if rule.does == "hold" else None, call.message_id
            self._finish(resident)

    def _count(self, seconds: float) -> None:
        if self._began:
            self.figures.actions += 1
            self.figures.latencies_ms.append(seconds * 1000)
            if not self._sign_ups and self.figures.actions >= self._actions:
                self._over.set()
        elif time.perf_counter() - self._started >= self._warm_up_s:
            self._began = time.perf_counter()

    def _finish(self, resident: Resident) -> None:
        self._ended += 1
        if self._began:
            self.figures.sign_ups += 1
        del self._active[resident.chat]
        if self._sign_ups and self._ended >= self._sign_ups:
            self._over.set()
        if not self._over_s:
            self._next_person()

    def _look_after(self, now: float) -> None:
        """End what takes too long, and put another person in the place of one who was never answered."""
        if now - (self._began or self._started + self._warm_up_s) > self._seconds:
            self._over.set()
            return
        for resident in [r for r in self._active.values() if r.since and now - r.since > GIVE_UP_S]:
            self.figures.lost += 1
            del self._active[resident.chat]
            if not self._over_s:
                self._next_person()
