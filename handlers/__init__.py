"""What a resident can say and hear: one module per service, straight-line flows, joined here for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from conversation.flows import Entry, Flows
from conversation.house import House, Render
from handlers import courses, front, mine, sign_up, words
from handlers.menu import COMMANDS, MENU
from language.message import Incoming
from services import telling

FLOWS = Flows(front.flows, courses.flows, sign_up.flows, mine.flows, words.flows)


def house(zone: ZoneInfo, renderers: Mapping[str, Render]) -> House:
    """The engine's view of the house: these flows, these channels, this time zone."""
    return House(
        flows=FLOWS,
        zone=zone,
        renderers=renderers,
        menu=MENU,
        home=Entry("home"),
        entry=entry,
        understands=words.understands,
        first=lambda wanted: Entry("welcome", {"flow": wanted.flow, "args": wanted.args}),
        trouble=telling.tell_trouble,
    )


def entry(incoming: Incoming) -> Entry:
    """The flow for what came unasked."""
    for file in incoming.files:
        if file.kind == "voice":
            return Entry("voice", {"ref": file.ref})
        return Entry("unasked_file", {"kind": file.kind})
    return Entry("words", {"words": incoming.text}) if incoming.text else Entry("home")


__all__ = ["COMMANDS", "FLOWS", "MENU", "entry", "house"]
