"""What came with no question on the screen, or answers none: which flow it is for. Looks at nothing but the message."""

from __future__ import annotations

from conversation.flows import Entry
from conversation.sending import packed
from handlers.roll_call import looks_like_roll_code
from handlers.understanding import clearly_a_wish
from language.message import Incoming
from services.cases import danger
from services.codes import looks_like_code

LONGEST = 1000
"""Characters that are kept of what somebody says unasked."""


def entry(incoming: Incoming) -> Entry:
    """The flow for it. Each of those for what was sent sees first whether it is meant for somebody with whom one talks."""
    words = incoming.text[:LONGEST]
    if any(file.kind == "photo" for file in incoming.files):
        sent = packed([file for file in incoming.files if file.kind in ("photo", "voice")])
        return Entry("unasked_photo", {"words": words, "sent": sent})
    for file in incoming.files:
        return Entry("voice", {"ref": file.ref}) if file.kind == "voice" else Entry("unasked_file", {"kind": file.kind})
    if incoming.place:
        point = [round(incoming.place.latitude * 1e6), round(incoming.place.longitude * 1e6)]
        return Entry("unasked_place", {"point": point})
    if looks_like_code(words):
        return Entry("code", {"words": words})
    if looks_like_roll_code(words):
        return Entry("checkin", {"code": words})
    return Entry("words", {"words": words}) if words else Entry("home")


def understands(incoming: Incoming) -> bool:
    """Whether it is clearly a wish of its own, even while something else is asked: a photo is one, and words of danger."""
    said = incoming.text
    return (
        any(file.kind == "photo" for file in incoming.files)
        or looks_like_code(said)
        or looks_like_roll_code(said)
        or clearly_a_wish(said)
    )


def first(wanted: Entry) -> Entry:
    """The welcome, and then what a newcomer wanted. Danger to life waits for no welcome."""
    if danger.read(str(wanted.args.get("words", ""))):
        return Entry("danger", {"words": wanted.args["words"], "sent": wanted.args.get("sent")})
    return Entry("welcome", {"flow": wanted.flow, "args": wanted.args})
