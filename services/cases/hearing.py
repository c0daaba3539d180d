"""Those who see to a case: everybody who works here, and the leads of the team that it is with. How they are told, and with which buttons.

The buttons name the case, so that what several messages say can be said as one (`reminders.speaking`).
"""

from __future__ import annotations

from typing import Literal

from language.message import Button, Outgoing
from language.text import Saying, _
from services import staff
from services.telling import tell, tell_staff
from storage import people, teams
from storage.cases import Case
from storage.outbox import PLAIN, Terms
from storage.people import Person


def see(case: Case, look: Literal["answer", "main"] = "main") -> Button:
    """To the case."""
    return Button(label=_("看第{n}号", n=case.id), data=f"/staff_case {case.id}", look=look)


def take(case: Case) -> Button:
    """To see to it."""
    return Button(label=_("我去处理第{n}号", n=case.id), data=f"/case_take {case.id}", look="main")


def ways(case: Case, *, free: bool) -> tuple[Button, ...]:
    """To take the case, where nobody has it, and to see it."""
    return (take(case), see(case, "answer")) if free else (see(case),)


async def tell_all(
    case: Case, text: Saying, cause: str, now_ms: int, terms: Terms = PLAIN, *, free: bool | None = None, calls: bool = False
) -> int:
    """Tell everybody who sees to the case, once per cause; returns how many messages are on their way.

    `free`: they may take it, where that is not as `case` says. With `calls` those who work here also find the number of whoever is
    to be called back; that they look is written down.
    """
    buttons = ways(case, free=case.owner_id is None if free is None else free)
    call = Button(label=_("第{n}号反映人电话", n=case.id), data=f"/staff_case_phone {case.id}")
    callable_ = calls and await to_call(case) is not None
    message = Outgoing(text=text, buttons=(*buttons, call) if callable_ else buttons)
    reached = await tell_staff(case.community_id, message, cause, now_ms, terms)
    for lead in await teams.leads(case.team_id) if case.team_id is not None else []:
        reached += await tell(lead, Outgoing(text=text, buttons=buttons), cause, now_ms, terms)
    return reached


async def to_call(case: Case) -> Person | None:
    """Whom to call back: who brought the case up, or did so for a child or a parent; None where neither left a number.

    Whoever works here and wrote down what a caller said knows less than the caller.
    """
    both = [case.made_by, case.reporter_id]
    if case.made_by is not None and await staff.is_staff(case.made_by, case.community_id):
        both.reverse()
    found = [await people.get(person_id) for person_id in both if person_id is not None]
    return next((person for person in found if person is not None and person.phone), None)
