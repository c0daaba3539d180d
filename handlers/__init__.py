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
    glances,
    household,
    identity,
    kin,
    me,
    mine,
    mydata,
    offers,
    reminders,
    roll_call,
    sent,
    sign_up,
    staff,
    staff_audit,
    staff_booking,
    staff_broadcast,
    staff_calls,
    staff_courses,
    staff_desk,
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
from handlers.talks import all_flows as talks
from handlers.talks import human
from handlers.unasked import entry, first, understands
from services import telling

FLOWS = Flows(
    front.flows, words.flows, sent.flows, me.flows, household.flows, kin.flows, contact.flows, identity.flows, mydata.flows, glances.flows,
    reminders.flows, courses.flows, fair.flows, sign_up.flows, mine.flows, timetable.flows, offers.flows, roll_call.flows,
    staff.flows, staff_courses.flows, staff_roster.flows, staff_booking.flows, staff_people.flows, staff_roles.flows,
    staff_broadcast.flows, staff_calls.flows, staff_audit.flows, staff_desk.flows,
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


__all__ = ["COMMANDS", "FLOWS", "MENU", "house"]
