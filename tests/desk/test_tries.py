"""Codes are not guessed at the door, and whoever tries does not keep the office out."""

from __future__ import annotations

import logging
import re
from collections import Counter

import httpx
import pytest
from starlette.requests import Request

from desk import tries
from desk.tries import Tries
from services import codes
from tests.desk.house import Browser, DeskHouse
from web.guard import Buckets, Declined, address_of


def from_address(house: DeskHouse, address: str) -> Browser:
    """A browser at another address."""
    transport = httpx.ASGITransport(app=house.app, client=(address, 1234))
    client = httpx.AsyncClient(transport=transport, base_url="http://desk.test", follow_redirects=True)
    house._clients.append(client)
    return Browser(client)


async def guess(house: DeskHouse, address: str, code: str = "WRONG234") -> int:
    """Somebody tries a code from there; the status of the answer."""
    return (await from_address(house, address).fetches(f"/in/{code}")).status_code


async def test_whoever_tries_codes_from_one_address_soon_has_to_wait(house: DeskHouse) -> None:
    answers = Counter([await guess(house, "203.0.113.7") for _try in range(100)])
    assert answers[404] == house.desk.tries.of_address.burst and answers[429] == 100 - answers[404]


async def test_from_many_addresses_codes_are_tried_in_vain_and_the_office_comes_in_all_the_same(house: DeskHouse) -> None:
    office = from_address(house, "198.51.100.1")
    link = await house.link(await house.person("周丹丹"))
    await office.opens(link)
    await office.sends(link)
    answers = Counter([await guess(house, f"203.0.113.{n}") for n in range(200)])
    assert answers == {404: house.desk.tries.wrong.burst, 429: 200 - house.desk.tries.wrong.burst}
    link = await house.link(await house.hired("周洁", "staff"))
    refused = await from_address(house, "203.0.113.250").opens(link)
    assert refused.status == 429 and "请点聊天里的「进入值守台」" in refused.text, "an address that nobody knows"
    assert (await from_address(house, "198.51.100.1").opens(link)).status == 200, "a colleague at the office's own"


async def test_the_button_in_the_chat_opens_also_while_codes_are_being_tried(house: DeskHouse) -> None:
    for n in range(200):
        await guess(house, f"203.0.113.{n}")
    assert "进入值守台" in [button.label for button in (await house.says("周丹丹", "/desk")).buttons]
    [path] = {found[0] for row in house.rows("SELECT * FROM outbox") for found in re.finditer(r"/in/[A-Z0-9]+", str(row))}
    browser = from_address(house, "203.0.113.251")
    await browser.opens(path)
    assert (await browser.sends(path)).status == 200
    assert await guess(house, "203.0.113.252", path.removeprefix("/in/")[:-1] + "A") == 404, "and only the whole of it"


def test_what_is_remembered_of_addresses_has_an_end() -> None:
    now = [0]
    buckets = Buckets(1, 1.0, lambda: now[0], keys=10)
    for n in range(100):
        buckets.take(str(n))
    assert len(buckets._level) == 10
    door = Tries(lambda: now[0])
    for n in range(tries.MOST_KNOWN * 2):
        door.know(str(n))
    assert len(door._known) == tries.MOST_KNOWN


def test_a_bucket_says_how_long_it_is_empty() -> None:
    now = [0]
    buckets = Buckets(1, 0.5, lambda: now[0])
    assert buckets.wait_s("a") == 0
    buckets.take("a")
    assert buckets.wait_s("a") == 3 and buckets.wait_s("b") == 0
    with pytest.raises(Declined):
        buckets.take("a")
    now[0] = 3_000
    assert buckets.wait_s("a") == 0


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_whoever_has_one_address_of_ipv6_has_many(host: str, address: str) -> None:
    assert address_of(Request({"type": "http", "client": (host, 1), "headers": []})) == address


async def test_no_code_stands_in_the_log(house: DeskHouse, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        link = await house.link(await house.person("周丹丹"))
        browser = house.browser()
        await browser.opens(f"/in?code={link.removeprefix('/in/')}")
        await browser.sends(link)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert [line for line in ours if link.removeprefix("/in/") in line] == []


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("k7mn pq23", "K7MNPQ23"),
        ("https://desk.test/desk/in/K7MNPQ23", "K7MNPQ23"),
        ("//evil.example", "EVILEXAMPLE"),
        ("\r\nX: 1", "X1"),
        ("", "-"),
    ],
)
async def test_what_is_typed_at_the_door_leads_nowhere_else(house: DeskHouse, typed: str, path: str) -> None:
    answer = await house.browser().client.get("/desk/in", params={"code": typed}, follow_redirects=False)
    assert answer.headers["location"] == f"/desk/in/{path}"


def test_codes_that_are_typed_are_short_and_those_that_are_clicked_are_not() -> None:
    assert len(codes.fresh()) == codes.LENGTH < len(codes.long())
