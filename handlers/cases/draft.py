"""What is known so far of a case that somebody is about to bring up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from conversation.sending import Sent
from language.message import Attached
from language.text import Saying, _, lines
from services.cases import clock, danger, kinds, places, reading
from services.cases.kinds import Category, Kind, Severity
from services.cases.places import Where
from services.cases.reports import Report
from storage.cases import Case
from storage.people import Person
from storage.spots import Spot

LONGEST = 1000


@dataclass
class Draft:
    """`whose` it will be. `by_phone`: staff enter it for a resident who calls; `nameless` where they gave no name.

    `severity` None means what the category says, but not that it is a danger where it was only guessed (`guessed`) from words such as
    "the gas meter". `rejected` are the cases of which the person said that they are another thing.
    """

    kind: Kind
    whose: Person
    spots: Sequence[Spot] = ()
    words: str = ""
    files: tuple[Attached, ...] = ()
    category: Category | None = None
    guessed: bool = False
    severity: Severity | None = None
    where: Where | None = None
    details: list[tuple[str, str]] = field(default_factory=list)
    by_phone: bool = False
    nameless: bool = False
    rejected: set[int] = field(default_factory=set)

    def hear(self, sent: Sent) -> None:
        """Keep what was sent; what the words say of category and place need not be asked."""
        if sent.words:
            self.words = f"{self.words}。{sent.words}"[:LONGEST] if self.words else sent.words
            if self.category is None:
                self.category = reading.category(self.kind, sent.words)
                self.guessed = self.category is not None
            self.where = self.where or places.within(sent.words, self.spots)
        if sent.point is not None and self.where is None:
            self.where = places.of_point(sent.point, self.spots)
        self.files += sent.files

    @property
    def community_id(self) -> int:
        """Where it is."""
        assert self.whose.community_id is not None
        return self.whose.community_id

    @property
    def spoken(self) -> bool:
        """Whether it is told in words, written or spoken."""
        return bool(self.words) or any(file.kind == "voice" for file in self.files)

    @property
    def level(self) -> Severity | None:
        """How bad it is: as was said, or as its category usually is; None where that is to be asked."""
        usual = self.kind.severity(self.category.severity) if self.category else None
        unsure = self.guessed and usual is not None and usual.danger and "severity" in self.kind.asks
        return self.severity or (None if unsure else usual)

    @property
    def dangerous(self) -> bool:
        """Whether it is a danger to life."""
        return (self.level is not None and self.level.danger) or danger.read(self.words) is not None

    @property
    def facts(self) -> tuple[str, ...]:
        """What the review shows, so that a tap on it agrees to nothing else."""
        place = (self.where.words, self.where.key) if self.where else ("", "")
        level = self.level.id if self.level else ""
        said = f"{len(self.words)}:{len(self.files)}:{len(self.details)}"
        return (f"person:{self.whose.id}", self.category.id if self.category else "", level, *place, said)

    def report(self, *, anonymous: bool = False, shift_id: int | None = None) -> Report:
        """As it is handed in."""
        return Report(
            self.kind.id, self.words, self.category.id if self.category else "", self.severity.id if self.severity else "",
            self.where or Where(), tuple(self.details), anonymous, self.files, shift_id,
        )  # fmt: skip

    def sent(self) -> Saying | None:
        """How many photos and voices there are; None without any."""
        photos = sum(file.kind == "photo" for file in self.files)
        voices = len(self.files) - photos
        if photos and voices:
            return _("照片{n}张，语音{m}段", n=photos, m=voices)
        if photos or voices:
            return _("照片{n}张", n=photos) if photos else _("语音{n}段", n=voices)
        return None

    def sheet(self) -> Saying:
        """Everything that will be handed in, line by line."""
        place: Saying | None = None
        if self.where:
            place = self.where.words or _("地图上的位置")
        level = self.level
        hours = clock.hours(self.kind, level.id if level else "")
        return lines(
            _("替{who}报", who=self.whose.name or _("一位居民")) if self.by_phone else None,
            _("种类：{what}", what=kinds.shown(self.category.name)) if self.category else None,
            _("地方：{place}", place=place) if place else None,
            _("说明：{words}", words=self.words) if self.words else None,
            *(_("{label}：{said}", label=label, said=said) for label, said in self.details),
            self.sent(),
            _("急不急：{level}，{hours}", level=kinds.shown(level.name), hours=span(hours)) if level else None,
        )


def span(hours: float) -> Saying:
    """Within how long it must be seen to."""
    if hours <= 1:
        return _("一小时内")
    if hours == 24:
        return _("一天内")
    hours = round(hours)
    return _("{n}天内", n=hours // 24) if hours >= 24 and hours % 24 == 0 else _("{n}小时内", n=hours)


def called(case: Case, kind: Kind, headline: Saying) -> Saying:
    """A case as somebody may join it."""
    return _("就是这个：{what}（第{n}号）", what=headline, n=case.id)
