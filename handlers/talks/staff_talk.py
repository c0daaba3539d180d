"""Staff talk with residents: those who wait, one's own talks, answers, handing on."""

from __future__ import annotations

from typing import Any

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.listening import END, NO_FILMS, Heard, Listen
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Moment, Saying, Value, _, lines, paragraphs
from services.calendar import to_local
from services.masks import masked_phone
from services.talks import asking, carrying, talking, wording
from services.talks.asking import who
from services.talks.carrying import Said
from storage.case_kinds import CannedAnswer
from storage.talks import Line, Talk

flows = Flows()

TALKS = Button(_("找人的"), "/talks")
SHOWN = 500
"""Characters of what was said before: more than a phone shows at once helps nobody."""
BESIDE = 20
"""Characters that stand before the words: when, and who."""
MOST_FILES = 5
"""So many photos at once; those before them are a tap away."""


@flows.flow("staff_talks", _("找人的"), command="talks")
async def staff_talks(chat: Chat) -> None:
    """Who waits for somebody, and one's own talks."""
    worker = await at_work(chat)
    own = await talking.own(worker.id)
    waiting = await asking.waiting(worker.community_id, worker.id)
    if not own and not waiting:
        chat.say(_("现在没有人在等。"), DESK, HOME)
        return
    options = [Option(f"t{one.id}", _("接着聊：{who}", who=who(one)), one.id) for one in own]
    options += [Option(f"t{one.id}", _("接：{who}", who=who(one)), one.id, "main") for one in waiting]
    text = paragraphs(
        lines(_("您在聊的："), *(who(one) for one in own)) if own else None,
        lines(_("在等的："), *(_listed(one) for one in waiting)) if waiting else None,
    )
    chosen = await chat.choose("talk", text, options)
    await chat.become("staff_talk", talk_id=str(chosen))


async def _still(person_id: int, args: dict[str, Any]) -> bool:
    return row_id(args.get("talk_id", "")) in [one.id for one in await talking.own(person_id)]


@flows.flow("staff_talk", _("和居民聊天"), command="talk", argument="talk_id", still=_still)
async def staff_talk(chat: Chat, talk_id: str = "") -> None:
    """Take a talk that waits; in one's own talk whatever is said goes to the resident."""
    worker = await at_work(chat)
    found = await talking.seen_by_staff(row_id(talk_id), worker.id)
    if found is None:
        return await chat.become("staff_talks")
    if found.ended_ms is not None or found.person_id == worker.id:
        return _gone(chat)
    if not found.talking:
        return await _take(chat, found)
    if found.staff_id != worker.id:
        return _somebody_elses(chat, found, found.staff_name)
    answers = await talking.answers(found)
    options: list[Option[Any]] = [
        Option("person", _("看居民"), None),
        Option("on", _("转给同事"), None),
        Option(END, _("结束聊天"), None),
        *(Option(f"a{one.id}", one.title, one) for one in answers),
    ]
    text = _("您在和{who}聊，打字、发语音、发照片，对方直接收到。", who=who(found))
    heard = await chat.ask(Listen(key="line", text=text, among=options, about=(f"talk:{found.id}",)))
    if heard.choice == END:
        await talking.end(found.id, worker.id, chat.now_ms)
        chat.say(_("和{who}的聊天结束了。", who=who(found)), TALKS, DESK, HOME)
        return None
    if heard.choice == "on":
        return await chat.become("staff_talk_on", talk_id=talk_id)
    if heard.choice == "person":
        await _show_person(chat, found)
    else:
        await _answer(chat, found, heard, next((one for one in answers if heard.choice == f"a{one.id}"), None))
    return await chat.become("staff_talk", talk_id=talk_id)


@flows.flow("staff_talk_on", _("转给同事"))
async def staff_talk_on(chat: Chat, talk_id: str = "") -> None:
    """A colleague goes on, and sees everything that was said."""
    worker = await at_work(chat)
    found = await talking.seen_by_staff(row_id(talk_id), worker.id)
    if found is None or not found.talking or found.staff_id != worker.id:
        return await chat.become("staff_talk", talk_id=talk_id)
    others = await talking.colleagues(found, worker.id, chat.now_ms)
    options: list[Option[int]] = [Option("0", _("谁有空谁接"), 0, "main")]
    options += [
        Option(str(one.id), _("{who}（在岗）", who=one.name) if one.on_duty else one.name or _("工作人员"), one.id)
        for one in others
    ]
    options.append(Option("back", _("不转了"), -1))
    to = await chat.choose("to", _("把{who}转给谁？前面说过的，接的人都看得到。", who=who(found)), options)
    if to >= 0:
        outcome = await talking.hand_on(found.id, worker.id, to or None, chat.now_ms)
        if isinstance(outcome, Talk):
            chat.say(_("好的，已经在请同事接{who}。", who=who(found)), TALKS, DESK, HOME, toast=_("转出去了"))
            return None
    return await chat.become("staff_talk", talk_id=talk_id)


