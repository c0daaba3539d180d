"""Messages as the house knows them. Channels turn their platform's messages into Incoming, and Outgoing into their calls."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from language.text import Saying


class Attached(Struct, frozen=True, omit_defaults=True):
    """A file that came with a message. `ref` is the channel's own name for it; the bytes are fetched after the turn."""

    kind: Literal["photo", "voice", "document", "sticker", "other"]
    ref: str
    size: int = 0


class Place(Struct, frozen=True):
    """A point on the map, in degrees (WGS 84)."""

    latitude: float
    longitude: float


class Incoming(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Something a person did on a channel. Exactly what the platform delivered, and nothing it did not.

    `update_id` is unique within the channel: the same one twice is the same act. `sender` is the person's id there and `chat`
    the place to answer (equal in a private chat). `at_ms` is when it was done, the earliest where that is not known. `tap` is the
    data of a tapped button, `tapped` the message that carried it, `callback` what a toast answers to.
    """

    channel: str
    update_id: str
    sender: str
    chat: str
    at_ms: int
    private: bool = True
    addressed: bool = True
    text: str = ""
    tap: str = ""
    tapped: str = ""
    callback: str = ""
    contact: str = ""
    place: Place | None = None
    files: tuple[Attached, ...] = ()
    album: str = ""
    language: str = ""
    event: Literal["", "blocked", "unblocked", "migrated"] = ""
    moved_to: str = ""


class Button(Struct, frozen=True, omit_defaults=True):
    """A button. `data` is at most 64 bytes: a command ("/my", "/course 12") or "conversation.turn.choice".

    `look`: "answer" one of several · "main" the one most people want · "danger" undoes something · "nav" back, change, home.
    With `url` it opens an address instead.
    """

    label: Saying
    data: str = ""
    look: Literal["answer", "main", "danger", "nav"] = "answer"
    url: str = ""


class Document(Struct, frozen=True):
    """A file to hand over: `blob` names its bytes in the file store, `name` is what the person sees."""

    blob: str
    name: str
    kind: Literal["photo", "document"] = "document"


class Outgoing(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A message to one person: the words, the buttons under them, and what the answer may be.

    `wants` tells the channel which of its own ways of answering to offer: typing, the contact button, the location button, the
    camera, a file. `menu` shows the persistent keyboard of services. `replaces` is the tapped message when it may be edited in place.
    In a `public` message, shown in a group, a command button leads to the private chat.
    """

    text: Saying
    buttons: tuple[Button, ...] = ()
    wants: Literal["", "text", "phone", "place", "photo", "file"] = ""
    hint: Saying = ""
    document: Document | None = None
    menu: bool = False
    replaces: str = ""
    public: bool = False
