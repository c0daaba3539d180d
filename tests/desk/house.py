"""The desk for stories: an office whose residents have phones, and workers at their browsers, who see pages and send forms as they stand."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware

import desk
from bot.sent import photos
from desk.live import Live
from reminders.quiet import Quiet
from services import codes, signin, staff
from storage import people
from storage.database import Database
from tests.conversations.world import LINKS, ZONE, Works
from tests.handlers.desk import Office
from web.guard import SafeHeaders

Value: TypeAlias = str | list[str]
MAIN = "\ue000"
"""Where the page proper begins: a character that no text has."""


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and what it holds."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


@dataclass
class Page:
    """A page as a worker sees it."""

    path: str
    status: int
    html: str
    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    def form(self, action: str) -> Form:
        """The form that goes to this path of the desk. Raises AssertionError where there is none."""
        for one in self.forms:
            if urlsplit(one.action).path == f"/desk{action}" and one.method == "post":
                return one
        raise AssertionError(f"no form to {action} on {self.path}, only to {[one.action for one in self.forms]}")

    def link(self, label: str) -> str:
        """Where the link with this label leads, seen from /desk."""
        for said, href in self.links:
            if label in said:
                return href.removeprefix("/desk") or "/"
        raise AssertionError(f"no link {label!r} on {self.path}, only {[said for said, _href in self.links]}")

    @property
    def main(self) -> str:
        """The text of the page without what stands beside every page."""
        return self.text.partition(MAIN)[2]


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._text: list[str] = []
        self._form: Form | None = None
        self._select: tuple[str, list[str], str] | None = None
        self._area: tuple[str, list[str]] | None = None
        self._link: tuple[str, list[str]] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style"):
            self._silent += 1
        if tag == "main":
            self._text.append(MAIN)
        if tag == "form":
            self._form = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.page.forms.append(self._form)
        if tag == "a" and given.get("href"):
            self._link = (given["href"] or "", [])
        name = given.get("name")
        if tag == "select" and name:
            self._select = (name, [], "")
        if tag == "option" and self._select:
            named, chosen, first = self._select
            value = given.get("value") or ""
            if "selected" in given:
                chosen.append(value)
            self._select = (named, chosen, first or value)
        if tag == "textarea" and name:
            self._area = (name, [])
        if tag == "input" and name and self._form is not None:
            self._input(self._form, name, given)
        if tag in ("p", "li", "tr", "h1", "h2", "h3", "dt", "div", "section", "td", "th", "label", "button", "br", "option"):
            self._text.append("\n" if tag not in ("td", "th", "option") else " ")

    def _input(self, form: Form, name: str, given: Mapping[str, str | None]) -> None:
        kind = given.get("type") or "text"
        if kind == "file":
            form.files.add(name)
        elif kind not in ("checkbox", "radio") or "checked" in given:
            form.values.setdefault(name, []).append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent -= 1
        if tag == "form":
            self._form = None
        if tag == "select" and self._select:
            name, chosen, first = self._select
            if self._form is not None:
                self._form.values.setdefault(name, []).extend(chosen or [first])
            self._select = None
        if tag == "textarea" and self._area:
            name, said = self._area
            if self._form is not None:
                self._form.values.setdefault(name, []).append("".join(said).removeprefix("\n"))
            self._area = None
        if tag == "a" and self._link:
            href, label = self._link
            self.page.links.append((" ".join("".join(label).split()), href))
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)
        elif not self._silent:
            self._text.append(data)
        if self._link:
            self._link[1].append(data)

    def text(self) -> str:
        return re.sub(r"[ \t]*\n[ \t\r\n]*", "\n", re.sub(r"[ \t]+", " ", "".join(self._text)))


def read(path: str, response: httpx.Response) -> Page:
    """The page of an answer."""
    page = Page(path, response.status_code, response.text)
    reader = _Reader(page)
    reader.feed(response.text)
    page.text = reader.text()
    return page


class Browser:
    """Somebody's browser. `page` is what it shows."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page = Page("", 0, "")

    async def opens(self, path: str) -> Page:
        """Go to a path of the desk ("/courses")."""
        response = await self.client.get(f"/desk{path}".rstrip("/") or "/desk")
        self.page = read(response.url.path.removeprefix("/desk") or "/", response)
        return self.page

    async def follows(self, label: str) -> Page:
        """Click a link of the page."""
        return await self.opens(self.page.link(label))

    async def sends(self, action: str, files: Mapping[str, tuple[str, bytes]] | None = None, **values: Value | None) -> Page:
        """Send the page's form to this path, with these values in its fields; None empties one."""
        form = self.page.form(action)
        data: dict[str, list[str]] = {**form.values}
        for name, value in values.items():
            data[name] = [] if value is None else [value] if isinstance(value, str) else value
        response = await self.client.post(form.action, data=data, files=dict(files or {}))
        self.page = read(response.url.path.removeprefix("/desk") or "/", response)
        return self.page

    async def fetches(self, path: str) -> httpx.Response:
        """Whatever lies at a path of the desk, as it comes."""
        return await self.client.get(f"/desk{path}")


