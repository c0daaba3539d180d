"""What keeps the desk safe: whose session it is, who guesses codes, what is sent from elsewhere, and what our own mistakes tell."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from desk import tries
from desk.answers import saved_as
from desk.receiving import MOST_BYTES, MOST_FIELDS
from desk.tries import Tries
from services import codes, signin, staff
from tests.desk.house import Browser, DeskHouse, read
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


# Sessions and cookies.


async def test_a_session_is_never_one_that_the_browser_brought_along(house: DeskHouse) -> None:
    browser, link = house.browser(), await house.link(await house.person("周丹丹"))
    browser.client.cookies.set("linli_desk", "planted", domain="desk.test", path="/desk")
    answer = await browser.client.post(f"/desk{link}", follow_redirects=False)
    assert answer.status_code == 303 and "planted" not in answer.headers["set-cookie"]
    planted = house.browser()
    planted.client.cookies.set("linli_desk", "planted", domain="desk.test", path="/desk")
    assert (await planted.opens("/")).status == 401


async def test_coming_in_anew_ends_the_session_that_this_browser_had(house: DeskHouse) -> None:
    browser = await house.at_desk("staff", "甲")
    link = await house.link(await house.hired("乙", "staff"))
    assert "这台设备上现在登录的是甲" in (await browser.opens(link)).text
    before = browser.client.cookies["linli_desk"]
    assert "乙" in (await browser.sends(link)).text
    left = house.browser()
    left.client.cookies.set("linli_desk", before, domain="desk.test", path="/desk")
    assert (await left.opens("/")).status == 401
    assert house.rows("SELECT count(*) FROM desk_session") == [(1,)]


async def test_nobody_is_signed_in_by_another_site(house: DeskHouse) -> None:
    link = await house.link(await house.person("周丹丹"))
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        browser = house.browser()
        answer = await browser.client.post(f"/desk{link}", headers=headers)
        assert answer.status_code == 403 and not browser.client.cookies
    assert (await house.browser().opens(link)).status == 200, "and the link was not used up"


async def test_the_cookie_is_for_https_only_where_the_desk_is(house: DeskHouse) -> None:
    assert "Secure" not in await _cookie(house, "http://desk.test")
    assert "Secure" in await _cookie(house, "https://desk.test"), "a proxy on this machine told so"
    house.desk.secure = True
    assert "Secure" in await _cookie(house, "http://desk.test")


async def _cookie(house: DeskHouse, base: str) -> str:
    browser = house.browser()
    browser.client.base_url = base
    link = await house.link(await house.person("周丹丹"))
    house.world.now_ms += 1
    answer = await browser.client.post(f"/desk{link}", follow_redirects=False)
    return str(answer.headers["set-cookie"])


async def test_who_signs_out_keeps_no_cookie(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await browser.opens("/own")
    await browser.sends("/own/out")
    assert not browser.client.cookies


async def test_a_line_ends_as_soon_as_its_session_does(house: DeskHouse) -> None:
    chief, person_id = await house.at_desk("admin", "吴主任"), await house.hired("周洁", "staff")
    colleague = await house.signed_in(person_id)
    line = asyncio.create_task(colleague.fetches("/live"))
    while not house.live._woken:
        await asyncio.sleep(0)
    await chief.opens("/rights")
    await chief.sends("/rights/sign-out", person=str(person_id))
    answer = await asyncio.wait_for(line, 10)
    assert answer.text.endswith("event: over\ndata: {}\n\n")


# Codes.


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


# What is sent.


@pytest.mark.parametrize("name", ['a"b\r\nX: 1;', "月报/../\\", "\ud800", "😀"])
def test_a_file_may_be_called_anything(name: str) -> None:
    value = saved_as(name)["Content-Disposition"]
    assert value.isascii() and not set('"\r\n\\') & set(value)


async def test_what_is_too_large_is_refused_with_a_sentence(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await browser.opens("/own")
    form = browser.page.form("/own/out")
    large = await browser.client.post(form.action, data=form.values, files={"file": ("x", b"x" * MOST_BYTES)})
    assert large.status_code == 413 and "太大" in large.text

    async def without_length() -> Any:
        for _piece in range(MOST_BYTES // 65_536 + 2):
            yield b"a" * 65_536

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await browser.client.post(form.action, content=without_length(), headers=headers)).status_code == 413
    many = "&".join(f"f{n}=1" for n in range(MOST_FIELDS + 1))
    assert (await browser.client.post(form.action, content=many, headers=headers)).status_code == 413
    assert (await browser.opens("/own")).status == 200


async def test_nobody_but_who_may_is_listened_to(house: DeskHouse) -> None:
    """A form is read only when it is clear that it may come."""

    async def unread() -> Any:
        raise AssertionError("the form was read")
        yield b""

    headers = {"content-type": "application/x-www-form-urlencoded"}
    reader, staff_member = await house.at_desk("reader"), await house.at_desk("staff")
    for who, path, status in (
        (house.browser(), "/rights/sign-out", 401),
        (reader, "/people/new", 404),
        (staff_member, "/rights/invite", 404),
    ):
        answer = await who.client.post(f"/desk{path}", content=unread(), headers=headers)
        assert answer.status_code == status
    foreign = {**headers, "origin": "https://evil.example"}
    assert (await staff_member.client.post("/desk/people/new", content=unread(), headers=foreign)).status_code == 403


async def test_who_works_for_two_communities_changes_between_them_and_each_learns_who_came(house: DeskHouse) -> None:
    await house.happens("王外人 works elsewhere")
    [(there,)] = house.rows("SELECT id FROM community WHERE id <> 1")
    person_id = await house.hired("周洁", "staff")
    await house.db.write(lambda: staff.grant(there, "reader", person_id, None, house.world.now_ms))
    browser = await house.signed_in(person_id)
    await browser.opens("/own")
    page = await browser.sends("/own/community", community=str(there))
    assert "别处社区" in page.text and "居民" not in page.text
    assert house.rows("SELECT community_id FROM audit WHERE action = 'desk in' ORDER BY id") == [(1,), (there,)]
    await browser.opens("/own")
    form = browser.page.form("/own/community")
    refused = await browser.client.post(form.action, data={**form.values, "community": ["4242"]})
    assert refused.status_code == 422 and "您在那个社区没有工作" in refused.text


# A session that ends while somebody types.


async def test_what_was_typed_is_not_lost_when_the_session_has_ended_meanwhile(house: DeskHouse) -> None:
    person_id = await house.hired("周洁", "staff")
    browser = await house.signed_in(person_id)
    form = (await browser.opens("/people/new")).form("/people/new")
    house.world.now_ms += signin.IDLE_MS
    sent = {**form.values, "name": ['新来的 & "他"']}
    page = read("/people/new", await browser.client.post(form.action, data=sent))
    assert page.status == 401 and "您刚才填的还在这里" in page.text
    [kept] = [one for one in page.forms if one.method == "post"]
    assert kept.values["name"] == ['新来的 & "他"'] and "from" not in kept.values
    link = await house.link(person_id)  # in another tab
    await browser.opens(link)
    await browser.sends(link)
    page = read("/people/new", await browser.client.post(kept.action, data=kept.values))
    assert page.status == 422 and "您重新登录过了" in page.text
    assert house.rows("SELECT count(*) FROM person WHERE name LIKE '新来的%'") == [(0,)], (
        "nobody pressed the button of this session yet"
    )
    browser.page = page
    await browser.sends("/people/new")
    assert house.rows("SELECT count(*) FROM person WHERE name LIKE '新来的%'") == [(1,)]


async def test_a_large_form_of_a_session_that_has_ended_is_not_waited_for_for_ever(
    house: DeskHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.serving.PATIENCE_S", 0.01)

    async def never() -> Any:
        yield b"name="
        await asyncio.Event().wait()

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await asyncio.wait_for(house.browser().client.post("/desk/people/new", content=never(), headers=headers), 10)
    assert answer.status_code == 401


# Our own mistakes.


async def test_a_mistake_of_ours_is_a_page_and_tells_the_log_nothing_that_somebody_said(
    house: DeskHouse, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await house.at_desk("staff")
    form = (await browser.opens("/people/new")).form("/people/new")

    async def fails(_community_id: int, name: str, _now_ms: int) -> None:
        raise ValueError(f"{name} has no number")

    monkeypatch.setattr("storage.people.add", fails)
    house.desk.failed = super(type(house.desk), house.desk).failed  # type: ignore[method-assign]
    answer = await browser.client.post(form.action, data={**form.values, "name": ["李荣珍的邻居"]})
    page = read("/people/new", answer)
    assert page.status == 500 and "我们这边出了点问题" in page.text and "<h1" in page.html
    [kept] = [one for one in page.forms if one.method == "post"]
    assert kept.values["name"] == ["李荣珍的邻居"] and kept.values["from"] == form.values["from"]
    [record] = [record for record in caplog.records if record.name == "desk.office"]
    said = record.getMessage()
    assert "POST /desk/people/new failed with ValueError" in said and "test_safety.py" in said
    assert "李荣珍" not in said and record.exc_info is None


async def test_an_address_that_there_is_not_is_a_page_of_the_desk(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    for path in ("/nothing", "/people/x/y", "/courses/1/cancel/now"):
        page = await browser.opens(path)
        assert page.status == 404 and "回到值守台" in page.text
    assert (await browser.client.post("/desk/today")).status_code == 404


async def test_where_a_form_was_sent_to_there_is_its_page_also_for_who_goes_there_anew(house: DeskHouse) -> None:
    browser = await house.at_desk("admin")
    assert (await browser.opens("/own/community")).status == 200
    assert (await (await house.at_desk("reader")).opens("/rights/invite")).status == 404


async def test_a_page_that_keeps_itself_fresh_leaves_the_word_to_the_one_that_is_opened(house: DeskHouse) -> None:
    person_id = await house.hired("周洁", "staff")
    browser, _elsewhere = await house.signed_in(person_id), await house.signed_in(person_id)
    form = (await browser.opens("/own")).form("/own/out-elsewhere")
    await browser.client.post(form.action, data=form.values, follow_redirects=False)
    fresh = await browser.client.get("/desk/own", headers={"X-Linli-Live": "left"})
    assert "其他设备都退出了" not in fresh.text
    assert "其他设备都退出了" in (await browser.opens("/own")).text
    assert "其他设备都退出了" not in (await browser.opens("/own")).text


async def test_whose_role_is_taken_away_writes_nothing_with_the_form_that_was_open(house: DeskHouse) -> None:
    await house.hired("吴主任", "admin")
    person_id = await house.hired("周洁", "staff")
    browser = await house.signed_in(person_id)
    form = (await browser.opens("/people/new")).form("/people/new")
    await house.db.write(lambda: staff.revoke(1, "staff", person_id, None, house.world.now_ms))
    assert (await browser.client.post(form.action, data={**form.values, "name": ["新来的"]})).status_code == 401
    assert house.rows("SELECT count(*) FROM person WHERE name = '新来的'") == [(0,)]


def test_codes_that_are_typed_are_short_and_those_that_are_clicked_are_not() -> None:
    assert len(codes.fresh()) == codes.LENGTH < len(codes.long())
