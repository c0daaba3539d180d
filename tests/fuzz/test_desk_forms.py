"""Whatever is sent with a form of the desk: never an error of ours, and what is refused changes nothing.

The forms are those that somebody finds who opens every page of a lively town. Each thing sent meets the same town: what came of the one
before is taken back.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.access import may
from tests.conversations.plain import Engine
from tests.conversations.world import World
from tests.desk import town
from tests.desk.busy import busy
from tests.desk.crawl import walk, way_of
from tests.desk.house import Browser, DeskHouse, Form, opened
from tests.desk.kept import Kept
from tests.handlers.desk import MONDAY

OTHERS = ("staff", "kitchen", "reader")
REFUSED = range(400, 500)
ANSWERED = (200, 303)
NASTY = [
    "", " ", "0", "-1", "1", "999999999999", "10" * 12, "1e9", "²", "٣", "１２", "NaN", "inf", "-0.005", "8.5", "8.505", "8元", "1_000",
    "2026-12-01", "2026-02-30", "0001-01-01", "9999-12-31", "2026-12", "24:00", "19:00", "19：00", "7:5", "99:99", "2026-12-01T19:00",
    "<script>alert(1)</script>", "'; DROP TABLE person; --", "{n}人 {who} {}", "{{ 7 * 7 }}", "%s %d", "\x00", "\ud800", "\u202e逆", "a\r\nb",
    "好" * 2001, "x" * 100_000, "，、；：", "13800000000", "027-8000", "3栋2单元501", "true", "null", "[]", "../../etc/passwd", "1,2,3", "😀" * 50,
]  # fmt: skip
FILES: list[tuple[str, bytes]] = [
    ("x.xlsx", b""), ("x.xlsx", b"PK\x03\x04"), ("x.csv", "姓名,电话\n王,1".encode()), ("x.jpg", b"\xff\xd8\xff"), ("\x00.xlsx", b"\x00" * 2000),
    ("x" * 300, b"a\tb\n" * 500),
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.integers(-(2**66), 2**66).map(str),
    st.dates().map(str),
    st.times().map(str),
)
IDS = ["0", "1", "2", "7", "4242", "9" * 18, "9" * 25]


@dataclass(frozen=True)
class Met:
    """A form that was found, and on which page."""

    page: str
    form: Form


class Town:
    """A lively town that is as it was again after each thing that is sent."""

    def __init__(self, house: DeskHouse, admin: Browser, forms: list[Met], kept: Kept) -> None:
        self.house = house
        self.admin = admin
        self.forms = forms
        self.kept = kept

    async def send(
        self, action: str, values: dict[str, list[str]], files: list[tuple[str, Any]], who: Browser
    ) -> httpx.Response:
        """Send this, whoever made it up. Fails where the answer is an error of ours, or something was refused and changed all the same."""
        # An exception of the desk's comes through here, and fails the story.
        answer = await who.client.post(action, data=_sendable(values), files=files or None, follow_redirects=False)
        assert answer.status_code in (*ANSWERED, *REFUSED), f"{action} {values} {answer.status_code}: {answer.text[:300]}"
        changed = self.kept.changed
        assert not (changed and answer.status_code in REFUSED), f"{action} {values} was refused, and something was changed"
        if changed:
            await self.kept.put_back()
        return answer


def _sendable(values: dict[str, list[str]]) -> dict[str, list[str]]:
    """Lone surrogates cannot be sent at all."""
    return {name: [one.encode(errors="replace").decode() for one in some] for name, some in values.items()}


@asynccontextmanager
async def lively(folder: Path) -> AsyncIterator[Town]:
    """The town, and every form that an administrator finds."""
    async with Engine.open(await World.make(folder, MONDAY)) as engine, opened(engine) as house:
        await house.happens("周丹丹 works here")
        await house.happens("李荣珍 is known, born 1950-03-08")
        await town.lively(house)
        admin = await busy(house)
        house.desk.asks.burst = house.desk.tries.of_address.burst = 0
        found = await walk(admin, each=2)
        forms = [Met(page, form) for some in found.forms.values() for page, form in some]
        with closing(Kept(house, folder)) as kept:
            yield Town(house, admin, forms, kept)


@st.composite
def sent(draw: st.DrawFn, forms: list[Met]) -> tuple[str, dict[str, list[str]], list[tuple[str, Any]]]:
    """A form as somebody sends it who makes things up: where to, its values, its files."""
    form = draw(st.sampled_from(forms)).form
    action, values, files = form.action, {name: [*some] for name, some in form.values.items()}, []
    for name in draw(st.lists(st.sampled_from([*values, *form.files, "surplus"]), max_size=4, unique=True)):
        how = draw(st.sampled_from(["value", "value", "value", "nothing", "many", "file"]))
        values.pop(name, None)
        if how == "value":
            values[name] = [draw(VALUES)]
        elif how == "many":
            values[name] = draw(st.lists(VALUES, min_size=2, max_size=30))
        elif how == "file":
            file_name, content = draw(st.sampled_from(FILES))
            files.append((name, (file_name, content)))
    if draw(st.integers(0, 3)) == 0:
        action = re.sub(r"\d+", lambda _id: draw(st.sampled_from(IDS)), action)
    return action, values, files


@pytest.mark.parametrize("examples", [400, pytest.param(10_000, marks=pytest.mark.soak)])
def test_no_form_breaks_the_desk(examples: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    with asyncio.Runner() as runner:
        home = lively(tmp_path_factory.mktemp("town"))
        made = runner.run(home.__aenter__())
        assert made.forms

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(sent(made.forms))
        def meets(what: tuple[str, dict[str, list[str]], list[tuple[str, Any]]]) -> None:
            runner.run(made.send(*what, made.admin))

        try:
            runner.run(_every_form_once_of_each(made))
            runner.run(_others_may_only_what_is_theirs(made))
            meets()
        finally:
            runner.run(home.__aexit__(None, None, None))


async def _every_form_once_of_each(made: Town) -> None:
    """Each form as it stands, empty, with nothing that fits, far too long, and without the sign that it is ours."""
    for met in made.forms:
        keep = {name: some for name, some in met.form.values.items() if name in ("from", "once")}
        own = [name for name in met.form.values if name not in keep]
        await made.send(met.form.action, met.form.values, [], made.admin)
        await made.send(met.form.action, keep, [], made.admin)
        for value in ("\x00", "x" * 100_000, "9" * 19, "{n}"):
            await made.send(met.form.action, keep | {name: [value] for name in own}, [], made.admin)
        for file in FILES if met.form.files else ():
            await made.send(met.form.action, met.form.values, [(name, file) for name in met.form.files], made.admin)
        foreign = await made.send(met.form.action, {**met.form.values, "from": ["0" * 32]}, [], made.admin)
        assert foreign.status_code in (403, 422), met.form.action


async def _others_may_only_what_is_theirs(made: Town) -> None:
    """Whoever may not do something is answered as if it did not exist, whatever they send."""
    for role in OTHERS:
        who = await made.house.at_desk(role, f"{role}乙")
        token = (await who.opens("/own")).form("/own/out").values["from"]
        made.kept.keep()
        for met in made.forms:
            way = way_of("POST", met.form.action)
            assert way is not None, f"the form to {met.form.action} on {met.page} leads nowhere"
            answer = await made.send(met.form.action, {**met.form.values, "from": token}, [], who)
            if not may(frozenset({role}), way.may):
                assert answer.status_code == 404, f"{role} {met.form.action}"
