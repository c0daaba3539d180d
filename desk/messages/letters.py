"""Write to one person: it arrives in the chat, and whom no message reaches is phoned."""

from __future__ import annotations

import msgspec

from desk.forms import Wrong
from desk.messages.conversation import known
from desk.messages.words import STATES
from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.text import Moment, Saying, _
from services import letters

pages = Pages()


class Words(msgspec.Struct, frozen=True):
    """What to write."""

    words: str


@pages.get("/messages/to/{person_id:int}", may="messages.see")
async def letter(visit: Visit) -> Shown:
    """To whom it goes, when, and what was written lately."""
    person = await known(visit)
    return visit.show(
        "messages/to.html",
        person=person,
        addressees=await letters.addressees(person.id, visit.by, visit.now_ms),
        morning_ms=visit.morning_ms,
        begins=await letters.wording(visit.community_id, visit.by, ""),
        latest=await letters.latest(person.id, visit.by, visit.now_ms),
        states=STATES,
        longest=letters.LONGEST,
    )


@pages.post("/messages/to/{person_id:int}", may="messages.change", form=Words, again=letter)
async def write(visit: Visit, form: Words) -> Done:
    """Send it."""
    person = await known(visit)
    if len(form.words) > letters.LONGEST:
        raise Wrong(words=_("太长了，最多{n}个字。", n=letters.LONGEST))
    outcome = await letters.write(person.id, visit.by, form.words, visit.now_ms)
    if isinstance(outcome, letters.Refused):
        raise NotHere
    said: Saying = _("消息送不到，已经放进要打电话的名单。")
    if outcome.told:
        said = _("好的，{when}送到。", when=Moment(visit.morning_ms, "near")) if visit.morning_ms else _("发出去了。")
    return Done(f"/messages/to/{person.id}", said)
