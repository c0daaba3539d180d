"""The rows of a register: what each would do or did, and those on which somebody has to decide."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from desk.pages import Done, NotHere, Pages, Shown, Visit
from desk.people.register import KINDS, OUTCOMES, asked
from language.text import Saying, _
from services.people import address_of, get
from services.register import importing, matching
from services.register.reading import Given
from storage import register
from storage.people import Person
from storage.register import Row

pages = Pages()

MOST, MOST_ASKED = 50, 20
FIELDS: dict[str, Saying] = {"phone": _("电话"), "home": _("住址"), "born": _("出生日期")}


class Choices(msgspec.Struct, frozen=True):
    """What shall become of rows: "12 new", "13 fill:7"."""

    choice: list[str] = []


@dataclass(frozen=True, slots=True)
class Line:
    """A row in a list. `fields` are what it adds."""

    row: Row
    given: Given
    said: Saying
    person: Person | None
    fields: list[Saying]


@dataclass(frozen=True, slots=True)
class Meant:
    """Somebody whom a row may mean, and where the two differ."""

    person: Person
    home: str
    differs: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A row on which somebody has to decide; `sure` where only the fields are in doubt."""

    row: Row
    given: Given
    home: str
    people: list[Meant]
    options: list[tuple[str, Saying]]
    sure: bool


@pages.get("/people/register/{import_id:int}/rows", may="people.change")
async def rows(visit: Visit) -> Shown:
    """The rows of a kind, or of which the same became; numbers and doors are covered."""
    found, skip = await asked(visit), visit.number("skip")
    what, became = visit.query.get("what", ""), visit.query.get("became", "")
    if what not in KINDS and became not in OUTCOMES:
        raise NotHere
    if what in KINDS:
        listed, title = await register.of_kind(found.id, what, MOST + 1, skip), KINDS[what]
    else:
        listed, title = await register.of_outcome(found.id, became, MOST + 1, skip), OUTCOMES[became]
    lines = [await _line(row) for row in listed[:MOST]]
    base = f"/desk/people/register/{found.id}/rows?" + (f"what={what}&" if what in KINDS else f"became={became}&")
    return visit.show(
        "people/register_rows.html", one=found, title=title, lines=lines, skip=skip, most=MOST, more=len(listed) > MOST, base=base
    )  # fmt: skip


async def _line(row: Row) -> Line:
    given = importing.given(row)
    person = await get(row.person_id) if row.person_id is not None else None
    adds = (
        [FIELDS[field] for field in matching.adds(person, given)]
        if person is not None and row.what == "change" and not row.outcome
        else []
    )
    return Line(row, given, importing.said(row.said), person, adds)


@pages.get("/people/register/{import_id:int}/ask", may="people.change", notes=True)
async def ask(visit: Visit) -> Shown:
    """The rows on which somebody has to decide, uncovered, beside whom they may mean. That somebody looked is written down."""
    await importing.look((await asked(visit)).id, visit.by, visit.now_ms)
    return await again(visit)


async def again(visit: Visit) -> Shown:
    """The same once more."""
    found, skip = await asked(visit), visit.number("skip")
    listed = await register.of_kind(found.id, "ask", MOST_ASKED + 1, skip)
    return visit.show(
        "people/register_ask.html", one=found, lines=[await _asked(found.community_id, row) for row in listed[:MOST_ASKED]],
        skip=skip, most=MOST_ASKED, more=len(listed) > MOST_ASKED, fields=FIELDS,
    )  # fmt: skip


async def _asked(community_id: int, row: Row) -> Asked:
    given = importing.given(row)
    meant = await matching.match(community_id, given)
    people = [
        Meant(one, address_of(one), [field for field in FIELDS if matching.contradicts(one, given, field)])
        for one in meant.people
    ]
    sure = meant.choice.startswith("fill")
    options: list[tuple[str, Saying]] = []
    for one in people:
        who = "" if sure else _("是{who}（{n}号）：", who=one.person.name or _("没有姓名的"), n=one.person.id)
        options.append((f"{row.n} fill:{one.person.id}", _("{who}只补空着的", who=who)))
        if one.differs:
            options.append((f"{row.n} file:{one.person.id}", _("{who}都按名册改", who=who)))
    if not sure:
        options.append((f"{row.n} new", _("是另一个人，新登记")))
    options.append((f"{row.n} skip", _("这一行先不管")))
    return Asked(row, given, matching.told(given, "home"), people, options, sure)


@pages.post("/people/register/{import_id:int}/choose", may="people.change", form=Choices, again=again)
async def choose(visit: Visit, form: Choices) -> Done:
    """Keep what was decided."""
    found = await asked(visit)
    kept = 0
    for one in form.choice[: 2 * MOST_ASKED]:
        n, _space, choice = one.partition(" ")
        kept += n.isascii() and n.isdecimal() and len(n) < 9 and await importing.choose(found.id, int(n), choice, visit.by)
    skip = visit.number("skip")
    return Done(f"/people/register/{found.id}" + (f"/ask?skip={skip}" if skip else ""), _("记下了{n}行。", n=kept))
