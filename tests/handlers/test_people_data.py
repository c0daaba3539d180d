"""One's data: taken along whole, and erased for real."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from services.calendar import DAY_MS, HOUR_MS
from storage import people as stored_people
from tests.handlers.desk import Office


def traces(office: Office, *words: str) -> set[str]:
    """The tables and columns in which any of the words still stand, also as JSON escapes them."""
    words += tuple(json.dumps(word).strip('"') for word in words)
    connection = sqlite3.connect(office.world.path)
    found = set()
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for row in connection.execute(f"SELECT * FROM {table}"):
            values = zip(columns, row, strict=True)
            found |= {f"{table}.{column}" for column, value in values for word in words if word in str(value)}
    connection.close()
    return found


def kept_files(office: Office) -> list[Path]:
    """What lies in the file store."""
    return [path for path in (office.world.path.parent / "files").rglob("*") if path.is_file()]


async def exported(office: Office, who: str) -> tuple[str, dict[str, Any]]:
    """Both files that somebody was handed."""
    await office.says(who, "/mydata")
    await office.taps(who, "导出")
    bodies = [json.loads(body) for (body,) in office.rows("SELECT body FROM outbox ORDER BY id")]
    blobs = {d["name"]: d["blob"] for body in bodies if isinstance(d := body.get("document"), dict)}
    words = (await office.world.files.load(blobs["linli.txt"])).decode()
    return words, json.loads(await office.world.files.load(blobs["linli.json"]))


async def books(office: Office, who: str) -> None:
    await office.says(who, "/sign_up 2")
    await office.taps(who, "我自己", "确认报名")


async def leaves(office: Office, who: str) -> None:
    await office.says(who, "/mydata")
    await office.taps(who, "全部删除", "继续删除", "确认全部删除")


async def test_the_copy_holds_what_was_told_and_booked(office: Office) -> None:
    await books(office, "李荣珍")
    words, whole = await exported(office, "李荣珍")
    for known in ("李荣珍", "13800089726", "1950-03-08", "剪纸", "已报上"):
        assert known in words
    assert whole["person"]["name"] == "李荣珍"
    assert [booked["course"] for booked in whole["enrolments"]] == ["剪纸"]


async def test_a_diet_card_is_in_the_copy_and_goes_with_its_consent(office: Office) -> None:
    await office.says("李荣珍", "/diet")
    await office.taps("李荣珍", "同意", "软食", "好了", "虾蟹", "好了")
    words, whole = await exported(office, "李荣珍")
    assert "饮食卡" in words and "软食、虾蟹" in words
    assert whole["diet"] == ["soft", "shellfish"]
    await office.says("李荣珍", "/mydata")
    await office.taps("李荣珍", "收回同意", "李荣珍的过敏等情况", "确认收回")
    assert office.rows("SELECT * FROM diet_card") == []


async def test_the_copy_does_not_tell_who_has_a_number(office: Office) -> None:
    await office.happens("张汉梅 is known")
    await office.says("李荣珍", "/add_parent")
    await office.taps("李荣珍", "手机发请求")
    await office.says("李荣珍", "13800078830")
    _words, whole = await exported(office, "李荣珍")
    assert whole["members"] == [] and whole["household"] == []
    assert "张汉梅" not in json.dumps(whole, ensure_ascii=False)


async def test_the_files_are_destroyed_after_a_week(office: Office) -> None:
    await exported(office, "李荣珍")
    assert len(kept_files(office)) == 2
    office.world.now_ms += 7 * DAY_MS
    await office.engine.settle()
    assert kept_files(office) == []


async def test_nothing_is_left_of_who_left(office: Office) -> None:
    await books(office, "李荣珍")
    await exported(office, "李荣珍")
    await office.says("李荣珍", "/me")
    await leaves(office, "李荣珍")
    assert "已经全部删除" in office.shown("李荣珍").text
    assert traces(office, "13800089726", "1950-03-08") == set()
    office.world.now_ms += HOUR_MS
    await office.engine.settle()
    assert traces(office, "李荣珍", "13800089726", "1950-03-08") == set()
    assert kept_files(office) == []


async def test_the_goodbye_itself_names_nobody(office: Office) -> None:
    await leaves(office, "李荣珍")
    [(account_id, body)] = office.rows("SELECT account_id, body FROM outbox WHERE body LIKE '%全部删除%'")
    assert account_id is None
    assert "李荣珍" not in body


async def test_who_left_is_a_stranger_with_a_new_record(office: Office) -> None:
    before = await office.person("李荣珍")
    await leaves(office, "李荣珍")
    assert "欢迎来到" in (await office.says("李荣珍", "你好")).text
    assert await office.person("李荣珍") != before
    office.world.now_ms += HOUR_MS
    await office.engine.settle()
    assert "欢迎来到" in office.shown("李荣珍").text


async def test_who_says_no_at_the_last_moment_stays(office: Office) -> None:
    await office.says("李荣珍", "/mydata")
    before = office.remembered()
    await office.taps("李荣珍", "全部删除", "继续删除", "不删了")
    assert office.remembered() == before


async def test_a_consent_taken_back_takes_along_what_was_kept_for_it(office: Office) -> None:
    await office.says("李荣珍", "/mydata")
    await office.taps("李荣珍", "收回同意", "记下我的资料", "确认收回")
    assert office.rows("SELECT name, phone, birth_date, consent_version FROM person WHERE name = '李荣珍'") == [
        ("李荣珍", "", None, 0)
    ]
    assert "同意" in {button.label for button in (await office.says("李荣珍", "/sign_up 1")).buttons}


async def test_what_was_noted_on_a_childs_health_goes_with_its_consent(office: Office) -> None:
    await office.says("李荣珍", "/sign_up 4")
    await office.taps("李荣珍", "添加孩子", "同意")
    await office.says("李荣珍", "王小宝", "2018年6月1日", "爷爷 13812345678", "花生过敏")
    await office.taps("李荣珍", "确认报名")
    assert office.rows("SELECT allergy FROM enrolment") == [("花生过敏",)]
    await office.says("李荣珍", "/mydata")
    await office.taps("李荣珍", "收回同意", "王小宝的过敏", "确认收回")
    assert office.rows("SELECT allergy, pickup, state FROM enrolment") == [("", "爷爷 13812345678", "seat")]


async def test_children_for_whom_nobody_else_acts_leave_too(office: Office) -> None:
    await office.says("李荣珍", "/add_child")
    await office.taps("李荣珍", "同意")
    await office.says("李荣珍", "王小宝", "2018年6月1日")
    await office.taps("李荣珍", "确认添加")
    await office.says("李荣珍", "/mydata")
    assert "王小宝" in (await office.taps("李荣珍", "全部删除")).text
    await office.taps("李荣珍", "继续删除", "确认全部删除")
    office.world.now_ms += HOUR_MS
    await office.engine.settle()
    assert traces(office, "王小宝", "2018-06-01") == set()


async def test_who_agreed_before_couriers_is_asked_nothing_again_but_told_when_a_meal_is_to_be_brought(office: Office) -> None:
    person_id = await office.person("李荣珍")
    await office.engine.db.write(lambda: stored_people.give_consent(person_id, "general", 2, person_id, office.world.now_ms))
    await books(office, "李荣珍")
    assert office.rows("SELECT consent_version FROM person WHERE name = '李荣珍'") == [(2,)]
    await office.says("李荣珍", "/meals")
    await office.taps("李荣珍", "订 明天", "番茄牛腩套餐")
    shown = await office.taps("李荣珍", "1份")
    assert "送餐员看得到姓名、地址和电话" in shown.text
    await office.taps("李荣珍", "送到家")
    await office.says("李荣珍", "3栋2单元501")
    await office.taps("李荣珍", "确认订餐")
    assert office.rows("SELECT consent_version FROM person WHERE name = '李荣珍'") == [(3,)]
