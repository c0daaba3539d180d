"""What is the same becomes one, a caller's words become a case, and how long cases took."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.desk.house import Browser, DeskHouse
from tests.desk.test_cases import HOUR_MS, photo, reported


async def three(house: DeskHouse) -> Browser:
    """The same leak, reported three times, and a lamp."""
    desk = await reported(house)
    for who, words in (("王强", "3栋2单元水管漏水了"), ("赵新德", "3栋2单元漏水很大"), ("孙伯", "7栋路灯坏了")):
        await house.happens(f"{who} is known")
        await house.happens(f"{who} reported {words}")
    return desk


async def test_the_same_ones_are_shown_first_and_merged_after_a_look(house: DeskHouse) -> None:
    desk = await three(house)
    await desk.opens("/cases/1")
    page = await desk.follows("合并相同的")
    form = page.form("/cases/1/merge/look")
    assert form.values["ids"] == ["2", "3"] and "第4号" not in page.main
    page = await desk.sends("/cases/1/merge/look")
    assert "把这3件合成一件" in page.main and "一共3位关注的人" in page.main and "并了不能分开" in page.main
    assert house.rows("SELECT count(*) FROM cases WHERE merged_into IS NOT NULL") == [(0,)]
    page = await desk.sends("/cases/1/merge", into="2")
    assert page.path == "/cases/2" and "并进来2件" in page.main
    await house.engine.settle()
    for who in ("李荣珍", "赵新德"):
        assert "已经合到一起办" in house.shown(who).text
    assert "合到第2号一起办" in (await desk.opens("/cases/1")).main
    assert "等人接 2" in (await desk.opens("/cases")).main
    await desk.opens("/cases/2")
    await desk.sends("/cases/2/state", state="solved", words="修好了")
    await house.engine.settle()
    for who in ("李荣珍", "王强", "赵新德"):
        assert sum("修好了" in one.text for one in house.engine.phones[who].messages) == 1


async def test_another_one_is_merged_by_its_number_and_nothing_that_cannot_be(house: DeskHouse) -> None:
    desk = await three(house)
    await house.says("李荣珍", "/case_new help", "家里灯泡换不动")
    await house.taps("李荣珍", "不用写地方", "报上去")
    for number, why in (("5", "不是同一种类"), ("99", "不是同一种类"), ("abc", "请写另一件的编号"), ("1", "请写另一件的编号")):
        await desk.opens("/cases/1/merge")
        page = await desk.sends("/cases/1/merge/look", number=number, ids=None)
        assert page.status == 422 and why in page.main, number
    await desk.opens("/cases/1/merge")
    page = await desk.sends("/cases/1/merge/look", ids=None)
    assert page.status == 422 and "请先选要合并的" in page.main
    page = await desk.sends("/cases/1/merge/look", number="第4号", ids=None)
    assert "把这2件合成一件" in page.main
    await desk.sends("/cases/1/merge", into="1")
    assert house.rows("SELECT merged_into FROM cases WHERE id = 4") == [(1,)]


async def test_a_caller_is_found_and_the_case_is_theirs(house: DeskHouse) -> None:
    desk = await house.at_desk("staff", "周洁")
    await house.happens("there is a spot 滑梯, code SLIDE123")
    await desk.opens("/cases")
    await desk.follows("替来电的居民报一件")
    page = await desk.opens("/cases/new?q=荣珍")
    phone = house.rows("SELECT phone FROM person WHERE name = '李荣珍'")[0][0]
    assert "李荣珍" in page.main and phone not in page.html
    page = await desk.follows("李荣珍")
    assert "替李荣珍报一件" in page.main
    page = await desk.sends("/cases/new", words="滑梯边的灯不亮")
    assert page.status == 422 or page.path == "/cases/1"
    page = await desk.opens("/cases/1")
    assert "电、路灯、电梯" in page.main and "滑梯" in page.main
    await house.engine.settle()
    assert "社区帮您报上了" in house.shown("李荣珍").text and "第1号" in house.shown("李荣珍").text
    assert house.rows("SELECT count(*) FROM cases") == [(1,)]


async def test_what_is_reported_already_is_shown_and_the_caller_joins_it(house: DeskHouse) -> None:
    desk = await reported(house)
    await house.happens("王强 is known")
    who = await house.person("王强")
    await desk.opens(f"/cases/new?who={who}&kind=hazard")
    page = await desk.sends("/cases/new", {"photos": ("a.jpg", photo())}, words="3栋2单元水管漏水，越漏越大")
    assert page.status == 422 and "是同一件吗" in page.main and "第1号" in page.main
    assert house.rows("SELECT count(*) FROM cases") == [(1,)]
    page = await desk.sends("/cases/new/join")
    assert page.path == "/cases/1" and "有进展会告诉王强" in page.main
    assert "周洁补充：3栋2单元水管漏水，越漏越大" in page.main
    assert house.rows("SELECT followers FROM cases") == [(2,)]
    await desk.opens(f"/cases/new?who={who}&kind=hazard")
    page = await desk.sends("/cases/new", words="3栋2单元水管漏水")
    page = await desk.sends("/cases/new", {"photos": ("a.jpg", photo())}, words="3栋2单元水管漏水", sure="1")
    assert page.path == "/cases/2" and house.rows("SELECT state FROM case_file WHERE case_id = 2") == [("kept",)]


async def test_who_gives_no_name_is_written_down_so_and_danger_is_told_at_once(house: DeskHouse) -> None:
    desk = await house.at_desk("staff", "周洁")
    await desk.opens("/cases/new")
    await desk.follows("不留姓名")
    page = await desk.sends("/cases/new")
    assert page.status == 422 and "请选一类" in page.main and "请写在哪里" in page.main
    page = await desk.sends("/cases/new", words="5栋有人闻到煤气味，很重", category="gas")
    assert "119" in page.main and "来电：居民打电话说的，没留姓名" in page.main
    await house.engine.settle()
    assert house.shown("周丹丹").text.startswith("紧急！有人报告危险")


async def test_a_kinds_own_questions_are_asked_and_checked(house: DeskHouse) -> None:
    await house.happens("weddings are registered here")
    [(body,)] = house.rows("SELECT body FROM case_kind WHERE slug = 'wedding'")
    assert "questions" in body
    desk = await house.at_desk("staff", "周洁")
    page = await desk.opens(f"/cases/new?who={await house.person('李荣珍')}&kind=wedding")
    names = [name for name in page.form("/cases/new").values if re.fullmatch(r"answers\.\d\.said", name)]
    page = await desk.sends("/cases/new")
    assert page.status == 422 and "这里要填一下" in page.main and names
    await desk.opens("/cases/new?who=99999&kind=wedding")
    assert desk.page.status == 404


async def test_times_count_the_answer_the_repair_and_what_was_late(house: DeskHouse) -> None:
    worker = await house.hired("周洁", "staff")
    await reported(house)
    await house.happens("王强 reported 7栋路灯坏了")
    house.world.now_ms += 2 * HOUR_MS
    desk = await house.signed_in(worker)
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/take")
    house.world.now_ms += 10 * HOUR_MS
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/state", state="solved", words="好了")
    house.world.now_ms += 24 * HOUR_MS
    await house.engine.settle()
    desk = await house.signed_in(worker)
    page = await desk.opens("/cases/1")
    assert "用了2小时" in page.main and "用了12小时" in page.main
    page = await desk.opens("/cases/times?months=1")
    assert "\n2件报上来" in page.main and "\n2小时平均多久回应" in page.main
    assert "\n12小时平均多久处理好" in page.main and "\n50%按时的" in page.main
    await desk.opens("/cases/2")
    await desk.sends("/cases/2/state", state="solved", words="晚了")
    assert "\n50%按时的" in (await desk.opens("/cases/times?months=nonsense")).main
    book = load_workbook(io.BytesIO((await desk.fetches("/cases/times/file")).content))
    assert book.sheetnames == ["按急不急", "按类别", "按队伍", "按月", "每一件"]
    assert [row[0] for row in book["每一件"].iter_rows(min_row=2, values_only=True)] == [1, 2]
    assert [row[-1] for row in book["每一件"].iter_rows(min_row=2, values_only=True)] == ["按时", "超时"]


@pytest.mark.parametrize(
    "path", ["/cases/map", "/cases/times", "/cases/council", "/cases/suggestions", "/cases/list", "/cases"]
)
async def test_an_empty_community_has_its_pages(house: DeskHouse, path: str) -> None:
    desk = await house.at_desk("staff")
    assert (await desk.opens(path)).status == 200


async def test_what_was_repaired_and_did_not_hold_counts_from_the_repair_that_held(house: DeskHouse) -> None:
    worker = await house.hired("周洁", "staff")
    await reported(house)

    async def after(hours: int, path: str, **values: Any) -> Browser:
        house.world.now_ms += hours * HOUR_MS
        desk = await house.signed_in(worker)
        await desk.opens("/cases/1")
        await desk.sends(path, **values)
        return desk

    await after(12, "/cases/1/state", state="solved", words="换了垫圈")
    desk = await after(2, "/cases/1/state", state="+progress", words="明天再来看一眼")
    assert "处理好用了12小时" in (await desk.opens("/cases/1")).main  # a word about it is no second repair
    assert "\n12小时平均多久处理好" in (await desk.opens("/cases/times?months=1")).main
    desk = await after(6, "/cases/1/reopen", why="又漏了")
    assert "平均多久处理好" in (await desk.opens("/cases/times?months=1")).main and "\n–平均多久处理好" in desk.page.main
    desk = await after(2, "/cases/1/state", state="done", words="换了水管")
    assert "处理好用了22小时" in (await desk.opens("/cases/1")).main
    assert "\n22小时平均多久处理好" in (await desk.opens("/cases/times?months=1")).main
    assert "\n100%按时的" in desk.page.main


async def test_what_staff_do_is_theirs_also_where_they_wrote_it_down_for_a_caller(house: DeskHouse) -> None:
    desk = await house.at_desk("staff", "周洁")
    for who in (str(await house.person("李荣珍")), "none"):
        await desk.opens(f"/cases/new?who={who}&kind=hazard")
        page = await desk.sends("/cases/new", words="3栋2单元水管漏水" if who == "none" else "7栋路灯坏了", sure="1")
        page = await desk.sends(f"{page.path}/state", state="solved", words="好了")
        assert "周洁改为「处理好了」：好了" in page.main, who
    await house.engine.settle()
    await house.taps("李荣珍", "还没好")
    await house.says("李荣珍", "又灭了")
    await house.taps("李荣珍", "没有照片") if house.shown("李荣珍").buttons[0].label == "没有照片" else None
    await house.says("周丹丹", "/case_more 1", "备用灯泡在库房")
    page = await desk.opens("/cases/1")
    assert "反映人说还没好" in page.main and "周丹丹补充：备用灯泡在库房" in page.main
