"""Who may do what at the desk: each role, each page, each form. What one may not is as if it did not exist, and changes nothing.

The town is a lively one. An administrator opens everything; then everybody else asks for what was found, and sends what could be sent.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio

from desk.access import MATRIX, may
from desk.forms import Photo, TableFile, Upload
from desk.pages import Way
from desk.sections import WAYS
from services import staff
from tests.conversations.plain import Engine
from tests.conversations.world import World
from tests.desk import town
from tests.desk.busy import busy
from tests.desk.crawl import walk, way_of
from tests.desk.house import Browser, DeskHouse, opened, read
from tests.desk.kept import Belongings, Kept
from tests.handlers.desk import MONDAY

in_town = pytest.mark.asyncio(loop_scope="module")

ROLES = ("admin", "staff", "kitchen", "lead", "reader")
TABLE = """
                    admin   staff   kitchen lead    reader
own                 yes     yes     yes     yes     yes
today               yes     yes     yes     yes     yes
courses.see         yes     yes     -       -       yes
courses.people      yes     yes     -       -       -
courses.change      yes     yes     -       -       -
meals.see           yes     yes     yes     -       yes
meals.cook          yes     yes     yes     -       -
meals.people        yes     yes     -       -       -
cases.see           yes     yes     -       yes     yes
cases.change        yes     yes     -       yes     -
cases.office        yes     yes     -       -       -
people.see          yes     yes     -       -       -
people.change       yes     yes     -       -       -
people.erase        yes     -       -       -       -
volunteers.see      yes     yes     -       yes     yes
volunteers.change   yes     yes     -       yes     -
messages.see        yes     yes     -       -       -
messages.change     yes     yes     -       -       -
numbers.see         yes     yes     -       -       yes
rights.see          yes     -       -       -       -
rights.change       yes     -       -       -       -
"""
NOT_THERE = """
GET /cases/{case_id:int}/files/{file_id:int}
GET /cases/{case_id:int}/photos/{file_id:int}
GET /courses/{course_id:int}/draw
GET /courses/{course_id:int}/draw.xlsx
GET /meals/drops/{order_id:int}/photo
GET /messages/broadcasts/{broadcast_id:int}/stop
GET /messages/talk/{talk_id:int}/file/{line_id:int}
GET /messages/talk/{talk_id:int}/said
GET /messages/with/{person_id:int}/said
GET /people/register/{import_id:int}/ask
GET /people/register/{import_id:int}/undo
GET /people/{person_id:int}/withdraw/{purpose}
GET /volunteers/{team_id:int}/shifts/{shift_id:int}/hours/{person_id:int}
POST /cases/council/{meeting_id:int}/close
POST /cases/council/{meeting_id:int}/put
POST /cases/new/join
POST /cases/{case_id:int}/back
POST /cases/{case_id:int}/hide
POST /cases/{case_id:int}/merge
POST /cases/{case_id:int}/propose
POST /cases/{case_id:int}/reopen
POST /courses/{course_id:int}/draw
POST /courses/{course_id:int}/roll/{session_id:int}/child
POST /courses/{course_id:int}/roster/{enrolment_id:int}/accept
POST /meals/days/{day_id:int}/end
POST /meals/days/{day_id:int}/known
POST /meals/menu/publish
POST /meals/money/{person_id:int}/back
POST /meals/orders/{order_id:int}/change
POST /meals/routes/{route_id:int}/give
POST /meals/standing/{person_id:int}/resume
POST /messages/broadcasts/send
POST /messages/broadcasts/{broadcast_id:int}/call
POST /messages/broadcasts/{broadcast_id:int}/stop
POST /messages/on-duty
POST /messages/talk/{talk_id:int}/answer
POST /messages/talk/{talk_id:int}/take
POST /own/community
POST /people/register/{import_id:int}/choose
POST /people/register/{import_id:int}/undo
POST /people/{person_id:int}/household/confirm
POST /people/{person_id:int}/household/decline
POST /people/{person_id:int}/lift
POST /people/{person_id:int}/withdraw/{purpose}
POST /rights/grant
POST /volunteers/{team_id:int}/shifts/{shift_id:int}/hours/{person_id:int}
POST /volunteers/{team_id:int}/shifts/{shift_id:int}/off
POST /volunteers/{team_id:int}/shifts/{shift_id:int}/restore
POST /volunteers/{team_id:int}/wishes/{person_id:int}/accept
POST /volunteers/{team_id:int}/wishes/{person_id:int}/decline
"""
"""What the administrator of this town does not come across: there is no such thing that day, or a step stands before it."""
CHOICES = {"role": "staff", "purpose": "service", "name": "people", "kind": "hazard", "to": "2栋", "whom": "all"}
"""What stands in an address, or is chosen in a form, where it is no number of something."""
OF = {
    "course": "course", "session": "session", "enrolment": "enrolment", "day": "meal_day", "dish": "dish", "order": "meal_order",
    "route": "route", "payment": "payment", "case": "cases", "into": "cases", "file": "case_file", "meeting": "meeting", "call": "call",
    "import": "register_import", "person": "person", "parent": "person", "child": "person", "guardian": "person", "member": "person",
    "courier": "person", "one": "person", "other": "person", "who": "person", "lead": "person", "team": "team", "duty": "duty",
    "shift": "shift", "spot": "spot", "talk": "talk", "line": "talk_line", "broadcast": "broadcast", "desk_session": "desk_session",
}  # fmt: skip
"""Of which table a number in an address or a form is."""


@dataclass(frozen=True)
class Sent:
    """A form that can be sent: where to, and with what."""

    way: Way
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Place:
    """The town, and everything that there is to be opened and sent in it."""

    house: DeskHouse
    kept: Kept
    pages: list[tuple[Way, str]]
    forms: list[Sent]
    found: set[Way]
    named: list[str]
    """Names, numbers and words of whoever lives there."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    folder = tmp_path_factory.mktemp("town")
    async with Engine.open(await World.make(folder, MONDAY)) as engine, opened(engine) as house:
        await house.happens("周丹丹 works here")
        await house.happens("李荣珍 is known, born 1950-03-08")
        await town.lively(house)
        chief = await busy(house)
        await house.happens("王外人 works elsewhere")
        house.desk.asks.burst = house.desk.tries.of_address.burst = 0
        made = await looked_for(house, chief)
        made.kept = Kept(house, folder)
        yield made
        made.kept.close()


