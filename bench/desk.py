"""`python -m bench.desk`: how long each page of the desk takes, in a town with a year of everything and a million orders.

The desk is the real one, asked in this process without a network: who asks, the snapshot, the page, its HTML. Every address that can
be reached by links is opened as an administrator, some of each kind. Then each Excel file is fetched while the memory is watched.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from starlette.applications import Starlette

import desk
from bench.desk_town import NOW_MS, ZONE, build
from bench.report import machine, table, verdict
from bot.files import Files
from desk.door import COOKIE, hashed
from services import codes, signin
from storage import roles, teams
from storage.sqlite import SQLite

PAGE_GOAL_MS, TODAY_GOAL_MS, MEMORY_GOAL_MB = 300.0, 150.0, 40.0
XLSX = "spreadsheetml"
_LINK = re.compile(r'<a\b[^>]*?\shref="([^"]+)"')
_DAY, _NUMBER = re.compile(r"\d{4}-\d\d(-\d\d)?"), re.compile(r"\d+")


@dataclass
class Answer:
    """What came back, and after how many milliseconds. The body is kept where it is a page; of a file only its size."""

    status: int
    kind: str
    size: int
    took_ms: float
    body: str = ""


@dataclass
class Pages:
    """All addresses of one kind."""

    took: dict[str, list[float]] = field(default_factory=dict)
    size: int = 0

    @property
    def median_ms(self) -> float:
        """Of the slowest of them."""
        return max(statistics.median(times) for times in self.took.values())

    @property
    def longest_ms(self) -> float:
        return max(max(times) for times in self.took.values())


class Visitor:
    """Somebody's browser: it takes what comes piece by piece, as a network would, and keeps no file."""

    def __init__(self, app: Starlette, token: str) -> None:
        self.app = app
        self.token = token

    async def get(self, address: str) -> Answer:
        """Ask for an address of the desk ("/desk/courses?skip=100")."""
        split = urlsplit(address)
        headers = [(b"host", b"desk.bench"), (b"cookie", f"{COOKIE}={self.token}".encode())]
        scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": split.path, "raw_path": split.path.encode(), "query_string": split.query.encode(), "root_path": "",
            "headers": headers, "client": ("127.0.0.1", 1), "server": ("desk.bench", 80),
        }  # fmt: skip
        answer, pieces = Answer(0, "", 0, 0.0), list[bytes]()
        asked: list[dict[str, Any]] = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if asked:
                return asked.pop()
            await asyncio.Event().wait()  # whoever asked stays until everything has come
            raise AssertionError("nobody leaves")

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.kind = dict(message["headers"]).get(b"content-type", b"").decode()
            else:
                answer.size += len(message.get("body", b""))
                if "html" in answer.kind:
                    pieces.append(message.get("body", b""))

        began = time.perf_counter()
        await self.app(scope, receive, send)
        answer.took_ms = (time.perf_counter() - began) * 1000
        answer.body = b"".join(pieces).decode()
        return answer


def kind_of(address: str) -> str:
    """What an address has in common with others of its kind."""
    split = urlsplit(address)
    asked = sorted({one.partition("=")[0] for one in split.query.split("&") if one})
    return _NUMBER.sub("#", _DAY.sub("DAY", split.path)) + (f"?{'&'.join(asked)}" if asked else "")


