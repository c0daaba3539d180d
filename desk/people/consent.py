"""What a resident agrees to: noted at the counter, and taken back at their wish."""

from __future__ import annotations

import msgspec

from desk.forms import Wrong
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit
from desk.people.resident import resident
from language.text import _
from services import people, residents
from services.records import takeout

pages = Pages()


class Agreed(msgspec.Struct, frozen=True):
    """They read it and said yes."""

    agreed: bool = False


@pages.get("/people/{person_id:int}/consent", may="people.change")
async def consent(visit: Visit) -> Shown:
    """What is read to them."""
    return visit.show("people/consent.html", person=await resident(visit), text=people.CONSENT_TEXT)


@pages.post("/people/{person_id:int}/consent", may="people.change", form=Agreed, again=consent)
async def agree(visit: Visit, form: Agreed) -> Done:
    """They agree."""
    found = await resident(visit)
    if not form.agreed:
        raise Wrong(agreed=_("请先念给本人听，本人同意了再勾上。"))
    if not await residents.agreed_on_paper(found.id, visit.by, visit.now_ms):
        raise Wrong(agreed=_("未满14岁，由监护人同意：请到「家人」里登记监护人。"))
    return Done(f"/people/{found.id}", _("记下了：{who} 当面同意了。", who=found.name))


@pages.get("/people/{person_id:int}/withdraw/{purpose}", may="people.change")
async def withdraw(visit: Visit) -> Shown:
    """What goes with it."""
    found, purpose = await resident(visit), str(visit.params["purpose"])
    if purpose not in ("general", "sensitive") or not await people.consents_to(found.id, purpose):
        raise NotHere
    return visit.show("people/withdraw.html", person=found, purpose=purpose, what=takeout.PURPOSES[purpose])


@pages.post("/people/{person_id:int}/withdraw/{purpose}", may="people.change", again=withdraw)
async def withdrawn(visit: Visit, form: NoFields) -> Done:
    """It is taken back."""
    found = await resident(visit)
    if not await residents.withdraw(found.id, str(visit.params["purpose"]), visit.by, visit.now_ms):
        raise NotHere
    return Done(f"/people/{found.id}", _("收回了，该删的删掉了。"))
