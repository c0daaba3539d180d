"""The kinds of questions. Each knows what an answer to it is, and says kindly what to do about anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from conversation.journal import Value
from language.dates import read_date
from language.message import Attached, Place
from language.numerals import number
from language.phones import read_phone
from language.text import Day, Saying, _

T = TypeVar("T")

Wants = Literal["", "text", "phone", "place", "photo", "file"]
Look = Literal["answer", "main", "danger"]


class Gone(Exception):
    """A stored answer is no answer any more (what was chosen is not offered now)."""


class Given(Struct, frozen=True):
    """What the person gave: exactly one of a choice (the id of a shown option), words, a phone, a place, files.

    `unread` says why the file that they gave could not be read.
    """

    choice: str = ""
    text: str = ""
    phone: str = ""
    place: Place | None = None
    files: tuple[Attached, ...] = ()
    unread: Saying = ""


class Refusal(Struct, frozen=True):
    """Why this is no answer, as a sentence that says what to do. `foreign` where it may have been meant for someone else."""

    text: Saying
    foreign: bool = False


class Accepted(Struct, frozen=True):
    """The answer as it is stored, and as it is said in the list of things to change."""

    value: Value
    said: Saying


class Fetch(Struct, frozen=True):
    """The answer is in a file that must be fetched and read first; `text` is said meanwhile."""

    file: Attached
    text: Saying


class Option(Struct, Generic[T], frozen=True):
    """One of several. `id` is stable (never a position) and at most 40 bytes; `value` is what the flow gets."""

    id: str
    label: Saying
    value: T
    look: Look = "answer"


class Question(Struct, Generic[T], frozen=True, kw_only=True):
    """A question under a key. `about` names the subjects it speaks of ("pupil:7"): an answer holds for these only.

    With a `label` ("联系电话") the answer can be changed from the review step. `skip` is the label of a button for no answer.
    """

    key: str
    text: Saying
    about: tuple[str, ...] = ()
    label: Saying = ""
    skip: Saying = ""

    kind: ClassVar[str] = ""
    wants: ClassVar[Wants] = ""
    listens: ClassVar[bool] = False
    """Whether it stays on the screen after an answer: see `conversation.listening`."""

    @property
    def mark(self) -> str:
        """What exactly is asked, as stored with the answer."""
        return "|".join((self.kind, *self.about))

    def options(self, today: date) -> list[Option[Any]]:
        """The buttons under the question."""
        return []

    def all_options(self, today: date) -> list[Option[Any]]:
        """The buttons under the question, with the one for no answer."""
        skip = [Option("-", self.skip, None)] if self.skip else []
        return [*self.options(today), *skip]

    def accept(self, given: Given, today: date) -> Accepted | Refusal | Fetch:
        """The stored form of what was given, or why it is no answer."""
        if given.choice == "-" and self.skip:
            return Accepted(None, self.skip)
        return self.take(given, today)

    def take(self, given: Given, today: date) -> Accepted | Refusal | Fetch:
        raise NotImplementedError

    def restore(self, value: Value) -> T:
        """The flow's value of a stored answer. Raises Gone where it is none any more."""
        raise NotImplementedError


class Choose(Question[T], frozen=True, kw_only=True):
    """One of the options. `typed` may read other words as a stored value, which `restored` turns into the flow's."""

    among: Sequence[Option[T]]
    typed: Callable[[str], Accepted | Refusal] | None = None
    restored: Callable[[Value], T] | None = None
    kind: ClassVar[str] = "choose"

    def options(self, today: date) -> list[Option[Any]]:
        return list(self.among)

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        for option in self.among:
            if given.choice == option.id:
                return Accepted(option.id, option.label)
        if given.choice:
            return Refusal(_("这一项刚刚没有了，请在下面另选一个。"))
        if given.text and self.typed:
            return self.typed(given.text)
        return Refusal(_("请点下面的按钮选一个。"), foreign=True)

    def restore(self, value: Value) -> T:
        for option in self.among:
            if value == option.id:
                return option.value
        if value is not None and self.restored:
            return self.restored(value)
        raise Gone


class Words(Question[str], frozen=True, kw_only=True):
    """Free words, at most `longest` characters. `check` returns a sentence where they will not do."""

    longest: int = 500
    check: Callable[[str], Saying | None] | None = None
    kind: ClassVar[str] = "words"
    wants: ClassVar[Wants] = "text"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        words = " ".join(given.text.split())
        if not words:
            return Refusal(_("请打字告诉我。"))
        if len(words) > self.longest:
            return Refusal(_("有点长了，请缩短到{most}个字以内。", most=self.longest))
        if self.check and (why := self.check(words)):
            return Refusal(why)
        return Accepted(words, words)

    def restore(self, value: Value) -> str:
        return value if isinstance(value, str) else ""


class Paper(Question[str], frozen=True, kw_only=True):
    """Words line by line as they were written, typed or in a document. `check` returns a sentence where they will not do."""

    longest: int = 4_000
    check: Callable[[str], Saying | None] | None = None
    kind: ClassVar[str] = "paper"
    wants: ClassVar[Wants] = "file"

    def take(self, given: Given, today: date) -> Accepted | Refusal | Fetch:
        if given.unread:
            return Refusal(given.unread)
        for file in given.files:
            if file.kind == "document":
                return Fetch(file, _("文件收到了，正在看，请稍等一下。"))
        words = given.text.strip("\r\n")
        if not words.strip():
            return Refusal(_("这里要文字或表格文件（.xlsx、.csv、.txt），别的看不了。"))
        if len(words) > self.longest:
            return Refusal(_("有点长了，请分几次发，一次{most}个字以内。", most=self.longest))
        if self.check and (why := self.check(words)):
            return Refusal(why)
        return Accepted(words, " ".join(words.split())[:40])

    def restore(self, value: Value) -> str:
        return value if isinstance(value, str) else ""


