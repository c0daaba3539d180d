"""A case for somebody who calls: who they are, what it is, what is the same already, and it is reported."""

from __future__ import annotations

import msgspec

from desk.cases.acting import sent
from desk.forms import Photo
from desk.pages import Done, NotHere, Pages, Shown, Visit, Wrong
from language.text import Text, _
from services import desk, people
from services.cases import clock, following, kinds, naming, places, reading, refusing, reports, similar
from services.cases.files import HERE
from services.cases.kinds import Extra, Kind
from services.cases.outcomes import Refused
from services.cases.places import Where
from services.cases.reports import NAMELESS, Report
from storage.cases import Case
from storage.people import Person
from storage.spots import Spot

pages = Pages()

NONE = "none"
"""In place of a resident: somebody who gave no name."""
MOST_FOUND = 20


class NewCase(msgspec.Struct, frozen=True):
    """What the caller says. `a1` to `a8` answer the kind's own questions; `sure`: it is none of those that look the same."""

    words: str = ""
    category: str = ""
    severity: str = ""
    place: str = ""
    spot: int = 0
    home: bool = False
    anonymous: bool = False
    photos: list[Photo] = []
    sure: bool = False
    a1: str = ""
    a2: str = ""
    a3: str = ""
    a4: str = ""
    a5: str = ""
    a6: str = ""
    a7: str = ""
    a8: str = ""


class Join(msgspec.Struct, frozen=True):
    """Which case it is."""

    case: int


@pages.get("/cases/new", may="cases.office")
async def new(visit: Visit) -> Shown:
    """First who calls, then what it is."""
    words, who = visit.query.get("q", "").strip(), visit.query.get("who", "")
    named = await kinds.of(visit.community_id)
    kind = _kind(visit, named)
    if not who:
        found = await desk.find(visit.community_id, words, visit.by) if words else []
        return visit.show("cases/who.html", q=words, found=found[:MOST_FOUND], more=len(found) > MOST_FOUND, kind=kind)
    caller = await _caller(visit)
    known = await places.spots_of(visit.community_id)
    given = {name: values[0] for name, values in visit.typed.items() if values}
    alike = await _alike(visit, kind, _form(given), known, caller) if visit.typed else []
    return visit.show(
        "cases/new.html", who=who, person=caller, kind=kind, shown=kinds.shown,
        kinds=[(one.id, kinds.shown(one.name)) for one in named],
        categories=[(one.id, kinds.shown(one.name)) for one in kind.categories],
        severities=[(one.id, kinds.shown(one.name)) for one in kind.severities],
        questions=[(f"a{n}", extra) for n, extra in enumerate(kind.questions[:8], 1)],
        options={f"a{n}": [(one, one) for one in extra.options] for n, extra in enumerate(kind.questions[:8], 1)},
        spots=[(spot.id, spot.name) for spot in known], home=places.of_home(caller) if caller is not None else Where(),
        alike=[(case, naming.headline(case, kind)) for case in alike], span=clock.span,
    )  # fmt: skip


@pages.post("/cases/new", may="cases.office", form=NewCase, again=new)
async def report(visit: Visit, form: NewCase) -> Done:
    """Report it as theirs, or as the words of somebody without a name. They hear so."""
    kind = _kind(visit, await kinds.of(visit.community_id))
    caller, known = await _caller(visit), await places.spots_of(visit.community_id)
    where = _where(form, caller, known)
    category = kind.category(form.category) or reading.category(kind, form.words)
    wrong: dict[str, Text] = {}
    if "words" in kind.must and not form.words:
        wrong["words"] = _("请写一句是什么事。")
    if "category" in kind.must and category is None:
        wrong["category"] = _("请选一类。")
    if "place" in kind.must and not (where.words or where.key):
        wrong["place"] = _("请写在哪里。")
    details, unfit = _answers(kind, form)
    if wrong or unfit:
        raise Wrong(**wrong, **unfit)
    if not form.sure and await _alike(visit, kind, form, known, caller):
        raise Wrong(sure=_("邻居报过差不多的，请看一下上面是不是同一件；都不是，就勾上再报。"))
    report = Report(
        kind.id, form.words, category.id if category else "", form.severity if kind.severity(form.severity) else "", where,
        (*([NAMELESS] if caller is None else []), *details), form.anonymous, tuple(sent(form.photos)),
    )  # fmt: skip
    whose = caller.id if caller is not None else visit.by
    outcome = await reports.open_case(report, whose, visit.by, 0, HERE, visit.now_ms)
    if isinstance(outcome, Refused):
        raise Wrong(refusing.OPEN.get(outcome.why, refusing.OPEN["nothing said"]))
    if outcome.danger:
        return Done(
            f"/cases/{outcome.case_id}", _("报上了，第{n}号。有危险：请先让对方打 119、120 或 110！", n=outcome.case_id)
        )
    return Done(f"/cases/{outcome.case_id}", _("报上了，第{n}号。", n=outcome.case_id))


