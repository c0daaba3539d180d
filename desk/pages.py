"""What a page of the desk is made of.

A page is a coroutine of queries, as everything else in this house: it runs on one snapshot of the database and returns what to
show. A form is sent to another such coroutine, which runs in one transaction: what it changes, what people are told of it and the
answer to the form are on disk together, and the same form sent twice is done once.

    pages = Pages()


    @pages.get("/courses/{course_id:int}", may="courses.see")
    async def course(visit: Visit) -> Shown:
        found = await courses.get(visit.number("course_id"))
        if found is None:
            raise NotHere
        return visit.show("courses/course.html", course=found)


    @pages.post("/courses/{course_id:int}/cancel", may="courses.change", form=Cancel, again=course)
    async def cancel(visit: Visit, form: Cancel) -> Done:
        ...
        return Done("/courses/12", _("已取消，{n}人会收到通知。", n=3))
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from desk import access
from desk.downloads import Download
from desk.forms import Wrong
from language.catalogue import Voice
from language.text import Saying
from services.signin import Worker
from storage.sql import Query

F = TypeVar("F", bound=msgspec.Struct)


class NotHere(Exception):
    """There is no such thing, or not for this person: which of the two, nobody learns."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: a template and its values."""

    template: str
    values: Mapping[str, Any]


class Done(msgspec.Struct, frozen=True):
    """A form was done: where to go now (a path of the desk, "/courses/12"), and what to say there."""

    path: str
    said: Saying = ""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file that is kept: its blob, and its name where it is to be saved rather than shown."""

    blob: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is drawn for whoever looks (SVG). `draw` runs beside the loop and away from the database."""

    draw: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Paper:
    """A small file to save that was made for this answer, with its whole name."""

    name: Saying
    content: bytes


Answer: TypeAlias = Shown | Done | Download | Blob | Picture | Paper


@dataclass(frozen=True)
class Visit:
    """Who looks, at what, and when.

    `morning_ms` is when people are spoken to again unasked; 0 by day. `links` gives the addresses, by channel, that open a thing of the
    house on a phone ("spot_CODE"): what stands in QR codes.
    `typed` and `wrong` are what a form held that was not right, and a sentence for each of its fields. `by_itself`: nobody opens the page,
    it is open and asks for itself again.
    """

    worker: Worker
    now_ms: int
    zone: ZoneInfo
    voice: Voice
    path: str
    params: Mapping[str, Any]
    query: Mapping[str, str]
    morning_ms: int
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wrong: Mapping[str, Saying] = field(default_factory=dict)
    links: Callable[[str], Mapping[str, str]] = lambda _start: {}
    by_itself: bool = False

    @property
    def by(self) -> int:
        """The id of whoever looks: what services ask for."""
        return self.worker.person_id

    @property
    def community_id(self) -> int:
        """The community that the desk is about."""
        return self.worker.community_id

    def may(self, act: str) -> bool:
        """Whether whoever looks may do this (`desk.access`)."""
        return access.may(self.worker.roles, act)

    def number(self, name: str, otherwise: int = 0) -> int:
        """A number of the address: of its path, else of its query, else of what was typed; `otherwise` where it is none."""
        typed = next(iter(self.typed.get(name, ())), "")
        text = str(self.params.get(name, self.query.get(name, typed)))
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else otherwise

    def show(self, template: str, /, **values: Any) -> Shown:
        """Show this template with these values."""
        return Shown(template, values)


Page: TypeAlias = Callable[[Visit], Coroutine[Query, Any, Answer]]
Send: TypeAlias = Callable[[Visit, F], Coroutine[Query, Any, Done | Shown]]


class NoFields(msgspec.Struct, frozen=True):
    """A form that is nothing but its button."""


@dataclass(frozen=True, slots=True)
class Way:
    """One address of the desk: how it is asked for, what one must be allowed, and who answers."""

    method: Literal["GET", "POST"]
    path: str
    may: str
    page: Any
    form: type[msgspec.Struct] = NoFields
    again: Page | None = None
    notes: bool = False


class Pages:
    """The addresses of one section."""

    def __init__(self) -> None:
        self.ways: list[Way] = []

    def get(self, path: str, *, may: str, notes: bool = False) -> Callable[[Page], Page]:
        """A page. It only reads, unless it `notes` that somebody looked."""
        assert may in access.MATRIX, may

        def add(page: Page) -> Page:
            self.ways.append(Way("GET", path, may, page, notes=notes))
            return page

        return add

    def post(
        self,
        path: str,
        *,
        may: str,
        form: type[F] = NoFields,  # type: ignore[assignment]
        again: Page | None = None,
    ) -> Callable[[Send[F]], Send[F]]:
        """Where a form is sent. What is not right is said on the page `again`, with what was typed, and nothing is changed."""
        assert may in access.MATRIX, may

        def add(send: Send[F]) -> Send[F]:
            self.ways.append(Way("POST", path, may, send, form, again))
            return send

        return add


__all__ = [
    "Answer",
    "Blob",
    "Done",
    "NoFields",
    "NotHere",
    "Page",
    "Pages",
    "Paper",
    "Picture",
    "Shown",
    "Visit",
    "Way",
    "Wrong",
]
