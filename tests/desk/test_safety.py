"""What keeps the desk safe: whose session it is, what is sent from elsewhere, and what our own mistakes tell."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from desk.answers import saved_as
from desk.receiving import MOST_BYTES, MOST_FIELDS
from services import signin, staff
from tests.desk.house import DeskHouse, read

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
