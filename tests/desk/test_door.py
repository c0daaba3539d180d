"""Coming to the desk and leaving it: one link, one browser, for as long as one works here."""

from __future__ import annotations

from services import codes, signin, staff
from storage import audit
from tests.desk.house import DeskHouse

HOUR_MS = 3_600_000


async def test_who_works_here_comes_in_by_a_link_and_sees_the_desk(house: DeskHouse) -> None:
    browser = house.browser()
    link = await house.link(await house.person("周丹丹"))
    assert "点一下就进来了" in (await browser.opens(link)).text
    page = await browser.sends(link)
    assert (page.path, page.status) == ("/", 200)
    assert "周丹丹" in page.text
    assert "desk in" in house.acts()


async def test_a_link_opens_once_and_looking_at_it_does_not_use_it_up(house: DeskHouse) -> None:
    link = await house.link(await house.person("周丹丹"))
    for _preview in range(3):
        assert (await house.browser().opens(link)).status == 200
    first, second = house.browser(), house.browser()
    await first.opens(link)
    await second.opens(link)
    assert (await first.sends(link)).status == 200
    late = await second.sends(link)
    assert late.status == 404 and "已经用过、过期了" in late.text
    assert (await second.opens("/")).status == 401


async def test_a_link_runs_out_after_ten_minutes(house: DeskHouse) -> None:
    link = await house.link(await house.person("周丹丹"))
    house.world.now_ms += signin.LINK_MS
    assert (await house.browser().opens(link)).status == 404


async def test_a_newer_link_of_the_same_person_ends_the_older_one(house: DeskHouse) -> None:
    person_id = await house.person("周丹丹")
    older = await house.link(person_id)
    house.world.now_ms += 1
    await house.link(person_id)
    assert (await house.browser().opens(older)).status == 404


async def test_a_resident_gets_no_link(house: DeskHouse) -> None:
    resident = await house.person("李荣珍")
    refused = await house.db.write(lambda: signin.link("CODE", resident, 1, house.world.now_ms))
    assert isinstance(refused, signin.NoEntry)


async def test_who_runs_the_service_becomes_the_first_administrator_and_says_who_they_are(house: DeskHouse) -> None:
    code = "K" * codes.LONG
    await house.db.write(lambda: signin.operator_link(code, 1, house.world.now_ms))
    browser = house.browser()
    assert "您怎么称呼" in (await browser.opens(f"/in/{code}")).text
    asked = await browser.sends(f"/in/{code}", name="  ")
    assert asked.status == 422 and "请写上姓名" in asked.text
    page = await browser.sends(f"/in/{code}", name="吴 主任")
    assert "吴 主任" in page.text and "权限" in page.text
    assert [holder.role for holder in await house.db.read(lambda: staff.holders(1)) if holder.name == "吴 主任"] == ["admin"]


async def test_the_next_printed_link_signs_in_as_the_administrator_there_is(house: DeskHouse) -> None:
    chief = await house.hired("吴主任", "admin")
    code = "M" * codes.LONG
    await house.db.write(lambda: signin.operator_link(code, 1, house.world.now_ms))
    browser = house.browser()
    await browser.opens(f"/in/{code}")
    assert "吴主任" in (await browser.sends(f"/in/{code}")).text
    assert [holder.person_id for holder in await house.db.read(lambda: staff.holders(1)) if holder.role == "admin"] == [chief]


async def test_an_unused_session_ends_after_twelve_hours_and_a_used_one_after_a_week(house: DeskHouse) -> None:
    idle, busy = await house.at_desk("staff", "甲"), await house.at_desk("staff", "乙")
    for _hour in range(13):
        house.world.now_ms += HOUR_MS
        assert (await busy.opens("/")).status == 200
    assert (await idle.opens("/")).status == 401
    for _hour in range(13, 7 * 24):
        house.world.now_ms += HOUR_MS
        last = await busy.opens("/")
    assert last.status == 401


async def test_signing_out_ends_the_session_at_once(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await browser.opens("/own")
    assert (await browser.sends("/own/out")).status == 401
    assert (await browser.opens("/")).status == 401
    assert house.rows("SELECT count(*) FROM desk_session") == [(0,)]


async def test_another_device_can_be_signed_out_from_here_but_nobody_elses(house: DeskHouse) -> None:
    person_id = await house.hired("周洁", "staff")
    here, there, stranger = await house.signed_in(person_id), await house.signed_in(person_id), await house.at_desk("staff")
    await here.opens("/own")
    [other] = here.page.form("/own/end").values["session"]
    form = (await stranger.opens("/own")).form("/own/out")
    tried = await stranger.client.post("/desk/own/end", data={**form.values, "session": [other]})
    assert tried.status_code == 404
    assert (await there.opens("/")).status == 200
    await here.opens("/own")
    await here.sends("/own/end", session=other)
    assert (await there.opens("/")).status == 401
    assert (await here.opens("/")).status == 200


async def test_with_the_role_the_way_in_is_gone(house: DeskHouse) -> None:
    await house.hired("吴主任", "admin")
    person_id = await house.hired("周洁", "staff")
    browser = await house.signed_in(person_id)
    await house.db.write(lambda: staff.revoke(1, "staff", person_id, None, house.world.now_ms))
    assert (await browser.opens("/")).status == 401


async def test_a_form_from_elsewhere_is_refused(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await browser.opens("/own")
    form = browser.page.form("/own/out")
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        answer = await browser.client.post(form.action, data=form.values, headers=headers)
        assert answer.status_code == 403
    answer = await browser.client.post(form.action, data={**form.values, "from": ["0" * 32]})
    assert answer.status_code == 403
    assert (await browser.opens("/")).status == 200


async def test_the_headers_keep_other_sites_and_scripts_out(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    answer = await browser.fetches("")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    cookie = next(line for line in (await _cookies(house)) if line.startswith("linli_desk="))
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/desk" in cookie


async def _cookies(house: DeskHouse) -> list[str]:
    browser = house.browser()
    link = await house.link(await house.person("周丹丹"))
    answer = await browser.client.post(f"/desk{link}", follow_redirects=False)
    return answer.headers.get_list("set-cookie")


async def test_who_asks_too_often_has_to_wait(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    answers = [(await browser.fetches("/own")).status_code for _time in range(house.desk.asks.burst + 5)]
    assert answers[0] == 200 and answers[-1] == 429


async def test_signing_in_is_written_down(house: DeskHouse) -> None:
    person_id = await house.hired("周洁", "staff")
    await house.signed_in(person_id)
    done = await house.db.read(lambda: audit.by(person_id))
    assert [act.action for act in done] == ["desk in"]