@pages.post("/cases/new/join", may="cases.office", form=Join, again=new)
async def join(visit: Visit, form: Join) -> Done:
    """It is reported already: the caller follows that one."""
    caller = await _caller(visit)
    if caller is None:
        return Done(f"/cases/{form.case}", _("是这一件。没有留姓名，没有替谁加入。"))
    outcome = await following.join_for(form.case, caller.id, visit.by, visit.now_ms)
    if isinstance(outcome, Refused):
        raise Wrong(refusing.OPEN.get(outcome.why, refusing.OPEN["closed"]))
    return Done(f"/cases/{outcome.case_id}", _("加上了，有进展会告诉{who}。", who=caller.name or _("这位居民")))


def _kind(visit: Visit, named: list[Kind]) -> Kind:
    return next((one for one in named if one.id == visit.query.get("kind", "")), named[0])


def _form(given: dict[str, str]) -> NewCase:
    return NewCase(
        words=given.get("words", ""), category=given.get("category", ""), place=given.get("place", ""),
        spot=int(given["spot"]) if given.get("spot", "").isdecimal() else 0, home=bool(given.get("home")),
    )  # fmt: skip


async def _caller(visit: Visit) -> Person | None:
    """The resident who calls; None where they gave no name. Raises NotHere for somebody who does not live here."""
    who = visit.query.get("who", "")
    if who == NONE:
        return None
    person = await desk.person(visit.number("who"), visit.by)
    if person is None or person.community_id != visit.community_id:
        raise NotHere
    return person


def _where(form: NewCase, caller: Person | None, known: list[Spot]) -> Where:
    spot = next((spot for spot in known if spot.id == form.spot), None)
    if spot is not None:
        return places.of_spot(spot.id, spot.name)
    if form.place:
        return places.said(form.place, None, known)
    if form.home and caller is not None:
        return places.of_home(caller)
    return places.within(form.words, known) or Where()


async def _alike(visit: Visit, kind: Kind, form: NewCase, known: list[Spot], caller: Person | None) -> list[Case]:
    """What is open and may be the same, where neighbours may join it."""
    if kind.public == "no":
        return []
    category = kind.category(form.category) or reading.category(kind, form.words)
    where = _where(form, caller, known)
    found = await similar.find(visit.community_id, kind.id, form.words, category.id if category else "", where.key)
    return await similar.seen_of([one.case for one in found], visit.by)


def _answers(kind: Kind, form: NewCase) -> tuple[list[tuple[str, str]], dict[str, Text]]:
    """What was answered to the kind's own questions, and what of it is not right."""
    answers, wrong = list[tuple[str, str]](), dict[str, Text]()
    for n, extra in enumerate(kind.questions[:8], 1):
        given = str(getattr(form, f"a{n}")).strip()
        if not given and extra.must:
            wrong[f"a{n}"] = _("这里要填一下。")
        elif given:
            said = _answer(extra, given)
            if isinstance(said, str):
                answers.append((extra.label, said))
            else:
                wrong[f"a{n}"] = said
    return answers, wrong


def _answer(extra: Extra, given: str) -> str | Text:
    match extra.answer:
        case "choose":
            return given if given in extra.options else _("请选一个。")
        case "date":
            year, _dash, rest = given.partition("-")
            month, _dash, day = rest.partition("-")
            whole = all(part.isdecimal() for part in (year, month, day))
            return f"{int(year)}年{int(month)}月{int(day)}日" if whole else _("请写日期，例如 2026-12-01。")
        case "number":
            return given if given.isdecimal() else _("请写一个整数，例如 20。")
        case "phone":
            phone = people.plain_phone(given)
            return phone if isinstance(phone, str) else _("这个号码不对，请再看一下。")
        case _:
            return given[: people.NAME_LENGTH * 10]
