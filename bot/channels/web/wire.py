"""What travels between the page and the house, as JSON."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

from language.catalogue import Voice
from language.message import Button, Outgoing, Place
from storage.web import Kept

SAFE_ADDRESSES = ("https://", "http://", "tel:", "/")


class Face(Struct, frozen=True, omit_defaults=True):
    """A button as the page draws it."""

    label: str
    data: str = ""
    look: Literal["answer", "main", "danger", "nav"] = "answer"
    url: str = ""


class Sheet(Struct, frozen=True):
    """A file in a bubble, opened at /file/<blob>."""

    blob: str
    name: str
    kind: Literal["photo", "voice", "document"]


class Bubble(Struct, frozen=True, omit_defaults=True):
    """A message as it is kept and shown, the house's or the person's own."""

    text: str = ""
    lang: str = ""
    buttons: tuple[Face, ...] = ()
    wants: str = ""
    hint: str = ""
    document: Sheet | None = None

    def label(self, data: str) -> str:
        """What stood on the button with this data; empty where there was none."""
        return next((face.label for face in self.buttons if face.data == data), "")


class Event(Struct, frozen=True, omit_defaults=True):
    """One message on its way to the page. `own` marks what the person said; `client` is the page's id of it."""

    id: int
    at: int
    message: msgspec.Raw
    own: bool = False
    client: str = ""


class Act(Struct, frozen=True, forbid_unknown_fields=True):
    """What the person did. Exactly one of text, tap, contact and place is there; `tapped` is the message with the button."""

    id: str
    text: str = ""
    tap: str = ""
    tapped: str = ""
    contact: str = ""
    place: Place | None = None


class Opening(Struct, frozen=True):
    """What the page needs to know when it opens. `fresh` asks it to say hello: nothing was said on this device yet."""

    title: str
    fresh: bool
    menu: dict[str, tuple[Face, ...]]


class Answer(Struct, frozen=True):
    """What the page hears after an act was committed. `toast` may be empty."""

    toast: str


class Earlier(Struct, frozen=True):
    """A page of older history; `more` tells whether there is still older."""

    messages: list[Event]
    more: bool


def face(button: Button, voice: Voice) -> Face:
    """The button in the person's words. An address that a page should not open is dropped."""
    url = button.url if button.url.startswith(SAFE_ADDRESSES) else ""
    return Face(voice.say(button.label), button.data, button.look, url)


def bubble(message: Outgoing, voice: Voice) -> Bubble:
    """The message in the person's words. The page has room for any length, so one message stays one bubble."""
    document = message.document
    return Bubble(
        text=voice.say(message.text),
        lang=voice.language,
        buttons=tuple(face(button, voice) for button in message.buttons),
        wants=message.wants,
        hint=voice.say(message.hint),
        document=Sheet(document.blob, document.name, document.kind) if document else None,
    )


def event(kept: Kept) -> Event:
    """A kept message as the page hears it."""
    return Event(kept.id, kept.at_ms, msgspec.Raw(kept.body.encode()), bool(kept.client_id), kept.client_id)


def dump(value: object) -> str:
    """JSON text."""
    return msgspec.json.encode(value).decode()
