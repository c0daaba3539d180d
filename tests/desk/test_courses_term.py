"""A term at the desk: one form or a sheet, every date to look at, and then the courses that residents see."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook, load_workbook

from services import course_sheet
from services.community import loading, reading
from tests.conversations.world import COMMUNITY, ZONE
from tests.desk.house import Browser, DeskHouse, Page

YOGA: dict[str, Any] = {
    "rows.1.title": "晨间瑜伽", "rows.1.teacher": "林老师", "rows.1.place": "瑜伽室", "rows.1.first": "2026-12-11",
    "rows.1.time": "09:00", "rows.1.sessions": "4", "rows.1.seats": "12",
}  # fmt: skip
COURSES = "SELECT title, first_day, sessions, seats FROM course ORDER BY id DESC LIMIT {n}"


def excel(*rows: list[Any]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def planned(browser: Browser, **typed: Any) -> Page:
    await browser.opens("/courses/new")
    return await browser.sends("/courses/new", **typed)


async def test_a_course_is_looked_at_with_all_its_dates_and_then_opened(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    page = await planned(browser, **YOGA)
    assert page.status == 200 and "共1门课，4次" in page.main
    assert [day in page.main for day in ("12月11日", "12月18日", "12月25日")] == [True] * 3
    assert "1月1日" in page.main and "元旦" in page.main and "1月8日" in page.main and "跳过了1天" in page.main
    assert house.rows("SELECT COUNT(*) FROM course WHERE title = '晨间瑜伽'") == [(0,)]
    page = await browser.sends("/courses/new", go="create")
    assert "开好了1门课" in page.text
    assert house.rows(COURSES.format(n=1)) == [("晨间瑜伽", "2026-12-11", 4, 12)]
    assert "add course" in house.acts()
    await house.engine.settle()
    shown = await house.says("李荣珍", "/courses")
    assert any("晨间瑜伽" in button.label for button in shown.buttons)


async def test_the_same_form_sent_twice_makes_one_course(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await planned(browser, **YOGA)
    form = browser.page.form("/courses/new")
    for _time in range(2):
        await browser.client.post(form.action, data={**form.values, "go": ["create"]})
    assert house.rows("SELECT COUNT(*) FROM course WHERE title = '晨间瑜伽'") == [(1,)]


async def test_a_form_with_several_rows_grows_and_goes_back(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await planned(browser, **YOGA, go="more")
    second: dict[str, Any] = {name.replace("rows.1.", "rows.2."): value for name, value in YOGA.items()}
    page = await browser.sends(
        "/courses/new",
        go=None,
        **{**second, "rows.2.title": "午后书法", "rows.2.mode": "draw", "rows.2.closes": "2026-12-05T18:00"},
    )
    assert "共2门课，8次" in page.main and "同一时间、同一地点、同一位老师" in page.main
    page = await browser.sends("/courses/new", go="back")
    assert page.form("/courses/new").values["rows.2.title"] == ["午后书法"]
    elsewhere: dict[str, Any] = {"rows.2.time": "14:00", "rows.2.place": "书画教室", "rows.2.teacher": "赵老师"}
    await browser.sends("/courses/new", go=None, **elsewhere)
    assert "没有和别的课撞时间" in browser.page.main
    assert "开好了2门课" in (await browser.sends("/courses/new", go="create")).text
    assert len(house.rows("SELECT 1 FROM draw d JOIN course c ON c.id = d.course_id WHERE c.title = '午后书法'")) == 1


async def test_what_is_not_right_is_said_beside_its_field(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    page = await planned(
        browser, **{**YOGA, "rows.1.first": "2026-11-02", "rows.1.mode": "draw", "rows.1.seats": "很多"}, off="随便哪天"
    )
    assert page.status == 422 and "已经过去了" in page.main and "抽签的课要写什么时候截止报名" in page.main
    assert "请写1到100000的整数" in page.main and "这里有一天没看懂" in page.main
    assert page.form("/courses/new").values["rows.1.title"] == ["晨间瑜伽"]
    assert "请至少写一门" in (await planned(browser)).main


async def test_days_that_the_office_names_are_left_out_and_holidays_kept_where_wished(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    page = await planned(browser, **YOGA, holidays=None, off="12月18日到12月20日")
    assert "定了停课" in page.main and "元旦" not in page.main and "跳过了1天" in page.main


async def test_a_sheet_is_filled_in_looked_at_and_opened(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    answer = await browser.fetches("/courses/new/sheet")
    book = load_workbook(io.BytesIO(answer.content))
    heads = [cell.value for cell in next(book.worksheets[0].iter_rows())]
    assert heads[:3] == ["课程名", "老师", "地点"]
    row = dict(zip(heads, [cell.value for cell in list(book.worksheets[0].iter_rows())[1]], strict=True))
    row |= {"课程名": "合唱", "给谁上": "60岁以上", "费用（元）": "5"}
    await browser.opens("/courses/new")
    page = await browser.sends(
        "/courses/new/sheet", files={"sheet": ("term.xlsx", excel(heads, [row[head] for head in heads]))}
    )
    assert "共1门课，8次" in page.main and "合唱" in page.main
    await browser.sends("/courses/new", go="create")
    assert house.rows("SELECT audience, price_fen FROM course WHERE title = '合唱'") == [("seniors", 500)]


async def test_a_sheet_with_a_mistake_comes_back_as_a_form(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await browser.opens("/courses/new")
    heads = [said.source for said in course_sheet.COLUMNS.values()]
    content = excel(heads, ["合唱", "", "活动室", "老人家", 20, "2026-12-09", "19:00"])
    page = await browser.sends("/courses/new/sheet", files={"sheet": ("term.xlsx", content)})
    assert "请写其中一个" in page.main and page.form("/courses/new").values["rows.1.title"] == ["合唱"]
    await browser.opens("/courses/new")
    page = await browser.sends("/courses/new/sheet", files={"sheet": ("x.xlsx", excel(["姓名", "电话"], ["张三", "1"]))})
    assert page.status == 422 and "没找到「课程名」这一列" in page.main
    await browser.opens("/courses/new")
    page = await browser.sends("/courses/new/sheet", files={"sheet": ("x.xlsx", b"PK\x03\x04 not a book")})
    assert page.status == 422 and "打不开" in page.main


async def test_a_column_that_means_nothing_is_named(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    heads = ["课程名", "人数", "地点", "第一次上课", "几点"]
    for day, status in (("2026-12-09", 200), ("哪天", 200)):
        await browser.opens("/courses/new")
        content = excel(heads, ["合唱", 7, "活动室", day, "19:00"])
        page = await browser.sends("/courses/new/sheet", files={"sheet": ("term.xlsx", content)})
        assert page.status == status and "这几列没有用上：人数" in page.main


async def test_last_terms_course_is_held_once_more(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await browser.opens("/courses")
    yoga = house.rows("SELECT id FROM course WHERE title = '瑜伽'")[0][0]
    page = await browser.sends("/courses/new/like", like=[str(yoga)], from_day="2027-03-01")
    typed = page.form("/courses/new").values
    assert typed["rows.1.title"] == ["瑜伽"] and typed["rows.1.first"] == ["2027-03-01"] and typed["rows.1.time"] == ["19:00"]


async def test_loading_the_file_leaves_what_the_desk_planned_alone(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await planned(browser, **YOGA)
    await browser.sends("/courses/new", go="create")
    before = house.remembered()["course"]
    file, _problems = reading.read(COMMUNITY)
    assert file is not None
    remarks = await house.db.write(lambda: loading.load(file, house.world.now_ms, ZONE, lambda: "0" * 64))
    assert house.remembered()["course"] == before and not any("晨间瑜伽" in str(remark) for remark in remarks)


async def test_what_a_colleague_planned_meanwhile_is_seen_before_anything_is_opened(house: DeskHouse) -> None:
    browser, colleague = await house.at_desk("staff"), await house.at_desk("staff", "吴洁")
    await planned(browser, **YOGA)
    await planned(colleague, **{**YOGA, "rows.1.title": "拉伸"})
    await colleague.sends("/courses/new", go="create")
    page = await browser.sends("/courses/new", go="create")
    assert "刚才有同事排了别的课" in page.main and "和「拉伸」同一时间、同一地点、同一位老师" in page.main
    assert house.rows("SELECT COUNT(*) FROM course WHERE title = '晨间瑜伽'") == [(0,)]
    assert "开好了1门课" in (await browser.sends("/courses/new", go="create")).text


async def test_once_more_asks_for_a_course_and_a_day(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await browser.opens("/courses")
    page = await browser.sends("/courses/new/like")
    assert page.status == 422 and "请先勾选" in page.text
    yoga = str(house.rows("SELECT id FROM course WHERE title = '瑜伽'")[0][0])
    page = await browser.sends("/courses/new/like", like=[yoga], from_day="明年")
    assert page.status == 422 and page.form("/courses/new/like").values["like"] == [yoga]


async def test_who_may_plan(house: DeskHouse) -> None:
    for role in ("reader", "kitchen"):
        browser = await house.at_desk(role)
        assert (await browser.opens("/courses/new")).status == 404
    reader = await house.at_desk("reader", "街道的人")
    page = await reader.opens("/courses")
    assert page.status == 200 and "开新课" not in page.text and "瑜伽" in page.text


async def test_the_exported_list_goes_back_in(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    for language in ("zh-CN", "en"):
        browser.client.headers["accept-language"] = language
        content = (await browser.fetches("/courses/all.xlsx")).content
        await browser.opens("/courses/new")
        page = await browser.sends("/courses/new/sheet", files={"sheet": ("all.xlsx", content)})
        assert page.status == 200 and ("共7门课" in page.main or "7 courses, " in page.main), page.main