@dataclass
class Crawl:
    """The pages by kind; a row for each Excel file; what answered with an error."""

    pages: dict[str, Pages] = field(default_factory=dict)
    files: list[list[str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def crawl(visitor: Visitor, each: int, rounds: int) -> Crawl:
    """Open everything. A file is fetched once, with an eye on the memory."""
    ahead, opened, seen, found = deque(["/desk"]), Counter[str](), {"/desk"}, Crawl()
    while ahead:
        address = ahead.popleft()
        kind = kind_of(address)
        if opened[kind] >= each:
            continue
        opened[kind] += 1
        before = resident_mb()
        with watched() as most:
            answer = await visitor.get(address)  # the first time its template is read
        if answer.status != 200:
            found.wrong.append(f"{address}: {answer.status}")
            continue
        if XLSX in answer.kind:
            found.files.append(written(address, answer, before, most[0]))
            continue
        of_kind = found.pages.setdefault(kind, Pages())
        of_kind.took[address] = [(await visitor.get(address)).took_ms for _round in range(rounds)]
        of_kind.size = max(of_kind.size, answer.size)
        for href in _LINK.findall(answer.body):
            link = urlsplit(urljoin(f"http://desk.bench{address}", unescape(href)))
            inside = link.netloc == "desk.bench" and (link.path == "/desk" or link.path.startswith("/desk/"))
            target = f"{link.path}?{link.query}" if link.query else link.path
            if inside and not link.path.startswith("/desk/a/") and target not in seen:
                seen.add(target)
                ahead.append(target)
    return found


def written(address: str, answer: Answer, before: float, most: float) -> list[str]:
    """The row of a file: its size, how long it took, and what the process held before, at most and after."""
    return [
        address, f"{answer.size / 1024:,.0f}", f"{answer.took_ms / 1000:.1f}", f"{before:.0f}", f"{most:.0f}", f"{resident_mb():.0f}",
        verdict(most - before <= MEMORY_GOAL_MB),
    ]  # fmt: skip


def resident_mb(what: str = "VmRSS") -> float:
    """How much memory the process holds; 0 where the system does not tell."""
    try:
        found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


@contextmanager
def watched() -> Iterator[list[float]]:
    """The most memory that is held meanwhile, looked at every few milliseconds."""
    most, over = [resident_mb()], threading.Event()

    def look() -> None:
        while not over.wait(0.005):
            most[0] = max(most[0], resident_mb())

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield most
    finally:
        over.set()
        looking.join()


def summed_up(slowest: list[tuple[str, Pages]], files: list[list[str]]) -> str:
    """All of it in a line."""
    kind, worst = slowest[0]
    middle = statistics.median(pages.median_ms for _kind, pages in slowest)
    missed = sum(pages.median_ms > PAGE_GOAL_MS for _kind, pages in slowest)
    grown = max((float(row[4]) - float(row[3]) for row in files), default=0.0)
    return (
        f"{len(slowest)} kinds of page: half of them within {middle:.0f} ms, the slowest {worst.median_ms:.0f} ms ({kind}), {missed} missed;"
        f" {len(files)} Excel files: at most {grown:.0f} MB more"
    )


async def come_in(db: SQLite, role: str) -> str:
    """A browser's token, signed in as somebody in this role."""
    person_id = await db.read(lambda: _somebody(role))
    code, token = codes.long(), secrets.token_urlsafe(32)
    await db.write(lambda: signin.link(code, person_id, 1, NOW_MS))
    came = await db.write(lambda: signin.come_in(code, hashed(token), "", NOW_MS))
    assert isinstance(came, signin.CameIn), role
    return token


async def _somebody(role: str) -> int:
    if role == signin.LEAD:
        return (await teams.leads((await teams.of_community(1))[0].id))[0]
    return next(one.person_id for one in await roles.holders(1) if one.role == role)


async def measure(path: Path, each: int, rounds: int) -> bool:
    """Measure and print; returns whether every goal is reached."""
    db = await SQLite.open(path)
    try:
        console = desk.Desk(db, lambda: NOW_MS, ZONE, Files(path.parent / "files"))
        console.asks.burst = console.tries.of_address.burst = 0
        app = Starlette(routes=desk.routes(console))
        tokens = {role: await come_in(db, role) for role in ("admin", "staff", "kitchen", "lead", "reader")}
        kept = True
        rows = []
        for role, token in tokens.items():
            visitor = Visitor(app, token)
            await visitor.get("/desk")
            times = [(await visitor.get("/desk")).took_ms for _round in range(rounds * 3)]
            middle = statistics.median(times)
            kept &= middle <= TODAY_GOAL_MS
            rows.append([role, f"{middle:.0f}", f"{max(times):.0f}", verdict(middle <= TODAY_GOAL_MS)])
        print(table([f"Today ≤ {TODAY_GOAL_MS:g} ms, as", "median ms", "longest", ""], rows), flush=True)
        visitor = Visitor(app, tokens["admin"])
        found = await crawl(visitor, each, rounds)
        slowest = sorted(found.pages.items(), key=lambda one: -one[1].median_ms)
        rows = [
            [kind, str(len(one.took)), f"{one.median_ms:.0f}", f"{one.longest_ms:.0f}", f"{one.size / 1024:,.0f}",
             verdict(one.median_ms <= PAGE_GOAL_MS)]
            for kind, one in slowest
        ]  # fmt: skip
        print("\n" + table([f"page ≤ {PAGE_GOAL_MS:g} ms", "opened", "median ms", "longest", "kB", ""], rows), flush=True)
        if found.files:
            head = [f"Excel, ≤ {MEMORY_GOAL_MB:g} MB more", "kB", "s", "MB before", "most", "after", ""]
            print("\n" + table(head, found.files), flush=True)
        for line in found.wrong:
            print(f"an error: {line}: MISSED")
        print(f"\n{summed_up(slowest, found.files)}")
        return kept and not found.wrong and all(row[-1] == "ok" for row in [*rows, *found.files])
    finally:
        await db.close()


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.desk", description="The pages of the desk, one by one.")
    reader.add_argument("--people", type=int, default=3_661)
    reader.add_argument("--orders", type=int, default=1_000_000)
    reader.add_argument("--each", type=int, default=2, help="addresses of each kind")
    reader.add_argument("--rounds", type=int, default=5, help="how often each is asked")
    reader.add_argument("--keep", type=Path, help="build the town here, or use the one that is there")
    options = reader.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        path = options.keep or Path(folder) / "desk.db"
        if not path.exists():
            began = time.perf_counter()
            building = get_context("spawn").Process(target=build, args=(path, options.people, options.orders))
            building.start()  # in a process of its own, so that this one holds nothing of it
            building.join()
            if building.exitcode:
                return 1  # it has said why
            print(
                f"{options.people:,} residents, {options.orders:,} orders: built in {time.perf_counter() - began:.0f} s,"
                f" {path.stat().st_size / 1e6:,.0f} MB\n",
                flush=True,
            )
        return 0 if asyncio.run(measure(path, options.each, options.rounds)) else 1


if __name__ == "__main__":
    sys.exit(main())
