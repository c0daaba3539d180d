"""Families: nobody acts for anybody who did not agree, and nobody learns who uses the service."""

from __future__ import annotations

from storage import households, roles
from tests.handlers.desk import Office

MINE = "13800089726"


async def asks(office: Office, phone: str) -> str:
    """李荣珍 asks whoever has this number; returns what she hears, without the code."""
    await office.says("李荣珍", "/add_parent")
    await office.taps("李荣珍", "手机发请求")
    said = (await office.says("李荣珍", phone)).text.split("\n\n")
    return "\n".join(part for n, part in enumerate(said) if n != 2)


async def test_a_known_number_an_unknown_one_and_ones_own_sound_the_same(office: Office) -> None:
    await office.happens("张汉梅 is known")
    heard = {await asks(office, phone) for phone in ("13800078830", "13999999999", MINE)}
    assert len(heard) == 1
    assert office.rows("SELECT guardian_id, member_id, agreed_ms FROM kinship") == [
        (await office.person("李荣珍"), await office.person("张汉梅"), None)
    ]


async def test_who_was_asked_and_has_not_agreed_appears_nowhere(office: Office) -> None:
    await office.happens("张汉梅 is known")
    await asks(office, "13800078830")
    assert "张汉梅" not in (await office.says("李荣珍", "/family")).text
    assert "张汉梅" not in (await office.says("李荣珍", "/me")).text
    await office.says("李荣珍", "/sign_up 3")
    assert not any("张汉梅" in button.label for button in office.shown("李荣珍").buttons)


async def test_who_is_asked_twice_hears_it_once(office: Office) -> None:
    await office.happens("张汉梅 is known")
    await asks(office, "13800078830")
    await asks(office, "13800078830")
    assert len([m for m in office.engine.phones["张汉梅"].messages if "李荣珍 想替您" in m.text]) == 1


async def test_an_agreement_that_nobody_asked_for_does_nothing(office: Office) -> None:
    await office.happens("张汉梅 is known")
    for forged in ("/agree 2", "/agree 999999999999999999999", "/agree ²", "/agree"):
        assert "处理过了" in (await office.says("张汉梅", forged)).text
    assert office.rows("SELECT * FROM kinship") == []


async def test_staff_of_another_place_and_neighbours_confirm_nothing(office: Office) -> None:
    await office.says("李荣珍", "/add_parent")
    await office.taps("李荣珍", "不用手机")
    await office.says("李荣珍", "张汉梅")
    await office.taps("李荣珍", "没有电话")
    pair = "{}-{}".format(*office.rows("SELECT guardian_id, member_id FROM kinship")[0])
    await office.happens("陈平 works elsewhere")
    for stranger in ("陈平", "李荣珍"):
        await office.says(stranger, f"/confirm_kin {pair}")
        await office.says(stranger, f"/decline_kin {pair}")
    assert office.rows("SELECT agreed_ms FROM kinship") == [(None,)]
    await office.taps("周丹丹", "核实过")
    assert office.rows("SELECT agreed_ms FROM kinship") != [(None,)]
    assert office.rows("SELECT verified_ms FROM person WHERE name = '张汉梅'") != [(None,)]


async def test_a_parent_turned_down_by_staff_is_forgotten(office: Office) -> None:
    await office.says("李荣珍", "/add_parent")
    await office.taps("李荣珍", "不用手机")
    await office.says("李荣珍", "张汉梅")
    await office.taps("李荣珍", "没有电话")
    await office.taps("周丹丹", "不同意")
    assert office.rows("SELECT * FROM person WHERE name = '张汉梅'") == []


async def test_without_staff_in_the_chat_the_way_leads_to_the_office(office: Office) -> None:
    await office.engine.db.write(_nobody_works_here)
    await office.says("李荣珍", "/add_parent")
    await office.taps("李荣珍", "不用手机")
    await office.says("李荣珍", "张汉梅")
    assert "社区办公室" in (await office.taps("李荣珍", "没有电话")).text


async def _nobody_works_here() -> None:
    for holder in await roles.holders(1):
        await roles.revoke(1, holder.role, holder.person_id)


async def test_the_guardian_of_a_child_may_let_it_go_but_a_child_with_two_stays_with_the_other(office: Office) -> None:
    await office.says("李荣珍", "/add_child")
    await office.taps("李荣珍", "同意")
    await office.says("李荣珍", "王小宝", "2018年6月1日")
    await office.taps("李荣珍", "确认添加")
    await office.happens("张汉梅 is known")
    other, child = await office.person("张汉梅"), office.rows("SELECT id FROM person WHERE name = '王小宝'")[0][0]

    async def second_guardian() -> None:
        await households.link(other, child, "child", office.world.now_ms, office.world.now_ms)

    await office.engine.db.write(second_guardian)
    await office.says("李荣珍", "/family")
    await office.taps("李荣珍", "王小宝", "删掉孩子的资料", "确认")
    assert office.rows("SELECT guardian_id FROM kinship") == [(other,)]
    await office.says("张汉梅", "/family")
    await office.taps("张汉梅", "王小宝", "删掉孩子的资料", "确认")
    assert office.rows("SELECT * FROM person WHERE name = '王小宝'") == []