async def looked_for(house: DeskHouse, chief: Browser) -> Place:
    """Everything that an administrator finds; and what they do not, with the numbers of something that there is."""
    made = await walk(chief, each=3)
    pages, forms = dict[str, tuple[Way, str]](), dict[str, Sent]()
    for one in made.found:
        way = way_of("GET", one.path)
        assert way is not None and one.response.status_code == 200, one.path
        pages.setdefault(way.path, (way, one.path))
    for _page, form in (one for some in made.forms.values() for one in some):
        way = way_of("POST", form.action)
        assert way is not None, form.action
        forms.setdefault(way.path, Sent(way, form.action, form.values))
    found = {way for way, _path in pages.values()} | {form.way for form in forms.values()}
    for way in WAYS:
        if way.method == "GET" and way.path not in pages:
            pages[way.path] = (way, made_up(house, way.path))
        if way.method == "POST" and way.path not in forms:
            forms[way.path] = Sent(way, made_up(house, way.path), filled_in(house, way))
    people = house.rows("SELECT name, phone FROM person WHERE community_id = 1 AND name NOT IN ('', '吴主任')")
    named = sorted({word for row in people for word in row if word})
    return Place(house, None, [*pages.values()], [*forms.values()], found, named)  # type: ignore[arg-type]


def some(house: DeskHouse, name: str) -> int | None:
    """The number of something that there is, for this name in an address or in a form; None where it is no such name."""
    table = OF.get(name.removesuffix("_id"))
    if table is None:
        return None
    which = "name = '李荣珍'" if table == "person" else "id > 0"
    [(number,)] = house.rows(f"SELECT MAX(id) FROM {table} WHERE {which}")
    assert number, f"there is no {table} in this town"
    return int(number)


