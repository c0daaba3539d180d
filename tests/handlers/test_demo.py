"""A fresh demo in the chat: what is being built is found by who looks for it, and who works there finds what is to be done."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from services.community import demo_round, demo_story
from tests.handlers.desk import Office

ZONE = ZoneInfo("Asia/Shanghai")


async def remember(office: Office) -> None:
    """The past of the demo is told."""
    for past in (demo_story, demo_round):
        await office.engine.db.write(partial(past.tell, 1, office.world.now_ms, ZONE))


async def test_the_slide_that_is_being_built_is_two_taps_away_with_its_steps(office: Office) -> None:
    await remember(office)
    await office.says("李荣珍", "/bring")
    shown = await office.taps("李荣珍", "看大家的建议", "增设一个滑梯")
    assert "一位小朋友提的\n4人支持 · 正在做" in shown.text
    assert "正在做：滑梯到货了，正在打地基，下周安装。" in shown.text and "采纳了：十二个孩子都举了手" in shown.text
    assert "我" not in shown.text and "乐乐" not in shown.text
    shown = await office.taps("李荣珍", "支持，跟着看进展")
    assert "5人支持 · 正在做" in shown.text


async def test_staff_of_a_fresh_demo_take_what_the_patrol_reported(office: Office) -> None:
    await remember(office)
    shown = await office.says("周丹丹", "/queue")
    assert shown.text.index("电、路灯、电梯") < shown.text.index("栏杆、墙皮、路面") < shown.text.index("增设一个滑梯")
    shown = await office.taps("周丹丹", "第3号", "我来处理")
    assert "7栋楼下的路灯不亮" in shown.text and "谁在办：周丹丹" in shown.text


async def test_nobody_of_the_past_is_known_twice(office: Office) -> None:
    await remember(office)
    assert office.rows("SELECT name FROM person GROUP BY community_id, name HAVING count(*) > 1") == []
