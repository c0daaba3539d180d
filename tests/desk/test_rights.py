"""Who works here: invited, signed out, dismissed, and what they did, all from the desk."""

from __future__ import annotations

import io

import openpyxl
import pytest
from playwright.async_api import Browser as Chromium

from tests.desk.house import DeskHouse
from tests.desk.screen import clean, on_screen


async def test_an_administrator_invites_the_cook_who_comes_to_the_desk_by_the_chat(house: DeskHouse) -> None:
    chief = await house.at_desk("admin", "吴主任")
    await chief.opens("/rights")
    page = await chief.sends("/rights/invite", role="kitchen")
    assert "厨房人员口令：" in page.text
    code = page.text.partition("厨房人员口令：")[2].split()[0]
    await house.happens("王强 is known")
    assert "电脑版" in (await house.says("王强", code)).text
    link = (await house.taps("王强", "电脑版")).text
    typed = link.partition("输入口令 ")[2].split()[0]
    cook = house.browser()
    await cook.opens(f"/in?code={typed.lower()}")
    page = await cook.sends(cook.page.path)
    assert page.status == 200 and "助餐" in page.text and "居民" not in page.text


async def test_whoever_is_dismissed_is_out_at_once_and_what_they_saw_to_is_free(house: DeskHouse) -> None:
    chief = await house.at_desk("admin", "吴主任")
    colleague_id = await house.hired("周洁", "staff")
    colleague = await house.signed_in(colleague_id)
    await chief.opens("/rights")
    page = await chief.opens(f"/rights/{colleague_id}/staff/revoke")
    assert "收回 周洁 的工作人员身份" in page.text
    page = await chief.sends(f"/rights/{colleague_id}/staff/revoke")
    assert "已收回 周洁 的身份" in page.text
    assert (await colleague.opens("/")).status == 401
    assert house.acts()[-1] == "revoke staff"


async def test_the_last_administrator_stays(house: DeskHouse) -> None:
    chief_id = await house.hired("吴主任", "admin")
    chief = await house.signed_in(chief_id)
    await chief.opens(f"/rights/{chief_id}/admin/revoke")
    page = await chief.sends(f"/rights/{chief_id}/admin/revoke")
    assert page.status == 422 and "最后一位管理员要留着" in page.text
    assert (await chief.opens("/rights")).status == 200


async def test_an_administrator_signs_a_colleague_out_everywhere(house: DeskHouse) -> None:
    chief = await house.at_desk("admin", "吴主任")
    colleague = await house.at_desk("staff", "周洁")
    page = await chief.opens("/rights")
    assert "今天 09:00" in page.text
    await chief.sends("/rights/sign-out")
    assert (await colleague.opens("/")).status == 401


@pytest.mark.parametrize("role", ["staff", "kitchen", "reader"])
async def test_nobody_else_sees_or_changes_who_works_here(house: DeskHouse, role: str) -> None:
    other = await house.at_desk(role)
    for path in ("/rights", "/rights/acts", "/rights/acts.xlsx"):
        assert (await other.opens(path)).status == 404
    csrf = (await other.opens("/own")).form("/own/out").values["from"]
    answer = await other.client.post("/desk/rights/invite", data={"from": csrf, "role": ["admin"]})
    assert answer.status_code == 404
    assert house.rows("SELECT count(*) FROM code WHERE purpose = 'role:admin' AND used_ms IS NULL") == [(0,)]


async def test_the_acts_are_read_page_by_page_of_everybody_or_of_one_and_taken_along(house: DeskHouse) -> None:
    chief_id = await house.hired("吴主任", "admin")
    chief = await house.signed_in(chief_id)
    for _time in range(30):
        house.world.now_ms += 5_000
        await house.at_desk("staff", "周洁")
    first = await chief.opens("/rights/acts")
    assert first.main.count("登录了值守台") + first.main.count("设为工作人员") == 50
    older = await chief.follows("更早的")
    assert "吴主任" in older.main and older.main.count("登录了值守台") < 30
    own = await chief.opens(f"/rights/acts?who={chief_id}")
    assert own.main.count("登录了值守台") == 1
    answer = await chief.fetches("/rights/acts.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    [sheet] = book.worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("时间", "谁", "做了什么", "关于")
    assert len(rows) - 1 == len(house.acts())  # the export itself is among them
    assert rows[1][2] == "导出了操作记录"


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_how_the_pages_look(seen: DeskHouse, browser: Chromium) -> None:
    chief_id = await seen.hired("吴主任", "admin")
    chief = await seen.signed_in(chief_id)
    await seen.at_desk("kitchen", "王师傅")
    async with on_screen(seen, browser, chief) as screen:
        await screen.goto("/desk/rights")
        await clean(screen, "rights")
        await screen.get_by_role("button", name="给我一个口令").click()
        await clean(screen, "rights-invited")
        await screen.goto(f"/desk/rights/{chief_id}/admin/revoke")
        await clean(screen, "rights-revoke")
        await screen.get_by_role("button", name="确认收回").click()
        await clean(screen, "rights-last")
        await screen.goto("/desk/rights/acts")
        await clean(screen, "rights-acts")
