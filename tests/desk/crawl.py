"""Walks through the desk by its links, as somebody would who opens everything: each kind of address a few times."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
from starlette.routing import compile_path

from desk.pages import Way
from desk.sections import WAYS
from tests.desk.house import Browser, Form, Page, read

EACH = 3
"""So many addresses of a kind are opened."""
MOST = 800
SOMEBODY = "荣珍"
"""Who is looked for wherever somebody can be."""
_DAY, _NUMBER = re.compile(r"\d{4}-\d\d(-\d\d)?"), re.compile(r"\d+")
_UNSAID = re.compile(
    r"\b(?:Text|Moment|Day|Money|Joined|Undefined)\(|\{\w*\}|\{[{%]|[%}]\}|\bobject at 0x|<built-in|\bNaN\b|\bundefined\b"
)
_TITLE = re.compile(r"<title>\s*(.*?)\s*</title>", re.DOTALL)
_WAYS = [(compile_path(f"/desk{way.path}".rstrip("/") or "/desk")[0], way) for way in WAYS]
_ID = re.compile(r'<[a-z][^>]*?\sid="([^"]*)"')

_SHOWN = re.compile(r'\ssrc="(/desk/[^"]*)"')
_SILENT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SPOKEN = re.compile(r'\s(?:aria-label|placeholder|title|alt)="([^"]*)"')


@dataclass(frozen=True)
class Found:
    """An address that was opened: from where, what came, and the page where it is one."""

    path: str
    before: str
    response: httpx.Response
    page: Page | None

    @property
    def wrong(self) -> list[str]:
        """What no page should be, a line each."""
        where = f"{self.path} (from {self.before})"
        if self.response.status_code != 200:
            return [f"{where} answers {self.response.status_code}"]
        return [f"{where} {what}" for what in _wrong(self.page)] if self.page else []


@dataclass
class Walk:
    """Everything that was opened, and the forms that were seen, by what they do: at most `EACH` of a kind."""

    found: list[Found] = field(default_factory=list)
    forms: dict[str, list[tuple[str, Form]]] = field(default_factory=dict)

    @property
    def wrong(self) -> list[str]:
        """What is wrong with any of it."""
        return [line for one in self.found for line in one.wrong]


def kind(address: str) -> str:
    """What an address has in common with others of its kind: all but its numbers and days, and what is asked for in its query."""
    split = urlsplit(address)
    plain = _NUMBER.sub("#", _DAY.sub("DAY", split.path))
    asked = sorted({one.partition("=")[0] for one in split.query.split("&") if one})
    return f"{plain}?{'&'.join(asked)}" if asked else plain


def way_of(method: str, address: str) -> Way | None:
    """Which of the desk's ways an address is."""
    path = urlsplit(address).path
    return next((way for pattern, way in _WAYS if way.method == method and pattern.match(path)), None)


async def walk(browser: Browser, start: str = "/", each: int = EACH, most: int = MOST) -> Walk:
    """Open everything that can be reached from there, each kind of address so many times."""
    made = Walk()
    async for found in steps(browser, start, each, most):
        made.found.append(found)
        for form in found.page.forms if found.page else ():
            known = made.forms.setdefault(kind(form.action), [])
            if form.method == "post" and len(known) < each and all(form.action != one.action for _path, one in known):
                known.append((found.path, form))
    made.forms = {name: forms for name, forms in made.forms.items() if forms}
    return made


async def steps(
    browser: Browser,
    start: str = "/",
    each: int = EACH,
    most: int = MOST,
    wanted: Callable[[str], bool] = lambda _address: True,
) -> AsyncIterator[Found]:
    """The same, one after the other."""
    ahead, opened = deque([(f"/desk{start}".rstrip("/"), "")]), Counter[str]()
    seen = {ahead[0][0]}
    while ahead and opened.total() < most:
        address, before = ahead.popleft()
        if opened[kind(address)] >= each or not wanted(address):
            continue
        opened[kind(address)] += 1
        response = await browser.client.get(address)
        page = None
        if response.headers.get("content-type", "").startswith("text/html"):
            page = read(response.url.path.removeprefix("/desk") or "/", response)
        yield Found(address, before, response, page)
        for link in _links(page, str(response.url)) if page and response.status_code == 200 else ():
            if link not in seen:
                seen.add(link)
                ahead.append((link, address))


def _links(page: Page, base: str) -> list[str]:
    """Where the page leads: its links, its pictures, and its forms that only ask, as they stand and for somebody."""
    asking = [form for form in page.forms if form.method == "get" and form.action]
    asked = [f"{form.action}?{urlencode(form.values, doseq=True)}" for form in asking]
    asked += [f"{form.action}?{urlencode(form.values | words, doseq=True)}" for form in asking if (words := _sought(form))]
    found = []
    for href in [*(href for _label, href in page.links), *_SHOWN.findall(page.html), *asked]:
        split = urlsplit(urljoin(base, href))
        inside = split.netloc == urlsplit(base).netloc and (split.path == "/desk" or split.path.startswith("/desk/"))
        if inside and not split.path.startswith("/desk/a/"):
            found.append(f"{split.path}?{split.query}" if split.query else split.path)
    return found


def _sought(form: Form) -> dict[str, list[str]]:
    return {name: [SOMEBODY] for name, some in form.values.items() if name in ("q", "find") and not any(some)}


def _wrong(page: Page | None) -> list[str]:
    if page is None:
        return []
    title = _TITLE.search(page.html)
    ids = Counter(_ID.findall(page.html))
    found = [
        "has no title" if title is None or not title[1].partition("·")[0].strip() else "",
        f"has {page.html.count('<h1')} headings" if page.html.count("<h1") != 1 else "",
        f"has two elements of one id: {[one for one, times in ids.items() if times > 1]}"
        if max(ids.values(), default=0) > 1
        else "",
    ]
    found += [f"shows {match[0]!r}: …{around(page.text, match)}…" for match in _UNSAID.finditer(page.text)]
    if 'lang="zh-CN"' in page.html:
        found += [f"shows 'None': …{around(page.text, match)}…" for match in re.finditer(r"\bNone\b", page.text)]
    return [line for line in found if line]


def around(text: str, match: re.Match[str]) -> str:
    """A piece of a text with what was found in it."""
    return " ".join(text[max(match.start() - 20, 0) : match.end() + 20].split())


def said(page: Page) -> str:
    """All that a page says, each piece on its own line: what stands between tags, and what is read out or shown for want of a value."""
    plain = _SILENT.sub("", page.html)
    spoken = [unescape(value) for value in _SPOKEN.findall(plain)]
    return "\n".join([unescape(_TAG.sub("\n", plain)), *spoken])


def unbuilt(address: str) -> bool:
    """Whether an address belongs to a section of which nothing but its first page is there."""
    section = urlsplit(address).path.removeprefix("/desk").strip("/").partition("/")[0]
    return len([way for way in WAYS if way.path.strip("/").partition("/")[0] == section]) == 1
