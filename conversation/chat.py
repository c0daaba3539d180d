"""What a flow holds in its hand: verbs that ask, and verbs that tell.

A question yields an `Ask` to the engine, which sends the answer back: from the journal, from the message just received, or, by
stopping the flow, from a message yet to come. The flow is run from its top each time; nothing in it may depend on anything but
its arguments, its answers, what it reads from the database, and `now_ms`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from conversation.choosing import Choose, Confirm
from conversation.questions import Option, Question
from conversation.sending import Photo, Where
from conversation.typed import DateOf, Number, Phone, Words
from language.message import Attached, Button, Document, Incoming, Outgoing, Place
from language.text import Saying, paragraphs

T = TypeVar("T")


class Ask:
    """A question on its way to the engine. Awaiting it returns the answer."""

    __slots__ = ("question",)

    def __init__(self, question: Question[Any]) -> None:
        self.question = question

    def __await__(self) -> Generator[Ask, Any, Any]:
        return (yield self)


class Become:
    """The wish to go on as another flow. Awaiting it never returns."""

    __slots__ = ("args", "flow")

    def __init__(self, flow: str, args: dict[str, Any]) -> None:
        self.flow = flow
        self.args = args

    def __await__(self) -> Generator[Become, None, None]:
        yield self


@dataclass(slots=True)
class Told:
    """What a flow said since its last answer."""

    text: list[Saying]
    buttons: list[Button]
    documents: list[Outgoing]
    toast: Saying = ""
    menu: bool = False

    def merged(self) -> Outgoing:
        """The words and buttons as one message."""
        return Outgoing(text=paragraphs(*self.text), buttons=tuple(self.buttons), menu=self.menu)


class Chat:
    """One person's conversation, for the time of one turn."""

    def __init__(
        self, *, person_id: int, account_id: int, channel: str, language: str, now_ms: int, zone: ZoneInfo, incoming: Incoming
    ) -> None:
        self.person_id = person_id
        self.account_id = account_id
        self.channel = channel
        self.language = language
        self.now_ms = now_ms
        self.zone = zone
        self.incoming = incoming
        self.sent_ms = min(incoming.at_ms, now_ms)
        """When the person did what this turn answers, for what closes at a minute: nobody is late because others were served first."""
        self.told = Told([], [], [])

    @property
    def now(self) -> datetime:
        """The moment of this turn, in the community's local time."""
        return datetime.fromtimestamp(self.now_ms / 1000, self.zone)

    @property
    def today(self) -> date:
        """The local day of this turn."""
        return self.now.date()

    # Asking

    async def ask(self, question: Question[T]) -> T:
        """Ask any question and return its answer."""
        answer: T = await Ask(question)
        return answer

    async def choose(
        self, key: str, text: Saying, among: Sequence[Option[T]], *, about: Sequence[str] = (), label: Saying = ""
    ) -> T:
        """One of the options; returns its value."""
        return await self.ask(Choose(key=key, text=text, among=among, about=tuple(about), label=label))

    async def words(
        self,
        key: str,
        text: Saying,
        *,
        about: Sequence[str] = (),
        label: Saying = "",
        skip: Saying = "",
        longest: int = 500,
        check: Callable[[str], Saying | None] | None = None,
    ) -> str:
        """Free words, white space folded; "" where they were skipped."""
        question = Words(key=key, text=text, about=tuple(about), label=label, skip=skip, longest=longest, check=check)
        return await self.ask(question)

    async def number(
        self, key: str, text: Saying, *, least: int = 0, most: int = 1_000_000, about: Sequence[str] = (), label: Saying = ""
    ) -> int:
        """A whole number."""
        return await self.ask(Number(key=key, text=text, least=least, most=most, about=tuple(about), label=label))

    async def date(
        self, key: str, text: Saying, *, earliest: date, latest: date, about: Sequence[str] = (), label: Saying = ""
    ) -> date:
        """A day, both ends included."""
        return await self.ask(DateOf(key=key, text=text, earliest=earliest, latest=latest, about=tuple(about), label=label))

    async def phone(self, key: str, text: Saying, *, about: Sequence[str] = (), label: Saying = "", skip: Saying = "") -> str:
        """A phone number without spaces; "" where it was skipped."""
        return await self.ask(Phone(key=key, text=text, about=tuple(about), label=label, skip=skip))

    async def photo(self, key: str, text: Saying, *, about: Sequence[str] = (), skip: Saying = "") -> Attached | None:
        """A photo, or None where it was skipped."""
        return await self.ask(Photo(key=key, text=text, about=tuple(about), skip=skip))

    async def where(
        self, key: str, text: Saying, *, near: Sequence[str] = (), about: Sequence[str] = (), label: Saying = ""
    ) -> Place | str:
        """A place: a point, or words."""
        return await self.ask(Where(key=key, text=text, near=near, about=tuple(about), label=label))

    async def confirm(
        self,
        key: str,
        text: Saying,
        yes: Saying,
        *,
        facts: Sequence[str | int | None],
        about: Sequence[str] = (),
        danger: bool = False,
    ) -> None:
        """The review step: returns once the person agreed to these very facts."""
        await self.ask(Confirm(key=key, text=text, yes=yes, facts=tuple(facts), about=tuple(about), danger=danger))

    # Telling

    def say(self, text: Saying, *buttons: Button, toast: Saying = "") -> None:
        """Say something in this turn's reply. `toast` is shown at once on the tapped button, where the channel can."""
        self.told.text.append(text)
        self.told.buttons.extend(buttons)
        self.told.toast = toast or self.told.toast

    def hand(self, document: Document, caption: Saying) -> None:
        """Hand over a file."""
        self.told.documents.append(Outgoing(text=caption, document=document))

    def show_menu(self) -> None:
        """Show the persistent keyboard of services with this reply."""
        self.told.menu = True

    def speak(self, language: str) -> None:
        """Go on in this language."""
        self.language = language

    async def become(self, flow: str, **args: Any) -> None:
        """Go on as another flow, in this same turn. Never returns."""
        await Become(flow, args)
