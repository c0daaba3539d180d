"""What one tells about oneself."""

from __future__ import annotations

from storage import communities
from tests.handlers.desk import Office


async def test_who_moves_hears_that_courses_differ_and_keeps_what_is_booked(office: Office) -> None:
    await office.engine.db.write(lambda: communities.save("elsewhere", "别处社区", "", "", ""))
    await office.says("李荣珍", "/sign_up 1")
    await office.taps("李荣珍", "我自己", "确认报名")
    await office.says("李荣珍", "/me")
    shown = await office.taps("李荣珍", "修改资料", "社区")
    assert "已经报上的课照旧" in shown.text
    assert "别处社区" in (await office.taps("李荣珍", "别处社区")).text
    assert "瑜伽" in (await office.says("李荣珍", "/my")).text
    assert "瑜伽" not in "".join(button.label for button in (await office.says("李荣珍", "/courses")).buttons)


async def test_with_one_community_nobody_is_asked_to_choose(office: Office) -> None:
    await office.says("李荣珍", "/me")
    shown = await office.taps("李荣珍", "修改资料")
    assert "社区" not in {button.label for button in shown.buttons}


async def test_nothing_is_written_down_without_consent(office: Office) -> None:
    await office.says("张汉梅", "/me")
    await office.taps("张汉梅", "先看看再说", "修改资料")
    assert "什么都没有记下" in (await office.taps("张汉梅", "先不同意")).text
    await office.says("张汉梅", "/me")
    await office.taps("张汉梅", "修改资料", "同意", "姓名")
    assert "姓名：张汉梅" in (await office.says("张汉梅", "张汉梅")).text


async def test_a_name_may_be_in_any_script_but_not_a_story(office: Office) -> None:
    await office.says("李荣珍", "/me")
    await office.taps("李荣珍", "修改资料", "姓名")
    assert "有点长" in (await office.says("李荣珍", "很久很久以前" * 10)).text
    assert "Алёна 🌸" in (await office.says("李荣珍", "Алёна 🌸")).text


async def test_the_number_is_whole_only_until_the_next_look(office: Office) -> None:
    assert "13800089726" not in (await office.says("李荣珍", "/me")).text
    assert "13800089726" in (await office.taps("李荣珍", "显示电话")).text
    assert "13800089726" not in (await office.says("李荣珍", "/me")).text
