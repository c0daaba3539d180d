"""Bringing something up, from the first photo to the number of the case: hazards, and every other kind in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from conversation.sending import Sent
from handlers.asking import Learned, learn_contact
from handlers.cases import asking, caller, danger, details, where
from handlers.cases.bring import BRING
from handlers.cases.draft import Draft
from handlers.cases.review import review
from handlers.talks.human import listener
from language.message import Attached, Button, Place
from language.text import Moment, Saying, _, lines, paragraphs
from services import people, staff
from services.cases import following, kinds, naming, places, refusing, reports, suggestions
from services.cases.outcomes import Already, CaseOutcome, OpenOutcome, Refused
from storage.cases import Case
from storage.people import Person

flows = Flows()

AGAIN = Button(_("再报一个"), "/report")


@flows.flow("report", _("报隐患"), command="report", argument="where")
async def report(
    chat: Chat,
    where: str = "",
    words: str = "",
    sent: list[Any] | None = None,
    unasked: bool = False,
    point: list[int] | None = None,
) -> None:
    """Report a hazard. `where` is "spot:CODE" of a scanned spot, or words; `sent` and `point` (in millionths of a degree) came unasked."""
    person = await _resident(chat, "report", where=where, words=words, sent=sent, unasked=unasked, point=point)
    assert person.community_id is not None
    kind = await kinds.get(person.community_id, kinds.HAZARD)
    if kind is None:
        await chat.become("bring", words=words, sent=sent)
    assert kind is not None
    draft = Draft(kind, person, await places.spots_of(person.community_id))
    code = where.removeprefix("spot:") if where.startswith("spot:") else ""
    draft.hear(Sent(" ".join([words, "" if code else where]).strip(), tuple(Attached(*file) for file in sent or [])))
    if point:
        draft.hear(Sent(point=Place(point[0] / 1e6, point[1] / 1e6)))
        chat.say(_("地方记下了。"))
    if code:
        draft.where = await places.spot_of(code, person.community_id) or draft.where
        if draft.where is not None and not draft.dangerous:
            chat.say(_("您在：{place}", place=draft.where.words))
    await _bring_up(chat, draft, unasked=unasked)


@flows.flow("case_new", _("提建议·求助"), command="case_new", argument="kind_id")
async def case_new(chat: Chat, kind_id: str = "", words: str = "", sent: list[Any] | None = None) -> None:
    """Bring up a case of any kind that the community has."""
    if kind_id == kinds.HAZARD:
        return await chat.become("report", words=words, sent=sent)
    person = await _resident(chat, "case_new", kind_id=kind_id, words=words, sent=sent)
    assert person.community_id is not None
    kind = await kinds.get(person.community_id, kind_id)
    if kind is None:
        return await chat.become("bring", words=words, sent=sent)
    if kind.id in {one.id for one in await suggestions.offered(person.community_id)}:
        return await chat.become("suggest", kind_id=kind.id, words=words, sent=sent)
    whose = await details.for_whom(chat, kind, person)
    draft = Draft(kind, whose, await places.spots_of(person.community_id))
    draft.hear(Sent(words, tuple(Attached(*file) for file in sent or [])))
    await _bring_up(chat, draft)
    return None


async def _resident(chat: Chat, flow: str, **args: Any) -> Person:
    """The person with their community; who has none yet says first which it is."""
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None:
        await chat.become("community", then=flow, args=args)
    assert person is not None
    return person


async def _bring_up(chat: Chat, draft: Draft, *, unasked: bool = False) -> None:
    kind = draft.kind
    await danger.stop_for(chat, draft)
    if not (draft.words or draft.files):
        works = await staff.is_staff(chat.person_id, draft.community_id)
        also = [Option(asking.CALLER, _("替来电的居民报"), asking.CALLER)] if works else []
        if kind.id == kinds.HAZARD:
            also.append(Option(asking.ELSEWHERE, _("不是隐患，是别的事"), asking.ELSEWHERE))
        chosen = await asking.what(chat, draft, also)
        if chosen == asking.CALLER:
            await caller.who_calls(chat, draft)
            await asking.what(chat, draft, key="said")
        elif chosen:
            return await _elsewhere(chat, draft, chosen)
    if "words" in kind.must and not draft.spoken:
        await asking.words(chat, draft)
    joins = await _same_in_words(chat, draft)
    if joins is None and kind.categories and "category" in kind.asks and draft.category is None:
        chosen = await asking.category(chat, draft, await _not_this(chat, draft) if unasked else [])
        if chosen:
            return await _elsewhere(chat, draft, chosen)
    if joins is None and kind.severities and "severity" in kind.asks and draft.level is None:
        await asking.severity(chat, draft)
    if joins is None and "place" in kind.asks:
        must = "place" in kind.must
        joins = await (where.same(chat, draft, "place") if draft.where else where.place(chat, draft, skip=not must))
    if joins is not None:
        return await _join(chat, draft, joins)
    learned = None
    if kind.public == "no" and not draft.by_phone:
        learned = await learn_contact(chat, _("工作人员要联系您，先留个称呼和电话。"))
        if learned is None:
            return None
    await details.questions(chat, draft, learned.phone if learned else "")
    decided = await review(chat, draft)
    if isinstance(decided, Case):
        return await _join(chat, draft, decided)
    return await _hand_in(chat, draft, learned, anonymous=decided == "anonymous")


async def _same_in_words(chat: Chat, draft: Draft) -> Case | None:
    """Where the words already say what and where: what is open and the same is shown before anything is asked."""
    if draft.where is None or draft.category is None:
        return None
    return await where.same(chat, draft, "same")


async def _not_this(chat: Chat, draft: Draft) -> Sequence[Option[str]]:
    """What a photo that nobody asked for may be instead: more of what was just reported, or no hazard at all."""
    last = await reports.last_of(chat.person_id, chat.now_ms)
    more = [Option("more", _("补充到第{n}号", n=last.id), f"more:{last.id}")] if last is not None else []
    return [*more, Option("not", _("不是隐患，是别的事"), asking.ELSEWHERE)]


async def _elsewhere(chat: Chat, draft: Draft, chosen: str) -> None:
    sent = [[file.kind, file.ref, file.size] for file in draft.files]
    if chosen == asking.ELSEWHERE:
        return await chat.become("bring", words=draft.words, sent=sent)
    case_id = int(chosen.removeprefix("more:"))
    await following.add(case_id, draft.words, draft.files, chat.person_id, chat.account_id, chat.channel, chat.now_ms)
    chat.say(_("补充到第{n}号了，谢谢您！", n=case_id), Button(_("看看"), f"/case {case_id}", "main"), AGAIN, HOME)
    return None


async def _join(chat: Chat, draft: Draft, case: Case) -> None:
    """This is it: follow it, with what was sent."""
    by, whose = chat.person_id, draft.whose.id
    for_somebody = draft.by_phone and whose != by
    outcome = await (
        following.join_for(case.id, whose, by, chat.now_ms) if for_somebody else following.join(case.id, by, chat.now_ms)
    )
    if isinstance(outcome, Refused):
        chat.say(refusing.OPEN.get(outcome.why, refusing.OPEN["closed"]), AGAIN, HOME)
        return
    if draft.words or draft.files:
        await following.add(outcome.case_id, draft.words, draft.files, by, chat.account_id, chat.channel, chat.now_ms)
    chat.say(
        paragraphs(_told_joined(outcome, naming.headline(case, draft.kind)), await _stands(outcome.case_id)),
        Button(_("看看进展"), f"/case {outcome.case_id}", "main"),
        AGAIN,
        HOME,
    )


def _told_joined(outcome: CaseOutcome, what: Saying) -> Saying:
    case_id = outcome.case_id if not isinstance(outcome, Refused) else 0
    if isinstance(outcome, Already):
        return _("「{what}」您已经在关注了，是第{n}号。", what=what, n=case_id)
    return _("好，算您一个：「{what}」，第{n}号。有进展告诉您。", what=what, n=case_id)


async def _hand_in(chat: Chat, draft: Draft, learned: Learned | None, *, anonymous: bool) -> None:
    if learned is not None:
        await learned.keep(chat)
    shift_id = await reports.current_shift(chat.person_id, chat.now_ms)
    outcome = await reports.open_case(
        draft.report(anonymous=anonymous, shift_id=shift_id),
        draft.whose.id, chat.person_id, chat.account_id, chat.channel, chat.now_ms,
    )  # fmt: skip
    again = AGAIN if draft.kind.id == kinds.HAZARD else BRING
    if isinstance(outcome, Refused):
        chat.say(refusing.OPEN.get(outcome.why, refusing.OPEN["nothing said"]), again, HOME)
        return
    chat.say(
        await _told(chat, outcome, draft, anonymous=anonymous),
        again,
        Button(_("看看进展"), f"/case {outcome.case_id}"),
        HOME,
        toast=_("报上了"),
    )


async def _told(chat: Chat, outcome: OpenOutcome, draft: Draft, *, anonymous: bool) -> Saying:
    """Its number, who sees to it and by when, and what follows. Who talks with somebody sends the next photo to them."""
    assert not isinstance(outcome, Refused)
    talks = await listener(chat.person_id)
    return paragraphs(
        _("报上了，第{n}号。", n=outcome.case_id),
        await _stands(outcome.case_id),
        lines(
            _("有进展会告诉{who}，办好了也会问是不是真好了。", who=draft.whose.name or _("居民"))
            if draft.by_phone and draft.whose.name
            else _("每有进展都告诉您，办好了请您看一眼是不是真好了。"),
            _("邻居看不到是谁报的。") if anonymous else None,
            _("还有别处？直接发下一张照片就行。") if draft.kind.id == kinds.HAZARD and not talks else None,
        ),
    )


async def _stands(case_id: int) -> Saying | None:
    """Who sees to it, and by when."""
    stands = await reports.stands(case_id)
    if stands is None:
        return None
    who: Saying = stands.team or _("社区工作人员")
    if stands.due_ms is None:
        return _("{who}来管这件事。", who=who)
    return _("{who}来管，{when}之前处理。", who=who, when=Moment(stands.due_ms, "near"))