def made_up(house: DeskHouse, path: str) -> str:
    """An address of this kind, about things that there are and that belong together."""
    with closing(Belongings(house.world.path)) as belongings:
        values, known = dict[str, str](), dict[str, int]()
        for name in reversed(re.findall(r"\{(\w+)", path)):
            number = known.get(OF.get(name.removesuffix("_id"), "")) or some(house, name)
            values[name] = str(number) if number else CHOICES[name]
            if number:
                known = belongings.about(OF[name.removesuffix("_id")], number) | known
    return "/desk" + re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: values[name[1]], path)


def filled_in(house: DeskHouse, way: Way) -> dict[str, list[str]]:
    """A form as somebody would fill it in who makes it up, about what there is."""
    return {name: [value] for name, kind in get_type_hints(way.form).items() if (value := _value(house, name, kind))}


def _value(house: DeskHouse, name: str, kind: Any) -> str:
    kinds = [one for one in get_args(kind) if one is not type(None)] if get_origin(kind) is not None else [kind]
    if kinds[0] in (Upload, Photo, TableFile) or get_origin(kind) is dict:
        return ""
    if kinds[0] is int:
        return str(some(house, name) or 1)
    words = {"date": town.TUESDAY, "time": "10:00", "bool": "1", "Fen": "1"}
    return words.get(kinds[0].__name__, CHOICES.get(name, "写一句"))


async def token(who: Browser) -> str:
    """What every form of this browser's session carries."""
    return (await who.opens("/own")).form("/own/out").values["from"][0]


async def asks(who: Browser, path: str) -> httpx.Response:
    """The answer, as it comes."""
    return await who.client.get(path, follow_redirects=False)


async def sends(who: Browser, form: Sent, csrf: str) -> httpx.Response:
    """The answer to a form that somebody sends with the sign of their own session."""
    return await who.client.post(form.action, data={**form.values, "from": [csrf]}, follow_redirects=False)


async def in_role(house: DeskHouse, role: str) -> Browser:
    """Somebody in this role, and in no other."""
    return await (house.signed_in(await house.person("赵队长")) if role == "lead" else house.at_desk(role, f"{role}乙"))


async def elsewhere(house: DeskHouse, role: str) -> Browser:
    """Somebody in this role of another community."""
    [(community_id,)] = house.rows("SELECT id FROM community WHERE id <> 1")
    return await house.signed_in(await house.hired(f"外{role}", role, community_id), community_id)


def test_the_matrix_is_what_it_is_meant_to_be() -> None:
    [head, *lines] = [line.split() for line in TABLE.strip().splitlines()]
    assert tuple(head) == ROLES
    meant = {act: {role for role, word in zip(ROLES, words, strict=True) if word == "yes"} for act, *words in lines}
    assert {act: set(roles) for act, roles in MATRIX.items()} == meant


def test_who_may_change_something_may_see_it() -> None:
    for act, roles in MATRIX.items():
        see = f"{act.partition('.')[0]}.see"
        assert roles <= MATRIX.get(see, roles), act


def test_every_act_of_the_matrix_is_asked_for_by_some_page() -> None:
    asked = {way.may for way in WAYS}
    assert set(MATRIX) - asked == set()


@in_town
async def test_everything_is_found_by_its_links_but_what_this_town_has_not(place: Place) -> None:
    """Whatever is new is to be found in the town, or stands in the list; that is tried, too, with what is made up."""
    missed = {f"{way.method} {way.path}" for way in WAYS if way not in place.found}
    assert missed - set(NOT_THERE.strip().splitlines()) == set()
    assert len(place.pages) + len(place.forms) == len(WAYS)


