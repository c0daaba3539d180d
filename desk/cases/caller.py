"""A case for somebody who calls: who they are, what it is, what is the same already, and it is reported."""

from __future__ import annotations

from datetime import date

import msgspec

from desk.cases.acting import LONGEST, sent
from desk.forms import Photo
from desk.pages import Done, NotHere, Pages, Shown, Visit, Wrong
from language.text import Text, _, lines
from services import office, people
from services.cases import clock, danger, following, kinds, naming, places, reading, refusing, reports, seeing, similar
from services.cases.files import HERE
from services.cases.kinds import Category, Extra, Kind
from services.cases.outcomes import Opened, Refused
from services.cases.places import Where
from services.cases.reports import NAMELESS, Report
from storage.cases import Case
from storage.people import Person
from storage.spots import Spot

pages = Pages()

NONE = "none"
"""In place of a resident: somebody who gave no name."""
MOST_FOUND = 20


class Answer(msgspec.Struct, frozen=True):
    """What somebody answers to one of the kind's own questions."""

    said: str = ""


class NewCase(msgspec.Struct, frozen=True):
    """What the caller says. `answers` are those to the kind's own questions, from 1; `sure`: it is none of those that look the same."""

    words: str = ""
    category: str = ""
    severity: str = ""
    place: str = ""
    spot: int = 0
    home: bool = False
    anonymous: bool = False
    photos: list[Photo] = []
    sure: bool = False
    answers: dict[int, Answer] = {}


class Join(msgspec.Struct, frozen=True):
    """Which case it is, and what the caller said."""

    case: int
    words: str = ""


@pages.get("/cases/new", may="cases.office")
async def new(visit: Visit) -> Shown:
    """First who calls, then what it is."""
    words, who = visit.query.get("q", "").strip(), visit.query.get("who", "")
    named = await kinds.of(visit.community_id)
    kind = _kind(visit, named)
    if not who:
        found = await office.find(visit.community_id, words, visit.by) if words else []
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
        questions=[(_named(n), extra, [(one, one) for one in extra.options]) for n, extra in enumerate(kind.questions, 1)],
        spots=[(spot.id, spot.name) for spot in known], home=places.of_home(caller) if caller is not None else Where(),
        alike=[(case, naming.headline(case, kind)) for case in alike], span=clock.span,
    )  # fmt: skip


@pages.post("/cases/new", may="cases.office", form=NewCase, again=new)
async def report(visit: Visit, form: NewCase) -> Done:
    """Report it as theirs, or as the words of somebody without a name. They hear so."""
    kind = _kind(visit, await kinds.of(visit.community_id))
    caller, known = await _caller(visit), await places.spots_of(visit.community_id)
    where = _where(form, caller, known)
    category = _category(kind, form)
    wrong = _unfit(kind, form, category, where)
    details, unfit = _answers(kind, form)
    report = Report(
        kind.id, form.words, category.id if category else "", form.severity if kind.severity(form.severity) else "", where,
        (*([NAMELESS] if caller is None else []), *details), form.anonymous, tuple(sent(form.photos)),
    )  # fmt: skip
    dangerous = "severity" not in wrong and reports.dangerous(report, kind)
    if not dangerous:  # danger waits for nothing
        if wrong or unfit:
            raise Wrong(**wrong, **unfit)
        if not form.sure and await _alike(visit, kind, form, known, caller):
            raise Wrong(sure=_("邻居报过差不多的，请看一下上面是不是同一件；都不是，就勾上再报。"))
    whose, at_work = (caller.id, None) if caller is not None else (visit.by, visit.community_id)
    outcome = await reports.open_case(report, whose, visit.by, 0, HERE, visit.now_ms, at_work=at_work)
    if isinstance(outcome, Refused):
        raise Wrong(refusing.OPEN.get(outcome.why, refusing.OPEN["nothing said"]))
    if not dangerous:
        return Done(f"/cases/{outcome.case_id}", _("报上了，第{n}号。", n=outcome.case_id))
    return _in_danger(outcome, report, category, unplaced="place" in kind.asks and not (where.words or where.key))


def _in_danger(outcome: Opened, report: Report, category: Category | None, *, unplaced: bool) -> Done:
    """First what the caller is to do, then whom nobody could tell, then where it is."""
    told = _("同事们马上收到。") if outcome.told else _("现在没有一位同事收得到消息，请马上打电话叫人！")
    first = danger.first_words(report.words, category)
    said = _("有危险！请先跟对方说：{first}", first=first)
    opened = _("报上了，第{n}号。", n=outcome.case_id)
    where = _("问清在哪里，写在下面，也马上告诉大家。") if unplaced else None
    return Done(f"/cases/{outcome.case_id}{'/sort' if unplaced else ''}", lines(said, opened, told, where))


