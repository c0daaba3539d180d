"""Danger to life: whom to call comes before anything else, the case is opened with what is known, and the rest is asked afterwards."""

from __future__ import annotations

from typing import Any

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from conversation.sending import Photos, PlaceOrSend, Sent
from handlers.cases.draft import Draft
from language.message import Attached, Button
from language.numerals import row_id
from language.text import Saying, _
from services import people, places
from services.cases import danger, following, hearing, kinds, naming, reports, seeing
from services.cases import places as where_
from services.cases.kinds import Kind
from services.cases.outcomes import Opened
from services.cases.places import Where
from storage.cases import Case
from storage.people import Person

flows = Flows()


async def stop_for_words(chat: Chat, case: Case, words: str) -> None:
    """Where what was added to a case is a danger to life: say whom to call; it is one of its own, at the same place."""
    if danger.read(words) is None:
        return
    if case.danger:
        chat.say(danger.first_words(words))
        return
    await chat.become("danger", words=f"{case.place} {words}".strip())


async def stop_for(chat: Chat, draft: Draft) -> None:
    """Where what is known is a danger to life: say whom to call, hand it in now, and go on as another flow."""
    if draft.dangerous:
        await _hand_in(chat, draft)


@flows.flow("danger", _("紧急情况"))
async def in_danger(chat: Chat, words: str = "", sent: list[Any] | None = None) -> None:
    """Words of danger that nobody asked for."""
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None:
        await _without_community(chat, words, sent)
        return
    draft = Draft(await _kind(person), person, await where_.spots_of(person.community_id))
    draft.hear(Sent(words, tuple(Attached(*file) for file in sent or [])))
    await _hand_in(chat, draft)


async def _hand_in(chat: Chat, draft: Draft) -> None:
    chat.say(danger.first_words(draft.words, draft.category), Button(_("社区电话"), "/office"))
    shift_id = await reports.current_shift(chat.person_id, chat.now_ms)
    outcome = await reports.open_case(
        draft.report(shift_id=shift_id), draft.whose.id, chat.person_id, chat.account_id, chat.channel, chat.now_ms
    )
    if not isinstance(outcome, Opened):
        await _tell_unreached(chat)
        return
    if outcome.told:
        chat.say(_("已经通知社区工作人员（第{n}号）。", n=outcome.case_id))
    else:
        await _tell_unreached(chat)
    await chat.become("danger_more", case_id=str(outcome.case_id))


@flows.flow("danger_more", _("紧急情况"), argument="case_id")
async def more(chat: Chat, case_id: str = "") -> None:
    """Where it is, and whatever else there is to say: each goes to staff at once."""
    found = await seeing.look(row_id(case_id), chat.person_id, chat.now_ms)
    if found is None:
        return await chat.become("home")
    case = found.case
    about = (f"case:{case.id}", f"known:{int(bool(case.place or case.place_key))}")
    if not (case.place or case.place_key):
        await _ask_where(chat, case, about)
        return await chat.become("danger_more", case_id=case_id)
    text = _("现场照片、有没有人受伤，都可以接着发到这里，马上转给工作人员。")
    if await hearing.to_call(case) is None:
        text = _("您的电话、现场照片、有没有人受伤，都可以接着发到这里，马上转给工作人员。")
    what = await chat.ask(Photos(key="more", text=text, among=(Option("done", _("没有要补充的了"), ""),), about=about))
    if isinstance(what, Sent):
        await _add(chat, case.id, what)
        await stop_for_words(chat, case, what.words)
        chat.say(_("收到，已经转给工作人员。"))
        return await chat.become("danger_more", case_id=case_id)
    headline = naming.headline(case, found.kind)
    chat.say(
        _("好的。「{what}」是第{n}号，有进展马上告诉您。请注意安全。", what=headline, n=case.id),
        Button(_("看看进展"), f"/case {case.id}", "main"),
        HOME,
    )
    return None


async def _ask_where(chat: Chat, case: Case, about: tuple[str, ...]) -> None:
    near = await where_.spots_of(case.community_id)
    person = await people.get(chat.person_id) if case.reporter_id == chat.person_id and not case.details else None
    home = where_.of_home(person) if person else Where()  # but not of staff who write down what a caller says
    options = [Option("home", _("我家楼下：{place}", place=home.words), home)] if home.words else []
    options += [Option(f"spot{spot.id}", spot.name, where_.of_spot(spot.id, spot.name)) for spot in near]
    text = _("在哪儿？点一个，打字，或者发位置，好马上找到。")
    answer = await chat.ask(PlaceOrSend(key="place", text=text, among=tuple(options), about=about))
    where = answer if isinstance(answer, Where) else where_.said(answer.words, answer.point, near)
    if isinstance(answer, Sent) and danger.read(answer.words) and where_.within(answer.words, near) is None:
        await _add(chat, case.id, answer)  # no place, but what is happening there
        await stop_for_words(chat, case, answer.words)
        return
    if isinstance(answer, Sent) and answer.files:
        await _add(chat, case.id, answer)
    if where.words or where.key:
        await reports.say_where(case.id, where, chat.person_id, chat.now_ms)
        chat.say(_("地方记下了，已经告诉工作人员。"))


async def _add(chat: Chat, case_id: int, sent: Sent) -> None:
    words = where_.with_point(sent.words, sent.point)
    await following.add(case_id, words, sent.files, chat.person_id, chat.account_id, chat.channel, chat.now_ms)


async def _kind(person: Person) -> Kind:
    """As which kind a danger is kept: a hazard, else a request for help, else the community's first kind."""
    assert person.community_id is not None
    known = {kind.id: kind for kind in await kinds.of(person.community_id)}
    return known.get(kinds.HAZARD) or known.get(kinds.HELP) or next(iter(known.values()))


async def _tell_unreached(chat: Chat) -> None:
    if text := await unreached(chat):
        chat.say(text)


async def unreached(chat: Chat) -> Saying | None:
    """What there is to say where nobody of the community could be told: to call."""
    office = await places.contact(chat.person_id)
    return (
        _("社区的人现在收不到消息，请再打社区电话 {phone}。", phone=office.phone)
        if office is not None and office.phone
        else None
    )


async def _without_community(chat: Chat, words: str, sent: list[Any] | None) -> None:
    """Somebody who writes for the first time: the only community there is hears it, of several they say which."""
    communities = await places.communities()
    if len(communities) == 1:
        await people.set_community(chat.person_id, communities[0].id)
        await chat.become("danger", words=words, sent=sent)
    chat.say(danger.first_words(words))
    if communities:
        await chat.become("community", then="danger", args={"words": words, "sent": sent})
    chat.say(danger.ANY, HOME)
