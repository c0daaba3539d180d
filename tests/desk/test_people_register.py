"""The household register: looked at before anything changes, applied in pieces, undone; and nobody in it hears anything unasked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from services.register import importing, pieces, reading
from storage import people as stored
from tests.desk.house import Browser, DeskHouse, Page
from tests.desk.test_people import lives

HEAD = ("姓名", "楼栋", "单元", "房号", "出生日期", "电话")


def sheet(*rows: Sequence[object], head: Sequence[object] = HEAD) -> bytes:
    """A register with these rows."""
    book = Workbook()
    assert book.active is not None
    for row in (head, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def uploads(house: DeskHouse, browser: Browser, content: bytes, name: str = "名册.xlsx") -> Page:
    """The page of a register once it was read."""
    await browser.opens("/people/register")
    page = await browser.sends("/people/register", files={"file": (name, content)})
    if page.status == 200:
        await house.engine.settle()
        page = await browser.opens(page.path)
    return page


async def applied(house: DeskHouse, browser: Browser) -> Page:
    """The page of a register once it was applied."""
    path = browser.page.path
    await browser.sends(f"{path}/apply")
    await house.engine.settle()
    return await browser.opens(path)


def known(house: DeskHouse, name: str) -> list[tuple[object, ...]]:
    """What is known of who is called so."""
    return house.rows(
        "SELECT phone, building, unit, room, birth_date, consent_version, verified_ms FROM person WHERE name = :name ORDER BY id",
        {"name": name},
    )


async def test_dates_numbers_and_homes_are_read_however_they_are_written(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    content = sheet(
        ("张一", 3, 1, 502, datetime(1950, 3, 8), 13800000001),  # noqa: DTZ001  # a cell has no zone
        ("张二", "3栋", "1单元", "503室", "1950.3.8", "138 0000 0002"),
        ("张三", "", "", "", "1950年3月8日", "027-84951234"),
        ("张四", "", "", "", 18330, "13800000004/13900000004"),
        ("张五", "", "", "", "19500308", "无"),
        ("张六", "", "", "", "1950/03/08", ""),
        ("张七", "", "", "", date(1950, 3, 8), None),
    )
    page = await uploads(house, browser, content)
    assert "新登记7人" in page.main
    await applied(house, browser)
    births = house.rows("SELECT name, birth_date, phone, building, unit, room FROM person WHERE name LIKE '张_' ORDER BY id")
    assert {born for _name, born, *_rest in births} == {"1950-03-08"}
    assert [phone for _name, _born, phone, *_rest in births] == [
        "13800000001",
        "13800000002",
        "027-84951234",
        "13800000004",
        "",
        "",
        "",
    ]
    assert births[0][3:] == ("3", "1", "502") and births[1][3:] == ("3", "1", "503")


async def test_nothing_changes_before_it_was_looked_at(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    before = house.remembered()["person"]
    await uploads(house, browser, sheet(("张一", 3, 1, 502, "1950-3-8", "13800000001")))
    assert house.remembered()["person"] == before
    page = await browser.sends(f"{browser.page.path}/drop")
    assert "什么都没有改" in page.text and house.remembered()["person"] == before
    assert house.rows("SELECT count(*) FROM register_row") == [(0,)]


async def test_who_is_known_is_matched_by_number_door_or_birth_and_only_added_to(house: DeskHouse) -> None:
    by_phone = await lives(house, "万一", "13800000001")
    by_door = await lives(house, "万二", "", ("5", "", "301"))
    by_birth = await lives(house, "万三", "", born="1944-04-04")
    same = await lives(house, "万四", "13800000004", ("5", "", "304"), "1945-05-05")
    browser = await house.at_desk("staff")
    page = await uploads(
        house, browser,
        sheet(
            ("万一", 5, "", 300, "1941-1-1", "13800000001"), ("万二", 5, "", 301, "1942-2-2", ""), ("万三", 5, "", 303, "1944-4-4", "13800000003"),
            ("万四", 5, "", 304, "1945-5-5", "13800000004"), ("万五", 5, "", 305, "", ""),
        ),
    )  # fmt: skip
    assert "新登记1人" in page.main and "3人补上空着的资料" in page.main
    await browser.opens(f"{page.path}/rows?what=change")
    assert "补上：住址、出生日期" in browser.page.main
    await browser.opens(page.path)
    page = await applied(house, browser)
    assert "1 登记了" in page.main and "3 补上了" in page.main
    assert known(house, "万一")[0][:5] == ("13800000001", "5", "", "300", "1941-01-01")
    assert [len(known(house, name)) for name in ("万一", "万二", "万三", "万四", "万五")] == [1] * 5
    ids = house.rows("SELECT id FROM person WHERE name LIKE '万_' AND name <> '万五' ORDER BY id")
    assert [person_id for (person_id,) in ids] == [by_phone, by_door, by_birth, same]
    page = await uploads(house, browser, sheet(("万一", 5, "", 300, "1941-1-1", "13800000001"), ("万五", 5, "", 305, "", "")))
    assert "2 和现在一样" in page.main and "确认导入" not in page.main


async def test_what_differs_is_decided_by_whoever_looks(house: DeskHouse) -> None:
    moved = await lives(house, "万一", "13800000001", ("5", "", "301"))
    await house.happens("李荣珍 lives in 3栋2单元501")
    browser = await house.at_desk("staff", "周洁")
    page = await uploads(
        house, browser,
        sheet(("万一", 6, "", 601, "", "13800000001"), ("荣珍", "", "", "", "", "13800089726"), ("李荣珍", "", "", "", "", "13999999999")),
    )  # fmt: skip
    assert "3 要您看一下" in page.main
    path = page.path
    page = await browser.opens(f"{path}/ask")
    assert "13800089726" in page.main and "5栋301" in page.main and "check register" in house.acts()
    first, second, third = page.form(f"{path}/choose").values["choice"]
    assert first == f"2 fill:{moved}" and second == "3 skip"
    resident = await house.person("李荣珍")
    assert third == "4 skip" or third == f"4 fill:{resident}"
    await browser.sends(f"{path}/choose", choice=[f"2 file:{moved}", f"3 fill:{resident}", "4 new"])
    page = await applied(house, browser)
    assert known(house, "万一")[0][1:4] == ("6", "", "601")
    assert [phone for phone, *_rest in known(house, "李荣珍")] == ["13800089726", "13999999999"]
    assert known(house, "荣珍") == []


async def test_a_family_that_shares_a_number_is_several_people(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    page = await uploads(
        house, browser,
        sheet(("王大山", 3, 1, 502, "", "13800000001"), ("刘桂芳", 3, 1, 502, "", "13800000001"), ("王小宝", 3, 1, 502, "2018-6-1", "13800000001")),
    )  # fmt: skip
    assert "新登记3人" in page.main


async def test_brothers_with_one_number_and_neighbours_of_one_name_are_several_people(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    page = await uploads(
        house, browser,
        sheet(
            ("王国强", 3, 1, 502, "1950-1-1", "13800000001"), ("王国庆", 3, 1, 502, "1952-2-2", "13800000001"),
            ("王国富", 3, 1, 502, "", "13800000001"), ("张伟", 1, 1, 101, "", ""), ("张伟", 9, 1, 901, "", ""),
        ),
    )  # fmt: skip
    assert "新登记5人" in page.main
    page = await applied(house, browser)
    assert "5 登记了" in page.main and "情况变了" not in page.main


async def test_rows_that_cannot_be_read_say_which_and_why(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    page = await uploads(
        house, browser,
        sheet(
            ("", 3, 1, 502, "", ""), ("万一", "", "", "", "", "12345"), ("万二", "", "", "", "去年", ""), ("万三", "", "", 502, "", ""),
            ("万四", "", "", "", "1950-3-8", ""), ("万四", "", "", "", "1950.3.8", ""), (), ("万五", "", "", "", "2999-1-1", ""),
        ),
    )  # fmt: skip
    assert "6行看不懂" in page.main and "新登记1人" in page.main
    page = await browser.opens(f"{page.path}/rows?what=bad")
    for words in (
        "2 没有姓名", "电话「12345」不像号码", "出生日期「去年」看不懂", "有房号，没有楼栋", "和第6行是同一个人", "9 万五",
    ):  # fmt: skip
        assert words in " ".join(page.main.split()), words


async def test_one_column_for_the_home_and_others_that_are_not_used(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    content = sheet(
        ("小军山社区居民名册",), ("序号", "姓 名", "家庭住址", "身份证号", "手机号（必填）"), (1, "万一", "3栋1单元502室", "420", "13800000001"),
        (2, "万二", "3-502", "421", ""), (3, "万三", "对面", "", ""), head=(),
    )  # fmt: skip
    page = await uploads(house, browser, content)
    assert "这几列没有用到：序号、身份证号" in page.main and "新登记2人" in page.main
    await applied(house, browser)
    assert known(house, "万一")[0][:4] == ("13800000001", "3", "1", "502")
    assert "420" not in str(house.rows("SELECT * FROM register_row"))


async def test_sheets_that_are_not_read_are_named(house: DeskHouse) -> None:
    book = Workbook()
    for title, state in (("一栋", "visible"), ("二栋", "visible"), ("旧的", "hidden"), ("怎么填", "visible")):
        made = book.create_sheet(title)
        made.append(["姓名", "一行一个人"] if title == "怎么填" else list(HEAD))
        made.append([f"{title}的人", 3, 1, 502, "", ""])
        made.sheet_state = state
    book.remove(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    page = await uploads(house, await house.at_desk("staff"), out.getvalue())
    assert (
        "新登记1人" in page.main and "还有「二栋」没有读" in page.main and "旧的" not in page.main and "怎么填" not in page.main
    )


async def test_a_file_on_which_the_reading_breaks_says_what_to_do(house: DeskHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "HEADS_WITHIN", "ten")
    page = await uploads(house, await house.at_desk("staff"), sheet(("万一", 3, 1, 502, "", "")))
    assert "没有读成" in page.main and house.rows("SELECT count(*) FROM errand") == [(0,)]


async def test_a_file_that_is_no_register_says_what_to_do(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    page = await uploads(house, browser, b"\xd0\xcf\x11\xe0 old")
    assert page.status == 422 and "另存为 .xlsx" in page.main
    page = await uploads(house, browser, b"PK\x03\x04 broken")
    assert "打不开" in page.main
    page = await uploads(house, browser, sheet(("a", "b"), head=("x", "y")))
    assert "没有找到「姓名」这一列" in page.main
    page = await uploads(house, browser, sheet())
    assert "一行也没有" in page.main


async def test_a_kill_in_the_middle_is_gone_on_from_and_nothing_is_done_twice(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    rows = [(f"居民{n:03}", 3, 1, 100 + n, "", f"1390000{n:04}") for n in range(350)]
    page = await uploads(house, browser, sheet(*rows))
    import_id = int(page.path.rpartition("/")[2])
    page = await browser.sends(f"{page.path}/apply")
    for _piece in range(8):  # what was done before the kill; the errand is still there
        assert await house.db.write(lambda: pieces.step(import_id, house.world.now_ms))
    page = await browser.opens(page.path)
    assert "到第201行，共351行" in page.main
    assert house.rows("SELECT count(*) FROM person WHERE name LIKE '居民%'") == [(200,)]
    await house.engine.settle()
    page = await browser.opens(page.path)
    assert "350 登记了" in page.main
    assert house.rows("SELECT count(*) FROM person WHERE name LIKE '居民%'") == [(350,)]
    assert house.rows("SELECT count(*) FROM errand") == [(0,)]
    assert [act for act in house.acts() if "register" in act] == ["import register"]


async def test_an_import_is_undone_as_far_as_nothing_came_after_it(house: DeskHouse) -> None:
    filled = await lives(house, "万一", "13800000001")
    refilled = await lives(house, "万二", "13800000002")
    browser = await house.at_desk("staff")
    await uploads(
        house, browser,
        sheet(
            ("万一", 5, "", 301, "1941-1-1", "13800000001"), ("万二", 5, "", 302, "", "13800000002"), ("万三", 5, "", 303, "", ""),
            ("万四", 5, "", 304, "", "13800000004"), ("万五", 5, "", 305, "", ""),
        ),
    )  # fmt: skip
    page = await applied(house, browser)
    [(used,)] = house.rows("SELECT id FROM person WHERE name = '万四'")
    await house.db.write(lambda: stored.verify(used, house.world.now_ms))
    await house.db.write(lambda: stored.set_home(refilled, "9", "", "999"))
    await browser.follows("撤回这次导入")
    assert "新登记的3人会删掉" in browser.page.main
    await browser.sends(f"{page.path}/undo")
    await house.engine.settle()
    page = await browser.opens(page.path)
    assert "2 撤回：删掉了" in page.main and "1 撤回：改回去了" in page.main and "2 撤不回的" in page.main
    assert known(house, "万三") == [] and known(house, "万五") == [] and len(known(house, "万四")) == 1
    assert known(house, "万一")[0][:5] == ("13800000001", "", "", "", None)
    assert known(house, "万二")[0][1:4] == ("9", "", "999")
    await browser.opens(f"{page.path}/rows?became=stays")
    assert "后来有人用上了这条记录" in browser.page.main and "后来又改过" in browser.page.main
    assert house.acts()[-1] == "undo register" and filled


async def test_who_is_in_a_register_hears_nothing_and_is_asked_as_everybody_is(house: DeskHouse) -> None:
    """They come to the office, get a code, and find their record; what they agree to, they are asked there."""
    browser = await house.at_desk("staff")
    await uploads(house, browser, sheet(("万小芳", 5, "", 301, "1950-12-30", "13800000009")))
    await applied(house, browser)
    assert known(house, "万小芳")[0][5:] == (0, None)
    await browser.opens("/people?q=wxf")
    await browser.follows("万小芳")
    await browser.follows("给口令")
    page = await browser.sends(f"{browser.page.path}")
    code = next(word for word in page.main.split() if len(word) == 8 and word.isascii())
    await house.says("芳芳", "你好")
    await house.taps("芳芳", "先看看再说")
    await house.says("芳芳", code)
    await house.taps("芳芳", "对，接上")
    assert "万小芳" in (await house.says("芳芳", "/me")).text
    await house.says("芳芳", "/sign_up 2")
    assert "同意" in [button.label for button in house.shown("芳芳").buttons]
    await house.happens("刘桂芳 is known, born 1948-12-20")
    house.at("2026-12-01 12:00")
    await house.engine.settle()
    assert house.rows("SELECT count(*) FROM call") == [(0,)]
    told = {who: any("生日会" in one.text for one in house.engine.phones[who].messages) for who in ("芳芳", "刘桂芳")}
    assert told == {"芳芳": False, "刘桂芳": True}


async def test_who_gives_the_number_of_a_register_is_proposed_as_a_double(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await uploads(
        house, browser, sheet(("李荣珍", 3, 2, 501, "1950-3-8", "13800089726"), ("李大力", 3, 2, 501, "", "13800089726"))
    )
    page = await browser.opens(browser.page.path)
    assert "新登记1人" in page.main  # she is known by her number; he has the number of his wife
    await applied(house, browser)
    await house.happens("张汉梅 is known")
    await uploads(house, browser, sheet(("张汉梅", 4, 1, 101, "", "13911111111")))
    await browser.opens(f"{browser.page.path}/ask")
    await browser.sends(f"{browser.page.path.removesuffix('/ask')}/choose", choice=["2 new"])
    await applied(house, browser)
    await house.says("张汉梅", "/me")
    await house.taps("张汉梅", "修改资料", "电话")
    await house.says("张汉梅", "13911111111")
    page = await browser.opens("/people/doubles")
    assert "张汉梅" in page.main and "电话一样" in page.main and "李大力" not in page.main


async def test_the_template_can_be_filled_and_imported_and_so_can_the_list(house: DeskHouse) -> None:
    await lives(house, "万一", "13800000001", ("5", "", "301"), "1941-01-01")
    browser = await house.at_desk("staff")
    template = load_workbook(io.BytesIO((await browser.fetches("/people/register/template.xlsx")).content))
    assert [cell.value for cell in template.worksheets[0][1]] == list(HEAD) and template.worksheets[0].max_row == 1
    english = (await browser.client.get("/desk/people/register/template.xlsx", headers={"accept-language": "en"})).content
    head = [str(cell.value) for cell in load_workbook(io.BytesIO(english)).worksheets[0][1]]
    assert head[0] == "Name" and set(reading.columns(head)) == {"name", "building", "unit", "room", "born", "phone"}
    listed = (await browser.fetches("/people/all.xlsx")).content
    rows = list(load_workbook(io.BytesIO(listed)).worksheets[0].values)
    assert [row[:6] for row in rows if row[0] == "万一"] == [("万一", "5", None, "301", "1941-01-01", "13800000001")]
    assert house.acts()[-1] == "export people"
    page = await uploads(house, browser, listed)
    assert "确认导入" not in page.main and "要您看一下" in page.main


async def test_who_is_erased_is_forgotten_in_the_register_too(house: DeskHouse) -> None:
    chief = await house.at_desk("admin")
    await uploads(house, chief, sheet(("万小芳", 5, "", 301, "1950-11-30", "13800000009")))
    await applied(house, chief)
    [(person_id,)] = house.rows("SELECT id FROM person WHERE name = '万小芳'")
    await chief.opens(f"/people/{person_id}/erase")
    await chief.sends(f"/people/{person_id}/erase", name="万小芳")
    assert house.rows("SELECT count(*) FROM register_row") == [(0,)]
    assert "13800000009" not in str(house.remembered())


async def test_what_a_register_said_is_kept_for_thirty_days(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await uploads(house, browser, sheet(("万小芳", 5, "", 301, "", "")))
    await applied(house, browser)
    await house.db.write(lambda: importing.tidy(house.world.now_ms + importing.KEPT_MS))
    assert house.rows("SELECT count(*) FROM register_row") == [(1,)]
    await house.db.write(lambda: importing.tidy(house.world.now_ms + importing.KEPT_MS + 1))
    assert house.rows("SELECT count(*) FROM register_row") == [(0,)]
    assert len(known(house, "万小芳")) == 1


async def test_the_register_of_another_community_is_not_there(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    page = await uploads(house, browser, sheet(("万小芳", 5, "", 301, "", "")))
    import_id = int(page.path.rpartition("/")[2])
    stranger = await house.person("李荣珍")
    assert not await house.db.write(lambda: importing.apply(import_id, stranger, house.world.now_ms))
    assert not await house.db.write(lambda: importing.choose(import_id, 2, "new", stranger))
    assert not await house.db.write(lambda: importing.undo(import_id, stranger, house.world.now_ms))


async def test_a_file_that_was_taken_in_twice_enters_nobody_twice(house: DeskHouse) -> None:
    await house.happens("张汉梅 is known")
    browser = await house.at_desk("staff")
    content = sheet(("张汉梅", 4, 1, 101, "", "13911111111"), ("万一", 5, "", 301, "", ""))
    paths = []
    for name in ("一.xlsx", "二.xlsx"):
        page = await uploads(house, browser, content, name)
        await browser.opens(f"{page.path}/ask")
        await browser.sends(f"{page.path}/choose", choice=["2 new"])
        paths.append(page.path)
    for path in paths:
        await browser.opens(path)
        page = await applied(house, browser)
    assert "2 没有动" in page.main
    assert [len(known(house, name)) for name in ("张汉梅", "万一")] == [2, 1]


async def test_who_moved_to_another_community_meanwhile_is_let_be(house: DeskHouse) -> None:
    moved, later = await lives(house, "万一", "13800000001"), await lives(house, "万二", "13800000002")
    await house.happens("陈外 belongs to another community")
    [(elsewhere,)] = house.rows("SELECT DISTINCT community_id FROM person WHERE community_id <> 1")
    browser = await house.at_desk("staff")
    await uploads(house, browser, sheet(("万一", 5, "", 301, "", "13800000001"), ("万二", 5, "", 302, "", "13800000002")))
    await house.db.write(lambda: stored.set_community(moved, elsewhere))
    page = await applied(house, browser)
    assert "1 没有办：情况变了" in page.main and known(house, "万一")[0][1] == ""
    await house.db.write(lambda: stored.set_community(later, elsewhere))
    await browser.opens(f"{page.path}/undo")
    await browser.sends(f"{page.path}/undo")
    await house.engine.settle()
    assert "撤不回的" in (await browser.opens(page.path)).main and known(house, "万二")[0][1] == "5"
