"""What a caller says at the desk: danger before anything else, and nothing that was typed is lost or cut off."""

from __future__ import annotations

import pytest

from storage import roles
from tests.desk.house import DeskHouse
from tests.desk.test_cases import photo, reported


@pytest.mark.parametrize(
    ("words", "first"), [("着火了！", "马上打 119"), ("有人晕倒了", "马上打 120"), ("有人持刀", "马上打 110")]
)
async def test_danger_waits_for_no_field_and_says_first_what_the_caller_is_to_do(
    house: DeskHouse, words: str, first: str
) -> None:
    desk = await house.at_desk("staff", "周洁")
    page = await desk.opens("/cases/new?who=none&kind=hazard")
    assert page.main.index("打 119") < page.main.index("说的是什么事")
    page = await desk.sends("/cases/new", words=words)
    assert page.path == "/cases/1/sort" and page.main.index(first) < page.main.index("第1号")
    assert "同事们马上收到" in page.main and "问清在哪里" in page.main
    await house.engine.settle()
    assert house.shown("周丹丹").text.startswith("紧急！有人报告危险") and words in house.shown("周丹丹").text
    await desk.sends("/cases/1/sort", place="3栋2单元楼下")
    await house.engine.settle()
    assert house.shown("周丹丹").text.startswith("补充") and "3栋2单元楼下" in house.shown("周丹丹").text


async def test_danger_is_not_held_up_by_one_that_looks_the_same(house: DeskHouse) -> None:
    await house.says("李荣珍", "3栋2单元着火了")
    desk = await house.at_desk("staff", "周洁")
    await desk.opens("/cases/new?who=none&kind=hazard")
    page = await desk.sends("/cases/new", words="3栋2单元着火了，烧得很大")
    assert page.path == "/cases/2" and "马上打 119" in page.main


async def test_whether_a_gas_meter_is_dangerous_is_asked(house: DeskHouse) -> None:
    desk = await house.at_desk("staff", "周洁")
    await desk.opens("/cases/new?who=none&kind=hazard")
    page = await desk.sends("/cases/new", words="3栋2单元的煤气表坏了")
    assert page.status == 422 and "有没有危险" in page.main and house.rows("SELECT * FROM cases") == []
    page = await desk.sends("/cases/new", severity="ordinary")
    assert page.path == "/cases/1" and house.rows("SELECT category, danger FROM cases") == [("gas", 0)]


async def test_where_no_colleague_has_a_phone_that_is_said(house: DeskHouse) -> None:
    desk = await house.at_desk("staff", "周洁")
    await house.db.write(lambda: roles.revoke(1, "staff", house.rows("SELECT id FROM person WHERE name = '周丹丹'")[0][0]))
    await desk.opens("/cases/new?who=none&kind=hazard")
    page = await desk.sends("/cases/new", words="3栋着火了")
    assert "没有一位同事收得到消息，请马上打电话叫人" in page.main


async def test_who_works_for_two_communities_writes_it_down_where_they_sit(house: DeskHouse) -> None:
    await house.happens("陈外 belongs to another community")
    other = house.rows("SELECT id FROM community ORDER BY id DESC LIMIT 1")[0][0]
    worker = await house.hired("周洁", "staff")
    await house.db.write(lambda: roles.grant(other, "staff", worker, None, house.world.now_ms))
    desk = await house.signed_in(worker, other)
    await desk.opens("/cases/new?who=none&kind=hazard")
    page = await desk.sends("/cases/new", words="3栋2单元路灯坏了")
    assert page.path == "/cases/1" and "路灯坏了" in page.main
    assert house.rows("SELECT community_id FROM cases") == [(other,)] and "report" in house.acts()


@pytest.mark.parametrize("spot", ["9" * 5000, "²", "-1", ""])
async def test_nonsense_in_a_field_is_said(house: DeskHouse, spot: str) -> None:
    desk = await house.at_desk("staff")
    await desk.opens("/cases/new?who=none&kind=hazard")
    page = await desk.sends("/cases/new", words="路灯坏了", spot=spot)
    assert page.status == 422 and "路灯坏了" in page.html


async def test_nothing_that_was_typed_is_cut_off(house: DeskHouse) -> None:
    desk = await reported(house)
    long = "很" * 501
    for path, form, field in (
        ("/cases/1", "/cases/1/state", "words"), ("/cases/1", "/cases/1/ask", "question"), ("/cases/1", "/cases/1/note", "note"),
        ("/cases/1/decline", "/cases/1/decline", "words"), ("/cases/new?who=none&kind=hazard", "/cases/new", "place"),
        ("/cases/1/sort", "/cases/1/sort", "place"),
    ):  # fmt: skip
        await desk.opens(path)
        page = await desk.sends(form, {}, **{field: long})
        assert page.status == 422 and "请缩短到" in page.main and long in page.html, form
    assert house.rows("SELECT (SELECT count(*) FROM case_event), state FROM cases") == [(1, "new")]


async def test_more_photos_than_are_kept_are_said_and_none_is_left_behind(house: DeskHouse) -> None:
    desk = await reported(house)
    await desk.opens("/cases/1")
    form = desk.page.form("/cases/1/state")
    files = [("photos", (f"{n}.jpg", photo())) for n in range(10)]
    answer = await desk.client.post(form.action, data={**form.values, "state": ["solved"]}, files=files)
    assert answer.status_code == 422 and "一次最多9张照片" in answer.text and "照片留不住，请再选一次" in answer.text
    assert house.rows("SELECT * FROM case_file") == []
    await house.engine.settle()
    assert [path for path in (house.world.path.parent / "files").rglob("*") if path.is_file()] == []


async def test_a_date_is_one_that_there_is(house: DeskHouse) -> None:
    await house.happens("weddings are registered here")
    desk = await house.at_desk("staff")
    page = await desk.opens(f"/cases/new?who={await house.person('李荣珍')}&kind=wedding")
    named = [name for name in page.form("/cases/new").values if name.startswith("answers.")]
    assert named
    for given in ("2026-99-99", "2026-02-30", "²-1-1", "明天"):
        page = await desk.sends("/cases/new", {}, **{"words": "办喜事", **dict.fromkeys(named, given)})
        assert page.status == 422 and "请写日期" in page.main, given
