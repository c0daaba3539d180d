"""What a resident can say and hear: one module per service, straight-line flows, joined here for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from conversation.flows import Entry, Flows
from conversation.house import House, Render
from handlers import (
    contact,
    courses,
    fair,
    front,
    household,
    identity,
    kin,
    me,
    mine,
    mydata,
    offers,
    reminders,
    roll_call,
    sign_up,
    staff,
    staff_audit,
    staff_booking,
    staff_broadcast,
    staff_calls,
    staff_courses,
    staff_people,
    staff_roles,
    staff_roster,
    timetable,
    words,
)
from handlers.canteen import all_flows as canteen
from handlers.cases import all_flows as cases
from handlers.menu import COMMANDS, MENU
from handlers.patrol import all_flows as patrol
from handlers.roll_call import looks_like_roll_code
from handlers.talks import all_flows as talks
from handlers.talks import human
from handlers.titles import LONGEST
from language.message import Incoming
from services import telling
from services.cases import danger
from services.codes import looks_like_code

FLOWS = Flows(
    front.flows, words.flows, me.flows, household.flows, kin.flows, contact.flows, identity.flows, mydata.flows, reminders.flows,
    courses.flows, fair.flows, sign_up.flows, mine.flows, timetable.flows, offers.flows, roll_call.flows,
    staff.flows, staff_courses.flows, staff_roster.flows, staff_booking.flows, staff_people.flows, staff_roles.flows,
    staff_broadcast.flows, staff_calls.flows, staff_audit.flows,
    canteen.FLOWS, cases.FLOWS, patrol.FLOWS, talks.FLOWS,
)  # fmt: skip


def house(zone: ZoneInfo, renderers: Mapping[str, Render]) -> House:
    """The engine's view of the house: these flows, these channels, this time zone."""
    return House(
        flows=FLOWS,
        zone=zone,
        renderers=renderers,
        menu=MENU,
        home=Entry("home"),
        entry=entry,
        understands=understands,
        first=first,
        trouble=telling.tell_trouble,
        listener=human.listener,
    )


def understands(incoming: Incoming) -> bool:
    """Whether it is clearly a wish of its own, even while something else is asked: a photo is one, and words of danger."""
    said = incoming.text
    return (
        any(file.kind == "photo" for file in incoming.files)
        or looks_like_code(said)
        or looks_like_roll_code(said)
        or words.understands(said)
    )


def first(wanted: Entry) -> Entry:
    """The welcome, and then what a newcomer wanted. Danger to life waits for no welcome."""
    if danger.read(str(wanted.args.get("words", ""))):
        return Entry("danger", {"words": wanted.args["words"], "sent": wanted.args.get("sent")})
    return Entry("welcome", {"flow": wanted.flow, "args": wanted.args})


def entry(incoming: Incoming) -> Entry:
    """The flow for what came unasked."""
    if any(file.kind == "photo" for file in incoming.files):
        sent = [[file.kind, file.ref, file.size] for file in incoming.files]
        return Entry("report", {"words": incoming.text[:LONGEST], "sent": sent, "unasked": True})
    for file in incoming.files:
        if file.kind == "voice":
            return Entry("voice", {"ref": file.ref})
        return Entry("unasked_file", {"kind": file.kind})
    if looks_like_code(incoming.text):
        return Entry("code", {"words": incoming.text})
    if looks_like_roll_code(incoming.text):
        return Entry("checkin", {"code": incoming.text})
    return Entry("words", {"words": incoming.text[:LONGEST]}) if incoming.text else Entry("home")


__all__ = ["COMMANDS", "FLOWS", "MENU", "entry", "house"]
