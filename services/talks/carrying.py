"""What one side says, on its way to the other. A file is fetched after the turn, kept for thirty days, and handed on when it is there."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from typing import Literal

from msgspec.structs import replace

from language.message import Attached, Button, Document, Outgoing
from language.text import Saying, Text, _
from services.calendar import DAY_MS, MINUTE_MS
from services.staff import is_staff
from services.talks.asking import BACK, who
from services.telling import HOME, notice, tell
from storage import errands, talks
from storage.errands import Errand
from storage.outbox import Lane, Terms, Weight
from storage.talks import Line, Talk

FILE = "talk_file"
"""The errand that fetches a photo, a voice message or a document."""
FILE_KEPT_MS = 30 * DAY_MS
MOST_ATTEMPTS = 8
"""With the errands' backoff four minutes: then the file counts as lost, for two people are waiting for it."""
COMES_MS = 10 * MINUTE_MS
"""What is not there by then does not come."""
LIVE_MS = 30 * MINUTE_MS
"""Who said something so lately is there, and hears the answer like an answer, at any hour."""
KINDS: dict[str, Text] = {"photo": _("照片"), "voice": _("语音"), "document": _("文件"), "sticker": _("表情")}
DESK = "desk"
"""Stands for a channel where the bytes of a file came along with the form in which it was sent."""
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")
_CARRIED = ("photo", "voice", "document")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody sent, and on which account. `danger`: it speaks of danger to life."""

    words: str = ""
    files: tuple[Attached, ...] = ()
    account_id: int | None = None
    channel: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """What an errand is to fetch: the file of a line, and what it is called (`ref`) on which channel."""

    line_id: int
    channel: str
    ref: str

    @classmethod
    def of(cls, errand: Errand) -> Coming:
        """What this errand is to fetch."""
        return cls(**json.loads(errand.body))

    @property
    def content(self) -> bytes | None:
        """The bytes, where they came along; None where its channel has to be asked for them."""
        return base64.b64decode(self.ref) if self.channel == DESK else None

    def dump(self) -> str:
        """As it stands in the errand."""
        return json.dumps(asdict(self))


def from_desk(words: str, content: bytes | None) -> Said:
    """What staff send from the desk. A file stands in its errand, in the same transaction as the words, until it is made plain."""
    if not content:
        return Said(words, channel=DESK)
    kind: Literal["photo", "document"] = "photo" if content.startswith(_PICTURES) else "document"
    return Said(words, (Attached(kind, base64.b64encode(content).decode(), len(content)),), channel=DESK)


async def carry(talk: Talk, said: Said, now_ms: int, *, by_staff: bool) -> None:
    """Keep what was said, and hand it on to the other side, if there is one. A film is not handed on."""
    if said.words:
        line_id = await talks.say(talk.id, said.words, "", now_ms, by_staff=by_staff)
        await _hand_on(
            talk, _("{who}：{words}", who=_speaker(talk, by_staff), words=said.words), line_id, by_staff, now_ms, said
        )
    for file in (one for one in said.files if one.kind in KINDS):
        line_id = await talks.say(talk.id, "", file.kind, now_ms, by_staff=by_staff)
        if file.kind in _CARRIED:
            await errands.add(FILE, said.account_id, Coming(line_id, said.channel, file.ref).dump(), now_ms)
        else:
            text = _("{who}发来一个{what}。", who=_speaker(talk, by_staff), what=KINDS[file.kind])
            await _hand_on(talk, text, line_id, by_staff, now_ms, said)


async def awaited(errand: Errand) -> Line | None:
    """Of which line it is; None where that is gone, with whoever sent it."""
    return await talks.line(Coming.of(errand).line_id)


async def file_arrived(errand: Errand, found: Document | None, now_ms: int) -> None:
    """Hand on a file that was fetched. None for `found`: it cannot be had any more, and both hear that."""
    line = await awaited(errand)
    talk = await talks.get(line.talk_id) if line is not None else None
    if found is not None:
        kept_ms = now_ms if line is None else now_ms + FILE_KEPT_MS
        await errands.add(errands.SHRED, errand.account_id, found.blob, kept_ms)
    if line is None or talk is None:
        return
    by_staff, what = bool(line.by_staff), KINDS.get(line.file_kind, KINDS["document"])
    if found is None:
        text = _("{who}发来{what}，没有收到。", who=_speaker(talk, by_staff), what=what)
        await _hand_on(talk, text, line.id, by_staff, now_ms)
        text = _("刚才的{what}没有传过去，请再发一次。", what=what)
        await _hand_on(talk, text, line.id, not by_staff, now_ms)
    elif await talks.fetched(line.id, found.blob, found.name):
        text = _("{who}发来{what}：", who=_speaker(talk, by_staff), what=what)
        there = replace(line, blob=found.blob, file_name=found.name)
        await _hand_on(talk, text, line.id, by_staff, now_ms, document=document(there))


def document(line: Line) -> Document | None:
    """The file of a line; None where there is none, or none yet."""
    if not line.blob:
        return None
    return Document(line.blob, line.file_name, "photo" if line.file_name.endswith(".jpg") else "document")


async def to_resident(talk: Talk, message: Outgoing, cause: str, now_ms: int) -> None:
    """Tell the resident: like an answer where they are there, else when people are up."""
    said_ms = await talks.said_last(talk.id, by_staff=False) or 0
    await tell(talk.person_id, message, cause, now_ms, lane=_lane(max(said_ms, talk.asked_ms), now_ms))


async def to_staff(talk: Talk, message: Outgoing, cause: str, now_ms: int, weight: Weight = Weight.HINT) -> None:
    """Tell who of the staff has the talk, or to whom it is put; nothing to who does not work here any more."""
    if talk.staff_id is not None and await is_staff(talk.staff_id, talk.community_id):
        said_ms = await talks.said_last(talk.id, by_staff=True) or 0
        lane = _lane(max(said_ms, talk.answered_ms or 0), now_ms)
        await tell(talk.staff_id, message, cause, now_ms, Terms(weight=weight), lane)


async def _hand_on(
    talk: Talk,
    text: Saying,
    line_id: int,
    by_staff: bool,
    now_ms: int,
    said: Said | None = None,
    document: Document | None = None,
) -> None:
    """Say it to the other side of the talk."""
    cause = f"talk-line:{line_id}:{int(by_staff)}"
    if by_staff:
        back = (BACK,) if talk.ended_ms is None else (HOME,)
        await to_resident(talk, Outgoing(text=text, buttons=back, document=document), cause, now_ms)
    elif talk.talking or talk.ended_ms is not None:
        back = (Button(label=_("回复"), data=f"/talk {talk.id}", look="main"),)
        weight = Weight.DANGER if said and said.danger else Weight.HINT
        await to_staff(talk, Outgoing(text=text, buttons=back, document=document), cause, now_ms, weight)


def _speaker(talk: Talk, by_staff: bool) -> Saying:
    if not by_staff:
        return who(talk)
    return _("{who}（社区）", who=talk.staff_name or _("工作人员"))


def _lane(there_ms: int, now_ms: int) -> Lane:
    return Lane.REPLY if now_ms - there_ms <= LIVE_MS else Lane.NOTICE


__all__ = ["FILE", "KINDS", "MOST_ATTEMPTS", "Said", "carry", "document", "file_arrived", "notice", "to_resident", "to_staff"]
