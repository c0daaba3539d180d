"""Cases at the desk: finding one, seeing to it, and what whoever brought it up reads of it in the chat."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from PIL import Image

from services import staff
from tests.desk.house import Browser, DeskHouse

HOUR_MS = 3_600_000


def photo(where: bool = False) -> bytes:
    """A picture; with `where` the phone wrote into it where it was taken."""
    made, exif = io.BytesIO(), Image.Exif()
    if where:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "SecretPhone"
    Image.new("RGB", (60, 40), "sienna").save(made, "JPEG", exif=exif)
    return made.getvalue()


async def reported(house: DeskHouse, words: str = "3栋2单元水管漏水") -> Browser:
    """李荣珍 reports it in the chat as case 1; returns the browser of 周洁, who works here."""
    await house.says("李荣珍", words)
    await house.taps("李荣珍", "报上去")
    return await house.at_desk("staff", "周洁")


async def test_the_board_counts_what_is_in_each_state_and_leads_to_each_case(house: DeskHouse) -> None:
    desk = await reported(house)
    await house.happens("王强 reported 7栋路灯坏了")
    await house.happens("the office moves case 2 to working")
    page = await desk.opens("/cases")
    assert "等人接 1" in page.main and "在办 1" in page.main and "办好了 0" in page.main
    assert "漏水、下水 · 3栋2单元" in page.main and "还剩24小时" in page.main
    page = await desk.follows("漏水、下水")
    assert page.path == "/cases/1" and "3栋2单元水管漏水" in page.main and "还没人接" in page.main


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=hazard", {1, 2, 3}), ("kind=help", set()), ("category=water", {1, 3}), ("severity=utility", {1, 2, 3}),
        ("owner=me", {2}), ("owner=none", {1, 3}), ("team=none", {1, 2, 3}), ("late=1", {1, 2}), ("q=路灯", {2}), ("q=50%25", set()),
        ("time=7", {1, 2, 3}), ("phase=working", {2}), ("state=new", {1, 3}), ("kind=hazard&category=water&late=1", {1}),
        ("team=99", set()), ("team=abc&owner=x&time=never&at=b9", {1, 2, 3}), ("q=2", {2}), ("q=第2号", {2}),
    ],
)  # fmt: skip
async def test_each_filter_finds_its_own(house: DeskHouse, query: str, found: set[int]) -> None:
    await reported(house)
    await house.happens("王强 reported 7栋路灯坏了")
    worker = await house.hired("吴姐", "staff")
    desk = await house.signed_in(worker)
    await desk.opens("/cases/2")
    await desk.sends("/cases/2/take")
    house.world.now_ms += 25 * HOUR_MS
    desk = await house.signed_in(worker)
    await house.happens("王强 reported 5栋下水堵了")
    page = await desk.opens(f"/cases/list?{query}")
    if query in ("q=2", "q=第2号"):  # the number of a case leads there
        assert page.path == (await desk.opens(f"/cases?{query}")).path == "/cases/2"
        return
    assert {int(href.rpartition("/")[2]) for _said, href in page.links if href.rpartition("/")[2].isdecimal()} == found
    assert f"一共{len(found)}件" in page.main


async def test_a_long_list_has_pages_and_the_board_says_how_many_more(house: DeskHouse) -> None:
    desk = await reported(house)
    for n in range(60):
        await house.happens(f"王强 reported {n + 1}栋路灯坏了")
    assert "全部61件" in (await desk.opens("/cases")).main
    page = await desk.follows("全部61件")
    assert "一共61件" in page.main and "第61号" not in page.main
    first = [href for _said, href in page.links if href.rpartition("/")[2].isdecimal()]
    page = await desk.follows("下一页")
    rest = [href for _said, href in page.links if href.rpartition("/")[2].isdecimal()]
    assert (len(first), len(rest)) == (50, 11) and not set(first) & set(rest)
    page = await desk.opens("/cases/list?by=urgent")
    assert ('<input type="hidden" name="by" value="urgent">' in page.html) and 'name="by"' not in (
        await desk.opens("/cases/list")
    ).html
    assert page.links[[said for said, _href in page.links].index("漏水、下水 · 3栋2单元")][1].endswith("/1")


async def test_the_list_is_saved_as_excel_without_who_brought_it_up(house: DeskHouse) -> None:
    desk = await reported(house)
    answer = await desk.fetches("/cases/list/file?kind=hazard")
    head, row = load_workbook(io.BytesIO(answer.content))["待办"].iter_rows(values_only=True)
    assert (head[0], row[0], row[2], row[4], row[5]) == ("编号", 1, "漏水、下水", "3栋2单元", "3栋2单元水管漏水")
    assert "李荣珍" not in str(row)
    assert house.acts()[-1] == "export cases"
    page = await (await house.at_desk("admin")).opens("/rights/acts")
    assert "导出了待办清单" in page.main


async def test_whoever_takes_it_sees_to_it_and_the_reporter_reads_that_somebody_does(house: DeskHouse) -> None:
    desk, other = await reported(house), await house.at_desk("staff", "吴姐")
    await desk.opens("/cases/1")
    await other.opens("/cases/1")
    page = await desk.sends("/cases/1/take")
    assert "第1号归您处理" in page.main
    await house.engine.settle()
    assert "有新进展：有人在处理" in house.shown("李荣珍").text
    page = await other.sends("/cases/1/take")
    assert page.status == 422 and "已经由周洁去处理了" in page.main
    await other.opens("/cases/1")
    page = await other.sends("/cases/1/give", to="person:0")
    assert "第1号归您处理" in page.main
    assert [action for action in house.acts() if "take case" in action] == ["take case", "take case"]


async def test_it_is_given_to_a_colleague_who_hears_so_and_to_a_team(house: DeskHouse) -> None:
    desk = await reported(house)
    await house.happens("王强 is in the team 老街坊巡逻队")
    await house.happens("张汉梅 leads the team 老街坊巡逻队")
    await desk.opens("/cases/1")
    page = await desk.sends("/cases/1/give", to="")
    assert page.status == 422 and "这里要填一下" in page.main
    page = await desk.sends("/cases/1/give", to=f"person:{await house.person('周丹丹')}")
    assert "转过去了，对方马上收到" in page.main
    await house.engine.settle()
    assert "周洁把第1号转给您" in house.shown("周丹丹").text
    page = await desk.sends("/cases/1/give", to="team:1")
    assert "已经告诉队长" in page.main and "老街坊巡逻队" in page.main
    await house.engine.settle()
    assert "社区把第1号转给老街坊巡逻队" in house.shown("张汉梅").text


async def test_a_question_reaches_the_reporter_and_their_answer_stands_in_the_timeline(house: DeskHouse) -> None:
    desk = await reported(house)
    await desk.opens("/cases/1")
    page = await desk.sends("/cases/1/ask", question="现在还漏吗？")
    assert "一回答就告诉您" in page.main and "周洁问反映人：现在还漏吗？" in page.main
    await house.engine.settle()
    assert "现在还漏吗？" in house.shown("李荣珍").text
    await house.taps("李荣珍", "回答")
    await house.says("李荣珍", "漏得更大了")
    assert "反映人回答：漏得更大了" in (await desk.opens("/cases/1")).main


async def test_solved_with_words_and_a_photo_is_what_the_reporter_gets(house: DeskHouse) -> None:
    desk = await reported(house)
    await house.happens("the office often answers 修好了: 修好了，谢谢您告诉我们。")
    await desk.opens("/cases/1")
    page = await desk.sends(
        "/cases/1/state", {"photos": ("a.jpg", photo(where=True))}, state="solved", canned="1", words="换了水管。"
    )
    assert "改好了，会告诉1位关注的人" in page.main and "处理好" in page.main
    await house.engine.settle()
    shown = house.shown("李荣珍")
    assert "处理好了" in shown.text and "修好了，谢谢您告诉我们。\n换了水管。" in shown.text and shown.file == "photo.jpg"
    [(file_id, state)] = house.rows("SELECT id, state FROM case_file")
    answer = await desk.fetches(f"/cases/1/files/{file_id}")
    assert (state, answer.status_code, answer.headers["content-type"]) == ("kept", 200, "image/jpeg")
    assert b"SecretPhone" not in answer.content and not Image.open(io.BytesIO(answer.content)).getexif()
    page = await desk.opens(f"/cases/1/photos/{file_id}")
    assert "第1张，共1张" in page.main and "换了水管。" in page.main
    await house.taps("李荣珍", "解决了")
    assert "已解决" in (await desk.opens("/cases/1")).main


@pytest.mark.parametrize(
    "content", [b"MZ no picture at all", b"\xff\xd8\xff broken", b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
async def test_what_is_no_picture_changes_nothing(house: DeskHouse, content: bytes) -> None:
    desk = await reported(house)
    await desk.opens("/cases/1")
    page = await desk.sends("/cases/1/state", {"photos": ("a.jpg", content)}, state="solved", words="换了水管。")
    assert page.status == 422 and "不是能用的照片" in page.main and "换了水管。" in page.html
    assert house.rows("SELECT state FROM cases") == [("new",)] and house.rows("SELECT * FROM case_file") == []


async def test_a_picture_of_a_form_that_came_to_nothing_is_destroyed(house: DeskHouse) -> None:
    desk, other = await reported(house), await house.at_desk("staff", "吴姐")
    await desk.opens("/cases/1")
    await other.opens("/cases/1")
    await other.sends("/cases/1/state", state="working")
    page = await desk.sends("/cases/1/state", {"photos": ("a.jpg", photo())}, state="solved", words="换了水管。")
    assert page.status == 422 and "刚有变动" in page.main
    assert [path for path in (house.world.path.parent / "files").rglob("*") if path.is_file()]
    await house.engine.settle()
    assert [path for path in (house.world.path.parent / "files").rglob("*") if path.is_file()] == []


async def test_the_same_form_sent_twice_is_done_and_told_once(house: DeskHouse) -> None:
    desk = await reported(house)
    await desk.opens("/cases/1")
    form = desk.page.form("/cases/1/state")
    for _time in range(2):
        answer = await desk.client.post(form.action, data={**form.values, "state": ["working"], "words": ["马上来"]})
        assert answer.status_code == 200
    assert house.rows("SELECT count(*) FROM case_event WHERE kind = 'state'") == [(1,)]
    await house.engine.settle()
    assert sum("马上来" in one.text for one in house.engine.phones["李荣珍"].messages) == 1


async def test_declining_is_looked_at_first_needs_a_reason_and_can_be_undone(house: DeskHouse) -> None:
    desk = await reported(house)
    await desk.opens("/cases/1")
    page = await desk.follows("这次不处理")
    assert "会告诉1位关注的人" in page.main
    page = await desk.sends("/cases/1/decline", words=" ")
    assert page.status == 422 and "请说一句原因" in page.main
    await desk.sends("/cases/1/decline", words="要物业先停水，月底一起修。")
    await house.engine.settle()
    assert "这次不处理" in house.shown("李荣珍").text and "月底一起修" in house.shown("李荣珍").text
    await desk.opens("/cases/1")
    page = await desk.sends("/cases/1/reopen", why="物业说明天就能修")
    assert "重新打开了" in page.main
    await house.engine.settle()
    assert "有人在处理" in house.shown("李荣珍").text and "物业说明天就能修" in house.shown("李荣珍").text
    assert house.rows("SELECT phase, closed_ms FROM cases") == [("working", None)]


async def test_what_it_is_and_where_can_be_set_right(house: DeskHouse) -> None:
    desk = await reported(house)
    await house.happens("there is a spot 滑梯, code SLIDE123")
    await desk.opens("/cases/1/sort")
    page = await desk.sends("/cases/1/sort", category="building", severity="danger", spot="1")
    assert "改好了" in page.main and "栏杆、墙皮、路面" in page.main and "滑梯" in page.main and "危险" in page.main
    assert house.rows("SELECT category, severity, danger, place, spot_id FROM cases") == [("building", "danger", 1, "滑梯", 1)]
    await desk.opens("/cases/1/sort")
    page = await desk.sends("/cases/1/sort", kind="suggestion")
    assert "周洁改了种类：建议" in page.main and "等您看过" in page.main
    assert house.rows("SELECT kind, shown, severity, due_ms FROM cases") == [("suggestion", "asked", "", None)]
    assert {action for action in house.acts() if action.startswith("set ")} == {
        "set category",
        "set severity",
        "set place",
        "set kind",
    }


async def test_a_note_is_for_colleagues_alone(house: DeskHouse) -> None:
    desk = await reported(house)
    await desk.opens("/cases/1")
    page = await desk.sends("/cases/1/note", note="钥匙在门卫那里")
    assert "周洁备注：钥匙在门卫那里" in page.main and "居民看不到" in page.main
    await house.engine.settle()
    assert not any("钥匙" in one.text for one in house.engine.phones["李荣珍"].messages)


async def test_who_brought_it_up_and_their_number_are_opened_and_noted(house: DeskHouse) -> None:
    desk = await reported(house)
    phone = house.rows("SELECT phone FROM person WHERE name = '李荣珍'")[0][0]
    page = await desk.opens("/cases/1")
    assert "李荣珍" not in page.main and phone not in page.html
    page = await desk.follows("看姓名和电话")
    assert "李荣珍" in page.main and phone in page.main
    assert house.acts()[-3:] == ["see reporter", "see reporter phone", "see phone"]
    page = await desk.opens("/cases/1/acts")
    assert "周洁" in page.main and "看了反映人的电话" in page.main


async def test_opening_a_case_is_written_down_once_a_sitting(house: DeskHouse) -> None:
    desk = await reported(house)
    for _time in range(3):
        await desk.opens("/cases/1")
    await desk.sends("/cases/1/take")
    assert house.acts().count("see case") == 1
    house.world.now_ms += HOUR_MS
    await desk.opens("/cases/1")
    assert house.acts().count("see case") == 2


async def test_danger_counts_as_heard_where_somebody_is_at_the_desk(house: DeskHouse) -> None:
    person_id = await house.person("周丹丹")
    desk = await house.at_desk("staff", "周洁")
    await house.db.write(lambda: staff.revoke(1, "staff", person_id, None, house.world.now_ms))
    await house.says("李荣珍", "3栋煤气漏了")
    said = "".join(one.text for one in house.engine.phones["李荣珍"].messages)
    assert "已经通知社区工作人员" in said and "收不到消息" not in said
    assert "煤气" in (await desk.opens("/")).main
    house.world.now_ms += HOUR_MS
    await house.happens("王强 is known")
    await house.says("王强", "5栋煤气漏了")
    assert "收不到消息" in "".join(one.text for one in house.engine.phones["王强"].messages), (
        "nobody has touched the desk since"
    )
