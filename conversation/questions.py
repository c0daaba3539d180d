"""What a question is. Each kind knows what an answer to it is, and says kindly what to do about anything else.

The kinds: `conversation.choosing` (one of several), `conversation.typed` (words, numbers, days), `conversation.sending` (photos, voices,
places), `conversation.listening` (whatever comes).
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Generic, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from conversation.journal import Value
from language.message import Attached, Place
from language.text import Saying

T = TypeVar("T")

Wants = Literal["", "text", "phone", "place", "photo", "file"]
Look = Literal["answer", "main", "danger"]


class Gone(Exception):
    """A stored answer is no answer any more (what was chosen is not offered now)."""


class Given(Struct, frozen=True):
    """What the person gave: exactly one of a choice (the id of a shown option), words, a phone, a place, files.

    `unread` says why the file that they gave could not be read.
    """

    choice: str = ""
    text: str = ""
    phone: str = ""
    place: Place | None = None
    files: tuple[Attached, ...] = ()
    unread: Saying = ""


class Refusal(Struct, frozen=True):
    """Why this is no answer, as a sentence that says what to do. `foreign` where it may have been meant for someone else."""

    text: Saying
    foreign: bool = False


class Accepted(Struct, frozen=True):
    """The answer as it is stored, and as it is said in the list of things to change."""

    value: Value
    said: Saying


class Fetch(Struct, frozen=True):
    """The answer is in a file that must be fetched and read first; `text` is said meanwhile."""

    file: Attached
    text: Saying


class Option(Struct, Generic[T], frozen=True):
    """One of several. `id` is stable (never a position) and at most 40 bytes; `value` is what the flow gets."""

    id: str
    label: Saying
    value: T
    look: Look = "answer"


class Question(Struct, Generic[T], frozen=True, kw_only=True):
    """A question under a key. `about` names the subjects it speaks of ("pupil:7"): an answer holds for these only.

    With a `label` ("联系电话") the answer can be changed from the review step. `skip` is the label of a button for no answer.
    """

    key: str
    text: Saying
    about: tuple[str, ...] = ()
    label: Saying = ""
    skip: Saying = ""

    kind: ClassVar[str] = ""
    wants: ClassVar[Wants] = ""
    takes_files: ClassVar[bool] = False
    """Whether what is sent can answer it. Where it cannot, the words beside a photo are no answer either: the photo would be lost."""
    listens: ClassVar[bool] = False
    """Whether it stays on the screen after an answer: see `conversation.listening`."""

    @property
    def mark(self) -> str:
        """What exactly is asked, as stored with the answer."""
        return "|".join((self.kind, *self.about))

    def options(self, today: date) -> list[Option[Any]]:
        """The buttons under the question."""
        return []

    def all_options(self, today: date) -> list[Option[Any]]:
        """The buttons under the question, with the one for no answer."""
        skip = [Option("-", self.skip, None)] if self.skip else []
        return [*self.options(today), *skip]

    def accept(self, given: Given, today: date) -> Accepted | Refusal | Fetch:
        """The stored form of what was given, or why it is no answer."""
        if given.choice == "-" and self.skip:
            return Accepted(None, self.skip)
        if given.files and not self.takes_files:
            given = replace(given, text="")
        return self.take(given, today)

    def take(self, given: Given, today: date) -> Accepted | Refusal | Fetch:
        raise NotImplementedError

    def restore(self, value: Value) -> T:
        """The flow's value of a stored answer. Raises Gone where it is none any more."""
        raise NotImplementedError
