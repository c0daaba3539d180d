"""What those who see to a case do about it: take it, hand it on, ask, note, say what became of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec

from desk.cases.case import case, case_at_hand
from desk.forms import Photo
from desk.pages import Done, NoFields, NotHere, Pages, Shown, Visit, Wrong
from language.message import Attached
from language.text import Saying, Text, _
from services.cases import asking, following, handling, kinds, moves, naming, outcomes, queue, refusing, suggestions
from services.cases.files import HERE, MOST
from services.cases.kinds import DECLINED
from services.cases.outcomes import CaseOutcome, Moved, Refused
from services.cases.seeing import Seen
from storage.sql import Query

pages = Pages()

LONGEST = 500
PROGRESS = "+progress"
"""In place of a state: only a word on how it gets on."""
_MOVED = _("刚有变动，这次没有改。请再看一遍。")


class Give(msgspec.Struct, frozen=True):
    """To whom: "person:3" or "team:2". `seen` is who had it on the page, 0 nobody."""

    to: str
    seen: int = 0


class Back(msgspec.Struct, frozen=True):
    """Back to the community, and why."""

    seen: int = 0
    why: str = ""


class Ask(msgspec.Struct, frozen=True):
    """A question."""

    question: str


class Note(msgspec.Struct, frozen=True):
    """A word for colleagues."""

    note: str


class State(msgspec.Struct, frozen=True):
    """Another state, what is said of it (`canned`: words that are said often), and photos. `seen` is the state on the page."""

    state: str
    seen: str
    words: str = ""
    canned: int = 0
    photos: list[Photo] = []


class Decline(msgspec.Struct, frozen=True):
    """It is not done, because of `words`."""

    seen: str
    words: str = ""
    canned: int = 0


class Reopen(msgspec.Struct, frozen=True):
    """It is done again, because of `why`."""

    seen: str
    why: str = ""


def came(outcome: CaseOutcome, case_id: int, said: Saying, field: str = "", refusals: dict[str, Text] | None = None) -> Done:
    """Where to go after an act. What was refused is said beside the field, or above the page. Raises Wrong, NotHere."""
    path = f"/cases/{case_id}"
    match outcome:
        case Refused("no such case" | "not yours"):
            raise NotHere
        case Refused(why):
            text = {**refusing.ACT, **(refusals or {})}.get(why, _("没有办成，请再看一遍。"))
            raise Wrong(**{field: text}) if field else Wrong(text)
        case Moved():
            raise Wrong(_MOVED)
        case outcomes.Already():
            return Done(path, _("已经是这样了。"))
    return Done(path, said)


def fitting(words: str, most: int, field: str) -> str:
    """The words. Raises Wrong beside the field where they are too long: nothing that somebody typed is cut off."""
    if len(words) > most:
        raise Wrong(**{field: _("有点长了，请缩短到{most}个字以内。", most=most)})
    return words


def sent(photos: list[Photo]) -> list[Attached]:
    """Pictures from a form, as services take what was sent. Raises Wrong where there are more than are kept."""
    if len(photos) > MOST:
        raise Wrong(photos=_("一次最多{n}张照片，请分几次发。", n=MOST))
    return [Attached("photo", photo.blob) for photo in photos]


@pages.post("/cases/{case_id:int}/take", may="cases.change", again=case)
async def take(visit: Visit, form: NoFields) -> Done:
    """Whoever asks sees to it."""
    found = await case_at_hand(visit)
    outcome = await handling.take(found.case.id, visit.by, visit.now_ms)
    if isinstance(outcome, Moved):
        raise Wrong(_("已经由{who}去处理了。", who=await queue.name(found.case.owner_id) or _("别人")))
    return came(outcome, found.case.id, _("第{n}号归您处理。", n=found.case.id))


@pages.post("/cases/{case_id:int}/give", may="cases.change", form=Give, again=case)
async def give(visit: Visit, form: Give) -> Done:
    """A colleague or a team sees to it, or oneself instead of a colleague; they hear so at once."""
    found = await case_at_hand(visit)
    word, _colon, which = form.to.partition(":")
    if word not in ("person", "team") or not which.isdecimal() or len(which) > 15:
        raise Wrong(to=_("请选转给谁。"))
    case_id, seen = found.case.id, form.seen or None
    if word == "person":
        to = visit.by if which == "0" else int(which)
        outcome = await handling.give(case_id, to, visit.by, visit.now_ms, seen=seen)
        return came(outcome, case_id, _("第{n}号归您处理。", n=case_id) if to == visit.by else _("转过去了，对方马上收到。"))
    outcome = await handling.pass_on(case_id, int(which), visit.by, visit.now_ms, seen=seen)
    led = await handling.has_lead(int(which))
    return came(outcome, case_id, _("转过去了，已经告诉队长。") if led else _("转过去了。这个队还没有队长，请另外说一声。"))


@pages.post("/cases/{case_id:int}/back", may="cases.change", form=Back, again=case)
async def back(visit: Visit, form: Back) -> Done:
    """The team cannot see to it: the community does."""
    found = await case_at_hand(visit)
    outcome = await handling.pass_on(
        found.case.id, None, visit.by, visit.now_ms, words=fitting(form.why, LONGEST, "why"), seen=form.seen or None
    )
    done = came(outcome, found.case.id, _("交还了，社区会接着办。"))
    return done if found.role == "staff" else Done("/cases", done.said)


@pages.post("/cases/{case_id:int}/ask", may="cases.change", form=Ask, again=case)
async def ask(visit: Visit, form: Ask) -> Done:
    """A question to whoever brought it up."""
    found = await case_at_hand(visit)
    if found.case.closed_ms is not None:
        raise Wrong(refusing.ACT["closed"])
    asked = await asking.ask(found.case.id, fitting(form.question, LONGEST, "question"), visit.by, visit.now_ms)
    if isinstance(asked, Refused):
        nobody = {"nobody to ask": _("这件事在这里没有人可以问，看看反映人那里有没有电话。")}
        return came(asked, found.case.id, "", "question", nobody)
    text = _("问了，对方一回答就告诉您。") if asked.reached else _("对方收不到消息，已经放进「要打电话的」。")
    return Done(f"/cases/{found.case.id}", text)


@pages.post("/cases/{case_id:int}/note", may="cases.office", form=Note, again=case)
async def note(visit: Visit, form: Note) -> Done:
    """A word for colleagues, which residents do not see."""
    found = await case_at_hand(visit)
    outcome = await handling.note(found.case.id, fitting(form.note, LONGEST, "note"), visit.by, visit.now_ms)
    return came(outcome, found.case.id, _("记下了。"), "note")


@pages.post("/cases/{case_id:int}/state", may="cases.change", form=State, again=case)
async def set_state(visit: Visit, form: State) -> Done:
    """What became of it, in words and photos; everybody who follows it hears so."""
    found = await case_at_hand(visit)
    case_id, words, photos = found.case.id, await said(visit, form.words, form.canned), sent(form.photos)
    if form.state == PROGRESS:
        outcome = await suggestions.progress(case_id, words, visit.by, visit.now_ms, photos=photos, channel=HERE)
        return came(outcome, case_id, await _told(visit, case_id), "words")
    state = found.kind.state(form.state)
    if state is None or state.phase == DECLINED:
        raise Wrong(state=_("请选办到哪一步。"))
    outcome = await _move(found)(case_id, state.id, words, visit.by, visit.now_ms, seen=form.seen, photos=photos, channel=HERE)
    return came(outcome, case_id, await _told(visit, case_id), "words")


@pages.get("/cases/{case_id:int}/decline", may="cases.change")
async def declining(visit: Visit) -> Shown:
    """Before it is declined: who will be told, and with which words."""
    found = await case_at_hand(visit)
    states = [state for state in moves.next_states(found.case, found.kind) if state.phase == DECLINED]
    if found.case.merged_into is not None or not states:
        raise NotHere
    answers = await kinds.answers(visit.community_id)
    return visit.show(
        "cases/decline.html", case=found.case, what=naming.headline(found.case, found.kind),
        state=kinds.shown(states[0].name), reach=await following.reach([found.case.id], visit.by), moderated=found.kind.public == "moderated",
        canned=[(one.id, one.title) for one in answers], words={one.id: one.words for one in answers},
    )  # fmt: skip


@pages.post("/cases/{case_id:int}/decline", may="cases.change", form=Decline, again=declining)
async def decline(visit: Visit, form: Decline) -> Done:
    """It is not done, with a reason; everybody who follows it hears so."""
    found = await case_at_hand(visit)
    state = next((one for one in found.kind.states if one.phase == DECLINED), None)
    if state is None:
        raise NotHere
    words = await said(visit, form.words, form.canned)
    outcome = await moves.set_state(found.case.id, state.id, words, visit.by, visit.now_ms, seen=form.seen)
    return came(outcome, found.case.id, await _told(visit, found.case.id), "words")


@pages.post("/cases/{case_id:int}/reopen", may="cases.change", form=Reopen, again=case)
async def reopen(visit: Visit, form: Reopen) -> Done:
    """It is worked on again, with a clock of its own."""
    found = await case_at_hand(visit)
    state, why = moves.reopened(found), fitting(form.why, LONGEST, "why")
    outcome = await _move(found)(found.case.id, state.id, why, visit.by, visit.now_ms, seen=form.seen)
    reach = await following.reach([found.case.id], visit.by)
    return came(outcome, found.case.id, _("重新打开了，会告诉{n}位关注的人。", n=reach.followers), "why")


async def said(visit: Visit, words: str, canned: int) -> str:
    """What is said to residents: what was chosen of the words that are said often, and what was typed."""
    chosen = next((one.words for one in await kinds.answers(visit.community_id) if one.id == canned), "")
    return fitting("\n".join(part for part in (chosen, words.strip()) if part), LONGEST, "words")


async def _told(visit: Visit, case_id: int) -> Text:
    reach = await following.reach([case_id], visit.by)
    return _("改好了，会告诉{n}位关注的人。", n=reach.followers) if reach.followers else _("改好了。")


def _move(found: Seen) -> Callable[..., Coroutine[Query, Any, CaseOutcome]]:
    """How it gets into another state: of what neighbours support nobody is the one who sees to it because they said how it stands."""
    return moves.set_state if found.kind.public == "moderated" else handling.move