class _Loud(desk.Desk):
    """A desk whose mistakes are heard by whoever tries it out."""

    def failed(self, where: str, error: Exception) -> None:
        raise error


class DeskHouse(Office):
    """The service with its desk."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        self.live = Live()
        engine.works = Works(self.world, engine.db, engine.channel, self.live.changed)
        self.desk = _Loud(
            engine.db, self.world.clock, ZONE, self.world.files, self.live.changed, live=self.live, morning=Quiet(ZONE).end, links=LINKS.to,
            plain=photos(),
        )  # fmt: skip
        self.app = Starlette(routes=desk.routes(self.desk), middleware=[Middleware(SafeHeaders)])
        self._clients: list[httpx.AsyncClient] = []
        self._links = itertools.count()

    @property
    def db(self) -> Database:
        """The open database."""
        db: Database = self.engine.db
        return db

    def browser(self) -> Browser:
        """A browser in which nobody is signed in."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True)
        client = httpx.AsyncClient(transport=transport, base_url="http://desk.test", follow_redirects=True)
        self._clients.append(client)
        return Browser(client)

    async def link(self, person_id: int, community_id: int = 1) -> str:
        """A fresh link to the desk for somebody, seen from /desk."""
        code = codes.new_code(hashlib.sha256(f"link {next(self._links)}".encode()).digest())
        given = await self.db.write(lambda: signin.link(code, person_id, community_id, self.world.now_ms))
        assert isinstance(given, codes.Given), given
        return f"/in/{given.code}"

    async def hired(self, name: str, role: str, community_id: int = 1) -> int:
        """Somebody without a phone who holds a role here. Returns their id."""
        now_ms = self.world.now_ms

        async def hire() -> int:
            person_id = await people.add(community_id, name, now_ms)
            assert await staff.grant(community_id, role, person_id, None, now_ms)
            return person_id

        return await self.db.write(hire)

    async def signed_in(self, person_id: int, community_id: int = 1) -> Browser:
        """Somebody's browser, after they came in by a link."""
        browser = self.browser()
        link = await self.link(person_id, community_id)
        await browser.opens(link)
        page = await browser.sends(link)
        assert page.status == 200, page.text
        return browser

    async def at_desk(self, role: str, name: str = "") -> Browser:
        """A browser of somebody new in this role ("admin", "staff", "kitchen", "reader")."""
        return await self.signed_in(await self.hired(name or f"{role}甲", role))

    async def close(self) -> None:
        """Close every browser."""
        for client in self._clients:
            await client.aclose()


@asynccontextmanager
async def opened(engine: Any) -> AsyncIterator[DeskHouse]:
    """A desk over an engine, closed at the end."""
    house = DeskHouse(engine)
    try:
        yield house
    finally:
        await house.close()
