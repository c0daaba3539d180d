"""Questions with an answer to send: photos, voices, a place, with or without words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar

from msgspec import Struct

from conversation.journal import Value
from conversation.questions import Accepted, Given, Gone, Option, Question, Refusal, Wants
from language.message import Attached, Place
from language.text import _

T = TypeVar("T")


def packed(files: Sequence[Attached]) -> list[Any]:
    """Files as they are stored with an answer, or among the arguments of a flow."""
    return [[file.kind, file.ref, file.size] for file in files]


def unpacked(value: Sequence[Any]) -> tuple[Attached, ...]:
    """The files that `packed` stored."""
    return tuple(Attached(*file) for file in value)


class Sent(Struct, frozen=True):
    """What somebody sent: words, the photos and voices that came along, a point on the map."""

    words: str = ""
    files: tuple[Attached, ...] = ()
    point: Place | None = None


class Photo(Question[Attached | None], frozen=True, kw_only=True):
    """A photo."""

    kind: ClassVar[str] = "photo"
    wants: ClassVar[Wants] = "photo"
    takes_files: ClassVar[bool] = True

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        for file in given.files:
            if file.kind == "photo":
                return Accepted(packed([file])[0], _("照片"))
        return Refusal(_("请拍一张照片发过来。"), foreign=True)

    def restore(self, value: Value) -> Attached | None:
        return Attached(*value) if isinstance(value, list) else None


class Photos(Question[T | Sent], frozen=True, kw_only=True):
    """Whatever somebody can send: all photos of a message with the words beside them, words or a voice alone, a point; or an option.

    Words beside a photo are cut at `longest`: a photo is never refused for its caption.
    """

    among: Sequence[Option[T]] = ()
    longest: int = 500
    kind: ClassVar[str] = "photos"
    wants: ClassVar[Wants] = "photo"
    takes_files: ClassVar[bool] = True

    def options(self, today: date) -> list[Option[Any]]:
        return list(self.among)

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        for option in self.among:
            if given.choice == option.id:
                return Accepted(option.id, option.label)
        if given.choice:
            return Refusal(_("这一项刚刚没有了，请在下面另选一个。"))
        words = " ".join(given.text.split())
        files = packed([file for file in given.files if file.kind in ("photo", "voice")])
        if len(words) > self.longest and not files:
            return Refusal(_("有点长了，请缩短到{most}个字以内。", most=self.longest))
        point = [round(given.place.latitude * 1e6), round(given.place.longitude * 1e6)] if given.place else None
        if not (words or files or point):
            return Refusal(_("请发照片、语音或文字，别的看不了。"), foreign=True)
        return Accepted([words[: self.longest], files, point], words or _("照片"))

    def restore(self, value: Value) -> T | Sent:
        if isinstance(value, list):
            words, files, point = value
            return Sent(words, unpacked(files), Place(point[0] / 1e6, point[1] / 1e6) if point else None)
        for option in self.among:
            if value == option.id:
                return option.value
        raise Gone


class ChooseOrSend(Photos[T], frozen=True, kw_only=True):
    """One of the options, where photos, voices and words that come meanwhile are kept rather than refused."""

    kind: ClassVar[str] = "choose_or_send"
    wants: ClassVar[Wants] = ""


class PlaceOrSend(Photos[T], frozen=True, kw_only=True):
    """A place: one of the options, a point from the phone, or words; photos that come meanwhile are kept."""

    kind: ClassVar[str] = "place_or_send"
    wants: ClassVar[Wants] = "place"


class Where(Question["Place | str"], frozen=True, kw_only=True):
    """A place: a point from the phone, or words ("3栋2单元楼下"), or one of `near` (buildings, units)."""

    near: Sequence[str] = ()
    kind: ClassVar[str] = "place"
    wants: ClassVar[Wants] = "place"

    def options(self, today: date) -> list[Option[Any]]:
        return [Option(name, name, name) for name in self.near]

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        if given.place:
            return Accepted([round(given.place.latitude * 1e6), round(given.place.longitude * 1e6)], _("地图上的位置"))
        words = given.choice or " ".join(given.text.split())[:100]
        if not words:
            return Refusal(_("请发送位置，或打字说说在哪儿，比如：3栋2单元楼下。"))
        return Accepted(words, words)

    def restore(self, value: Value) -> Place | str:
        return Place(value[0] / 1e6, value[1] / 1e6) if isinstance(value, list) else str(value)
