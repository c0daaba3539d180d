"""One talk: take it, read it as it goes on, answer, hand it on, end it."""

from __future__ import annotations

from functools import partial

import msgspec

from desk.forms import Upload, Wrong
from desk.pages import Blob, Done, NoFields, NotHere, Pages, Shown, Visit
from language.text import _, lines
from services import people
from services.talks import asking, carrying, reading, talking, wording
from storage.talks import Line, Talk

pages = Pages()

LONGEST = 1_000
MOST_BYTES = 8 * 1024 * 1024
SHOWN_AT_ONCE = (".ogg", ".webm", ".m4a", ".mp3", ".wav")


class Answer(msgspec.Struct, frozen=True):
    """Something to say: words, a file, or both."""

    words: str = ""
    file: Upload | None = None


class Canned(msgspec.Struct, frozen=True):
    """One of the answers that are often given."""

    answer: int


class Colleague(msgspec.Struct, frozen=True):
    """To whom it is handed on; 0 is whoever is free."""

    to: int = 0


@pages.get("/messages/talk/{talk_id:int}", may="messages.see")
async def talk(visit: Visit) -> Shown:
    """A talk as it stands: one's own with all that was said, another only with who has it."""
    found = await _seen(visit)
    mine = found.talking and found.staff_id == visit.by
    return visit.show(
        "messages/talk.html",
        talk=found,
        mine=mine,
        had=await reading.had(found.id, visit.by) is not None,
        lines=await reading.going_on(found.id, visit.by),
        answers=await talking.answers(found) if mine else [],
        colleagues=await talking.colleagues(found, visit.by, visit.now_ms) if mine else [],
        resident=await people.get(found.person_id) if mine else None,
        **_words(visit.now_ms),
    )


@pages.get("/messages/talk/{talk_id:int}/said", may="messages.see", notes=True)
async def said(visit: Visit) -> Shown:
    """Read a talk again that one had and that is over."""
    found = await _seen(visit)
    kept = await reading.again(found.id, visit.by, visit.now_ms)
    if kept is None:
        raise NotHere
    return visit.show("messages/said.html", talk=found, lines=kept, **_words(visit.now_ms))


@pages.get("/messages/talk/{talk_id:int}/file/{line_id:int}", may="messages.see")
async def file(visit: Visit) -> Blob:
    """A photo, a recording or a paper, for whoever has or had the talk."""
    found = await _seen(visit)
    document = await reading.file(found.id, visit.number("line_id"), visit.by)
    if document is None:
        raise NotHere
    shown = document.kind == "photo" or document.name.endswith(SHOWN_AT_ONCE)
    return Blob(document.blob, "" if shown else document.name)


@pages.post("/messages/talk/{talk_id:int}/take", may="messages.change", again=talk)
async def take(visit: Visit, form: NoFields) -> Done:
    """It is mine, unless somebody was quicker."""
    found = await _seen(visit)
    match await talking.take(found.id, visit.by, visit.now_ms):
        case talking.Taken():
            return Done(f"/messages/talk/{found.id}")
        case talking.Theirs(name=name):
            return Done("/messages", wording.taken(found, name))
        case talking.Over():
            return Done("/messages", wording.OVER)


@pages.post("/messages/talk/{talk_id:int}/say", may="messages.change", form=Answer, again=talk)
async def say(visit: Visit, form: Answer) -> Done:
    """The resident reads it in the chat."""
    if not form.words and (form.file is None or not form.file.content):
        raise Wrong(words=_("请写点什么，或者选一张照片。"))
    if len(form.words) > LONGEST:
        raise Wrong(words=_("太长了，最多{n}个字，请分几次发。", n=LONGEST))
    if form.file is not None and len(form.file.content) > MOST_BYTES:
        raise Wrong(file=_("文件太大了，请选8MB以内的。"))
    return await _say(visit, carrying.from_desk(form.words, form.file.content if form.file else None))


@pages.post("/messages/talk/{talk_id:int}/answer", may="messages.change", form=Canned, again=talk)
async def answer(visit: Visit, form: Canned) -> Done:
    """Say what is often said."""
    found = await _seen(visit)
    canned = next((one for one in await talking.answers(found) if one.id == form.answer), None)
    if canned is None:
        raise Wrong(_("这句常用的回复刚刚改了，请再选一次。"))
    return await _say(visit, carrying.from_desk(canned.words, None))


@pages.post("/messages/talk/{talk_id:int}/on", may="messages.change", form=Colleague, again=talk)
async def hand_on(visit: Visit, form: Colleague) -> Done:
    """A colleague goes on, and sees everything that was said."""
    found = await _seen(visit)
    if form.to and form.to not in [one.id for one in await talking.colleagues(found, visit.by, visit.now_ms)]:
        raise Wrong(to=_("这位同事现在接不了，请另选一位。"))
    outcome = await talking.hand_on(found.id, visit.by, form.to or None, visit.now_ms)
    if isinstance(outcome, talking.Over):
        raise Wrong(wording.OVER)
    return Done("/messages", _("好的，已经在请同事接{who}。", who=asking.who(found)))


@pages.post("/messages/talk/{talk_id:int}/end", may="messages.change", again=talk)
async def end(visit: Visit, form: NoFields) -> Done:
    """It is over; the resident hears that."""
    found = await _seen(visit)
    if isinstance(await talking.end(found.id, visit.by, visit.now_ms), talking.Over):
        raise Wrong(wording.OVER)
    return Done("/messages", _("和{who}的聊天结束了。", who=asking.who(found)))


async def _say(visit: Visit, words: carrying.Said) -> Done:
    found = await _seen(visit)
    if isinstance(await talking.answer(found.id, visit.by, words, visit.now_ms), talking.Over):
        raise Wrong(lines(wording.OVER, wording.NOT_SENT))
    return Done(f"/messages/talk/{found.id}")


async def _seen(visit: Visit) -> Talk:
    """The talk of the address, where it is of this community and not one's own as a resident."""
    found = await talking.seen_by_staff(visit.number("talk_id"), visit.by)
    if found is None or found.community_id != visit.community_id or found.person_id == visit.by:
        raise NotHere
    return found


def _words(now_ms: int) -> dict[str, object]:
    return {
        "who": asking.who, "state": wording.state, "speaker": wording.speaker, "named": wording.named, "is_sound": _sounds,
        "unfetched": partial(wording.unfetched, now_ms=now_ms),
    }  # fmt: skip


def _sounds(line: Line) -> bool:
    return line.file_name.endswith(SHOWN_AT_ONCE)