@pages.post("/cases/new/join", may="cases.office", form=Join, again=new)
async def join(visit: Visit, form: Join) -> Done:
    """It is reported already: the caller follows that one, and what they said is added to it."""
    caller = await _caller(visit)
    found = await seeing.look(form.case, visit.by, visit.now_ms)
    if found is None or found.case.community_id != visit.community_id:
        raise NotHere
    case_id, said = form.case, _("是这一件。没有留姓名，没有替谁加入。")
    if caller is not None:
        outcome = await following.join_for(form.case, caller.id, visit.by, visit.now_ms)
        if isinstance(outcome, Refused):
            raise Wrong(refusing.OPEN.get(outcome.why, refusing.OPEN["closed"]))
        case_id, said = outcome.case_id, _("加上了，有进展会告诉{who}。", who=caller.name or _("这位居民"))
    if form.words:
        await following.add(case_id, form.words, (), visit.by, 0, HERE, visit.now_ms)
    return Done(f"/cases/{case_id}", said)


def _kind(visit: Visit, named: list[Kind]) -> Kind:
    return next((one for one in named if one.id == visit.query.get("kind", "")), named[0])


def _form(given: dict[str, str]) -> NewCase:
    spot = given.get("spot", "")
    return NewCase(
        words=given.get("words", ""), category=given.get("category", ""), place=given.get("place", ""),
        spot=int(spot) if spot.isascii() and spot.isdecimal() and len(spot) < 16 else 0, home=bool(given.get("home")),
    )  # fmt: skip


async def _caller(visit: Visit) -> Person | None:
    """The resident who calls; None where they gave no name. Raises NotHere for somebody who does not live here."""
    who = visit.query.get("who", "")
    if who == NONE:
        return None
    person = await office.person(visit.number("who"), visit.by)
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


def _category(kind: Kind, form: NewCase) -> Category | None:
    """What it is about, as was chosen, or as the words say."""
    return kind.category(form.category) or reading.category(kind, form.words)


def _unfit(kind: Kind, form: NewCase, category: Category | None, where: Where) -> dict[str, Text]:
    """What must be said and is not, or is too long. Of "the gas meter" nobody knows by the words alone whether it is a danger."""
    wrong: dict[str, Text] = {}
    if "words" in kind.must and not form.words:
        wrong["words"] = _("请写一句是什么事。")
    if "category" in kind.must and category is None:
        wrong["category"] = _("请选一类。")
    if "place" in kind.must and not (where.words or where.key):
        wrong["place"] = _("请写在哪里。")
    if len(form.place) > places.LONGEST:
        wrong["place"] = _("有点长了，请缩短到{most}个字以内。", most=places.LONGEST)
    usual = kind.severity(category.severity) if category is not None and not form.category else None
    if usual is not None and usual.danger and not form.severity and danger.read(form.words) is None:
        wrong["severity"] = _("请问一下：有没有危险？没有危险也请选一个。")
    return wrong


async def _alike(visit: Visit, kind: Kind, form: NewCase, known: list[Spot], caller: Person | None) -> list[Case]:
    """What is open and may be the same, where neighbours may join it."""
    if kind.public == "no":
        return []
    category, where = _category(kind, form), _where(form, caller, known)
    found = await similar.find(visit.community_id, kind.id, form.words, category.id if category else "", where.key)
    return await similar.seen_of([one.case for one in found], visit.by)


def _answers(kind: Kind, form: NewCase) -> tuple[list[tuple[str, str]], dict[str, Text]]:
    """What was answered to the kind's own questions, and what of it is not right."""
    answers, wrong = list[tuple[str, str]](), dict[str, Text]()
    for n, extra in enumerate(kind.questions, 1):
        given = form.answers.get(n, Answer()).said
        if not given and extra.must:
            wrong[_named(n)] = _("这里要填一下。")
        elif given:
            said = _answer(extra, given)
            if isinstance(said, str):
                answers.append((extra.label, said))
            else:
                wrong[_named(n)] = said
    return answers, wrong


def _named(n: int) -> str:
    """The field for the answer to the n-th question."""
    return f"answers.{n}.said"


def _answer(extra: Extra, given: str) -> str | Text:
    match extra.answer:
        case "choose":
            return given if given in extra.options else _("请选一个。")
        case "date":
            try:
                day = date.fromisoformat(given)
            except ValueError:
                return _("请写日期，例如 2026-12-01。")
            return f"{day.year}年{day.month}月{day.day}日"
        case "number":
            return given if given.isdecimal() and len(given) < 16 else _("请写一个整数，例如 20。")
        case "phone":
            phone = people.plain_phone(given)
            return phone if isinstance(phone, str) else _("这个号码不对，请再看一下。")
        case _:
            return given if len(given) <= LONGEST else _("有点长了，请缩短到{most}个字以内。", most=LONGEST)
