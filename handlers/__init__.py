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
from handlers.canteen import (
    bill,
    deliver,
    deliver_doors,
    diet,
    meal_change,
    meals,
    staff_bills,
    staff_delivery,
    staff_meal_day,
    staff_meals,
    staff_menu,
    staff_money_back,
    staff_orders,
    staff_payments,
    standing,
)
from handlers.cases import acting as case_acting
from handlers.cases import bring, council, council_plan, moderate, suggest, suggest_decide, suggestions
from handlers.cases import danger as case_danger
from handlers.cases import report as case_report
from handlers.cases import view as case_view
from handlers.menu import COMMANDS, MENU
from handlers.roll_call import looks_like_roll_code
from handlers.titles import LONGEST
from language.message import Incoming
from services import telling
from services.cases import danger
from services.codes import looks_like_code

FLOWS = Flows(
    front.flows, courses.flows, fair.flows, sign_up.flows, mine.flows, timetable.flows,
    me.flows, household.flows, kin.flows, identity.flows, mydata.flows, words.flows, offers.flows, reminders.flows, meals.flows,
    roll_call.flows, staff.flows, staff_courses.flows, staff_roster.flows, staff_booking.flows, staff_people.flows, staff_roles.flows,
    staff_broadcast.flows, staff_calls.flows, staff_meals.flows, meal_change.flows, diet.flows, standing.flows,
    staff_meal_day.flows, staff_menu.flows, staff_orders.flows,
    bill.flows, staff_payments.flows, staff_money_back.flows, staff_bills.flows,
    contact.flows, deliver.flows, deliver_doors.flows, staff_delivery.flows,
    suggest.flows, suggestions.flows, moderate.flows, suggest_decide.flows, council.flows, council_plan.flows,
    case_report.flows, case_danger.flows, case_view.flows, case_acting.flows, bring.flows,
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