async def _take(chat: Chat, found: Talk) -> None:
    outcome = await talking.take(found.id, chat.person_id, chat.now_ms)
    match outcome:
        case talking.Taken():
            _show(chat, found, outcome.lines, toast=_("接上了"))
            await chat.become("staff_talk", talk_id=str(found.id))
        case talking.Theirs():
            _somebody_elses(chat, found, outcome.name)
        case talking.Over():
            _gone(chat)


@flows.flow("staff_talk_before", _("前面说过的"), command="talk_before", argument="which")
async def staff_talk_before(chat: Chat, which: str = "") -> None:
    """What was said before a line of one's own talk: `which` is the talk and the line."""
    worker = await at_work(chat)
    talk_id, _space, line_id = which.partition(" ")
    found = await talking.seen_by_staff(row_id(talk_id), worker.id)
    if found is not None and (said := await talking.before(found.id, row_id(line_id), worker.id, chat.now_ms)):
        _show(chat, found, said)
    await chat.become("staff_talk", talk_id=talk_id)


def _show(chat: Chat, found: Talk, said: list[Line], toast: Saying = "") -> None:
    """The latest of what was said with its files, as much as is easily read, and the way to what was said before it."""
    latest = _latest(said)
    for line in latest:
        if document := carrying.document(line):
            chat.hand(document, _("{who}发来的{what}", who=wording.speaker(line, found), what=wording.named(line)))
    if not latest:
        chat.say(wording.SILENT, toast=toast)
        return
    earlier = len(latest) < len(said)
    ways = [Button(_("再往前看"), f"/talk_before {found.id} {latest[0].id}")] if earlier else []
    told = [_told(chat, line, found) for line in latest]
    chat.say(lines(_("前面说过的："), _("……") if earlier else None, *told), *ways, toast=toast)


def _latest(said: list[Line]) -> list[Line]:
    room, files = SHOWN, MOST_FILES
    for n, line in enumerate(reversed(said)):
        room -= len(line.words) + BESIDE
        files -= bool(line.file_kind)
        if n and (room < 0 or files < 0):
            return said[len(said) - n :]
    return said


def _told(chat: Chat, line: Line, found: Talk) -> Saying:
    what = line.words or _("［{what}］", what=wording.named(line))
    when = Moment(line.at_ms, "time" if to_local(line.at_ms, chat.zone).date() == chat.today else "full")
    return _("{when} {who}：{words}", when=when, who=wording.speaker(line, found), words=what)


async def _answer(chat: Chat, found: Talk, heard: Heard, canned: CannedAnswer | None) -> None:
    """Hand it on. Where it could go to the wrong one, and where a button said it, it is told to whom it went."""
    words = canned.words if canned else heard.words
    said = Said(words, heard.files, chat.account_id, chat.channel)
    await talking.answer(found.id, chat.person_id, said, chat.now_ms)
    if any(file.kind == "other" for file in heard.files):
        chat.say(NO_FILMS)
    if canned:
        chat.say(_("发给{who}了：{words}", who=who(found), words=words))
    elif len(await talking.own(chat.person_id)) > 1:
        chat.say(_("发给{who}了。", who=who(found)))


async def _show_person(chat: Chat, found: Talk) -> None:
    """Whom one talks with; that staff looked is written down."""
    person = await talking.resident(found.id, chat.person_id, chat.now_ms)
    if person is None:
        return
    home = " ".join(filter(None, (person.building, person.unit, person.room)))
    told = lines(
        _("姓名：{value}", value=person.name) if person.name else None,
        _("电话：{value}", value=masked_phone(person.phone)) if person.phone else None,
        _("住址：{value}", value=home) if home else None,
    )
    chat.say(told if told.parts else _("这位居民还没有留下资料。"), Button(_("居民情况"), f"/staff_person {person.id}"))


def _listed(one: Talk) -> Value:
    return _("{when} {who}，{state}", when=Moment(one.asked_ms, "near"), who=who(one), state=wording.state(one))


def _somebody_elses(chat: Chat, found: Talk, name: str) -> None:
    chat.say(wording.taken(found, name), TALKS, DESK, HOME, toast=_("别人接了"))


def _gone(chat: Chat) -> None:
    """The talk is over: what was typed into it has not been sent."""
    spoken = not chat.incoming.tap and not chat.incoming.text.startswith("/")
    chat.say(lines(wording.OVER, wording.NOT_SENT if spoken else None), TALKS, DESK, HOME)