class Number(Question[int], frozen=True, kw_only=True):
    """A whole number between `least` and `most`, typed or spoken ("十二")."""

    least: int = 0
    most: int = 1_000_000
    kind: ClassVar[str] = "number"
    wants: ClassVar[Wants] = "text"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        value = number(given.text)
        if value is None or not self.least <= value <= self.most:
            return Refusal(_("请输入{least}到{most}之间的数字，比如：{least}。", least=self.least, most=self.most))
        return Accepted(value, str(value))

    def restore(self, value: Value) -> int:
        return value if isinstance(value, int) else 0


class DateOf(Question[date], frozen=True, kw_only=True):
    """A day between `earliest` and `latest`: by button for the coming days, or typed ("下周三", "12月3号")."""

    earliest: date
    latest: date
    kind: ClassVar[str] = "date"
    wants: ClassVar[Wants] = "text"

    def options(self, today: date) -> list[Option[Any]]:
        first = max(self.earliest, today)
        days = [first + timedelta(n) for n in range(7)]
        return [Option(day.isoformat(), Day(day), day) for day in days if self.earliest <= day <= self.latest]

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        day = date.fromisoformat(given.choice) if given.choice else read_date(given.text, today)
        if day is None:
            return Refusal(_("没看懂是哪一天，可以这样写：12月3号、下周三、后天。"))
        if not self.earliest <= day <= self.latest:
            return Refusal(
                _("请选{first}到{last}之间的一天。", first=Day(self.earliest, "year"), last=Day(self.latest, "year"))
            )
        return Accepted(day.isoformat(), Day(day, "year"))

    def restore(self, value: Value) -> date:
        return date.fromisoformat(str(value))


class Phone(Question[str], frozen=True, kw_only=True):
    """A phone number: typed, or by the platform's own button."""

    kind: ClassVar[str] = "phone"
    wants: ClassVar[Wants] = "phone"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        phone = read_phone(given.phone or given.text)
        if phone is None:
            return Refusal(_("电话好像不对，请再输一遍：手机11位，座机带区号，比如 027-82345678。"))
        return Accepted(phone, phone)

    def restore(self, value: Value) -> str:
        return value if isinstance(value, str) else ""


class Confirm(Question[bool], frozen=True, kw_only=True):
    """The review step. `facts` are what the person agrees to (ids, time, price; never a changing count)."""

    facts: tuple[str | int | None, ...]
    yes: Saying
    danger: bool = False
    kind: ClassVar[str] = "confirm"

    @property
    def mark(self) -> str:
        return "confirm|" + msgspec.json.encode((*self.about, *self.facts)).decode()

    def options(self, today: date) -> list[Option[Any]]:
        return [Option("yes", self.yes, True, "danger" if self.danger else "main")]

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        if given.choice == "yes" or given.text in ("好", "好的", "可以", "确认", "是", "对", "行", "ok", "yes"):
            return Accepted("yes", self.yes)
        return Refusal(_("确认的话，请点下面的按钮。"), foreign=True)

    def restore(self, value: Value) -> bool:
        return True


class Photo(Question[Attached | None], frozen=True, kw_only=True):
    """A photo."""

    kind: ClassVar[str] = "photo"
    wants: ClassVar[Wants] = "photo"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        for file in given.files:
            if file.kind == "photo":
                return Accepted([file.kind, file.ref, file.size], _("照片"))
        return Refusal(_("请拍一张照片发过来。"), foreign=True)

    def restore(self, value: Value) -> Attached | None:
        return (
            msgspec.convert(dict(zip(("kind", "ref", "size"), value, strict=True)), Attached)
            if isinstance(value, list)
            else None
        )


class Sent(Struct, frozen=True):
    """What somebody sent: words, the photos and voices that came along, a point on the map."""

    words: str = ""
    files: tuple[Attached, ...] = ()
    point: Place | None = None


class Photos(Question[T | Sent], frozen=True, kw_only=True):
    """Whatever somebody can send: all photos of a message with the words beside them, words or a voice alone, a point; or an option.

    Words beside a photo are cut at `longest`: a photo is never refused for its caption.
    """

    among: Sequence[Option[T]] = ()
    longest: int = 500
    kind: ClassVar[str] = "photos"
    wants: ClassVar[Wants] = "photo"

    def options(self, today: date) -> list[Option[Any]]:
        return list(self.among)

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        for option in self.among:
            if given.choice == option.id:
                return Accepted(option.id, option.label)
        if given.choice:
            return Refusal(_("这一项刚刚没有了，请在下面另选一个。"))
        words = " ".join(given.text.split())
        files = [[file.kind, file.ref, file.size] for file in given.files if file.kind in ("photo", "voice")]
        if len(words) > self.longest and not files:
            return Refusal(_("有点长了，请缩短到{most}个字以内。", most=self.longest))
        point = [round(given.place.latitude * 1e6), round(given.place.longitude * 1e6)] if given.place else None
        if not (words or files or point):
            return Refusal(_("请发照片、语音或文字，别的看不了。"), foreign=True)
        return Accepted([words[: self.longest], files, point], words or _("照片"))

    def restore(self, value: Value) -> T | Sent:
        if isinstance(value, list):
            words, files, point = value
            return Sent(
                words, tuple(Attached(*file) for file in files), Place(point[0] / 1e6, point[1] / 1e6) if point else None
            )
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
