"""Say something to many: to whom and what, then how it reads and how many it reaches, then it goes out."""

from __future__ import annotations

import msgspec

from desk.forms import Wrong
from desk.messages.broadcasts import named, today
from desk.pages import Done, NotHere, Pages, Shown, Visit
from language.text import Saying, _
from services import audiences, broadcasts, courses
from services.audiences import AGES, Whom
from services.calendar import DAY_MS
from services.patrol import teams

pages = Pages()


class Draft(msgspec.Struct, frozen=True):
    """What is to be said. `whom` is a kind and, behind a colon, which one: "all", "building:3", "course:12"."""

    whom: str
    words: str
    urgent: bool = False


@pages.get("/messages/broadcasts/new", may="messages.change")
async def new(visit: Visit) -> Shown:
    """An empty form."""
    return await _form(visit, Draft("all", ""))


@pages.post("/messages/broadcasts/new", may="messages.change", form=Draft, again=new)
async def preview(visit: Visit, form: Draft) -> Shown:
    """How many it reaches, how it reads, when it arrives, and whether the same was said lately. Nothing is sent."""
    whom = await _checked(visit, form)
    everyone, reached = await broadcasts.count(visit.community_id, whom.audience, today(visit))
    if not reached:
        raise Wrong(whom=_("这些人里没有收得到消息的，换一群人试试。"))
    lately = await broadcasts.latest(visit.community_id, visit.by)
    before = next((one for one in lately if one.words == form.words and one.created_ms > visit.now_ms - DAY_MS), None)
    said_to = await named(visit, before) if before is not None else ""
    strangers = await broadcasts.strangers(visit.community_id, whom.audience, today(visit))
    return await _form(
        visit, form, whom=whom, everyone=everyone, reached=reached, strangers=strangers, before=before, said_to=said_to
    )


@pages.post("/messages/broadcasts/send", may="messages.change", form=Draft, again=new)
async def send(visit: Visit, form: Draft) -> Done:
    """It goes out."""
    whom = await _checked(visit, form)
    made = await broadcasts.begin(
        visit.community_id, visit.by, form.words, whom.audience, today(visit), visit.now_ms, urgent=form.urgent
    )
    if made is None:
        raise NotHere
    return Done(f"/messages/broadcasts/{made}", _("开始发了。"))


async def _checked(visit: Visit, form: Draft) -> Whom:
    kind, _colon, which = form.whom.partition(":")
    whom = await audiences.read(visit.community_id, kind, which, today(visit))
    if whom is None:
        raise Wrong(whom=_("没有这样一群人了，请另选。"))
    if len(form.words) > broadcasts.LONGEST:
        raise Wrong(words=_("太长了，最多{n}个字。", n=broadcasts.LONGEST))
    return whom


async def _form(visit: Visit, draft: Draft, **preview: object) -> Shown:
    morning_ms = 0 if draft.urgent else visit.morning_ms
    wording = await broadcasts.wording(visit.community_id, draft.words, urgent=draft.urgent)
    values = {"whom": None, "everyone": 0, "reached": 0, "strangers": 0, "before": None, "said_to": "", **preview}
    return visit.show(
        "messages/new.html", draft=draft, choices=await _choices(visit), wording=wording, morning_ms=morning_ms,
        longest=broadcasts.LONGEST, **values,
    )  # fmt: skip


async def _choices(visit: Visit) -> list[tuple[Saying, list[tuple[str, Saying]]]]:
    """All that can be chosen from, by kind."""
    everybody = audiences.everybody()
    found: list[tuple[Saying, list[Whom]]] = [
        (_("楼栋"), [audiences.of_building(name) for name in await audiences.buildings(visit.community_id)]),
        (_("年龄"), [audiences.of_age(name, today(visit)) for name in AGES]),
        (_("课程"), [audiences.of_course(course) for course in await courses.coming(visit.community_id, visit.now_ms)]),
        (_("志愿队"), [audiences.of_team(team) for team in await teams.of_community(visit.community_id)]),
    ]
    grouped = [(title, [(whom.fact, whom.title) for whom in group]) for title, group in found if group]
    return [("", [(everybody.fact, everybody.title)]), *grouped]
