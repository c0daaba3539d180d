"""What the pages about one resident share: who it is, and the sentences for what was not written right."""

from __future__ import annotations

from datetime import date

from desk.forms import Wrong
from desk.pages import NotHere, Visit
from language.text import Saying, _
from services import office
from services.calendar import to_local
from services.people import NAME_LENGTH
from services.residents import Unsuitable
from storage.people import Person

_WHY: dict[str, Saying] = {
    "empty": _("这里要填一下。"),
    "too long": _("太长了，{most}个字以内就行。", most=NAME_LENGTH),
    "not a phone": _("不像电话号码：手机11位，座机可带区号。"),
    "in the future": _("这一天还没到，请看一下年份。"),
    "too long ago": _("年份好像不对，请再看一下。"),
}


async def resident(visit: Visit) -> Person:
    """The resident whose page it is. Raises NotHere where there is none in this community."""
    return await known(visit, visit.number("person_id"))


async def known(visit: Visit, person_id: int) -> Person:
    """A resident of the community. Raises NotHere where there is none."""
    found = await office.person(person_id, visit.by)
    if found is None or found.community_id != visit.community_id:
        raise NotHere
    return found


def today(visit: Visit) -> date:
    """The day it is here."""
    return to_local(visit.now_ms, visit.zone).date()


def wrong(unsuitable: Unsuitable) -> Wrong:
    """The same as a sentence beside its field."""
    return Wrong(**{unsuitable.field: _WHY[unsuitable.why.why]})