@in_town
@pytest.mark.parametrize("role", ROLES[1:])
async def test_a_role_opens_what_it_may_and_nothing_else(place: Place, role: str) -> None:
    who = await in_role(place.house, role)
    place.kept.keep()
    for way, path in place.pages:
        answer = await asks(who, path)
        if not may(frozenset({role}), way.may):
            assert answer.status_code == 404, f"{role} {path}"
            assert not place.kept.changed, f"{role} {path} was refused, and something was written down"
        elif role == "lead" or way not in place.found:  # a lead sees their own team's
            assert answer.status_code in (200, 303, 404), f"{role} {path} {answer.status_code}"
        else:
            assert answer.status_code == 200, f"{role} {path} {answer.status_code}"
        if place.kept.changed:
            assert way.notes, f"{path} writes something down and does not say so"
            await place.kept.put_back()


@in_town
@pytest.mark.parametrize("role", ROLES[1:])
async def test_a_role_sends_nothing_that_it_may_not(place: Place, role: str) -> None:
    who = await in_role(place.house, role)
    csrf = await token(who)
    place.kept.keep()
    for form in place.forms:
        if not may(frozenset({role}), form.way.may):
            assert (await sends(who, form, csrf)).status_code == 404, f"{role} {form.action}"
            assert not place.kept.changed, f"{role} {form.action} was refused, and something was changed"


@in_town
async def test_whoever_is_nobody_here_gets_nothing(place: Place) -> None:
    house = place.house
    person_id = await house.hired("离职的", "staff")
    left = await house.signed_in(person_id)
    csrf = await token(left)
    await house.db.write(lambda: staff.revoke(1, "staff", person_id, None, house.world.now_ms))
    place.kept.keep()
    for _way, path in place.pages:
        for who in (left, house.browser()):
            assert (await asks(who, path)).status_code == 401, path
    for form in place.forms:
        assert (await sends(left, form, csrf)).status_code == 401, form.action
    assert not place.kept.changed


@in_town
async def test_a_resident_has_no_way_to_the_desk(place: Place) -> None:
    resident = await place.house.person("李荣珍")
    with pytest.raises(AssertionError):
        await place.house.link(resident)


@in_town
@pytest.mark.parametrize("role", ["admin", "staff"])
async def test_who_works_elsewhere_sees_nothing_of_this_place(place: Place, role: str) -> None:
    who = await elsewhere(place.house, role)
    place.kept.keep()
    for way, path in place.pages:
        answer = await asks(who, path)
        about_something = "{" in way.path and not way.path.startswith("/numbers")
        allowed = (404,) if about_something or not may(frozenset({role}), way.may) else (200, 303, 404)
        assert answer.status_code in allowed, f"{path} {answer.status_code}"
        if answer.headers.get("content-type", "").startswith("text/html") and answer.status_code == 200:
            shown = read(path, answer).text
            assert [word for word in place.named if word in shown] == [], path
        await nothing_of_here(place, path)


@in_town
@pytest.mark.parametrize("role", ["admin", "staff"])
async def test_who_works_elsewhere_changes_nothing_of_this_place(place: Place, role: str) -> None:
    who = await elsewhere(place.house, role)
    csrf = await token(who)
    place.kept.keep()
    for form in place.forms:
        answer = await sends(who, form, csrf)
        about_something = "{" in form.way.path
        allowed = (404,) if about_something or not may(frozenset({role}), form.way.may) else (200, 303, 404, 422)
        assert answer.status_code in allowed, f"{form.action} {answer.status_code}"
        await nothing_of_here(place, form.action)
        if answer.status_code == 303 and urlsplit(answer.headers["location"]).path == "/desk/own":
            who = await elsewhere(place.house, role)  # it was signed out
            csrf = await token(who)
            place.kept.keep()


async def nothing_of_here(place: Place, path: str) -> None:
    """What was written down since is about another community; it is put back."""
    if not place.kept.changed:
        return
    with closing(Belongings(place.house.world.path)) as belongings:
        touched = [(table, row) for table, row in place.kept.touched() if 1 in belongings.of(table, row)]
    assert touched == [], path
    await place.kept.put_back()
