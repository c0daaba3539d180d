"""Thursday: a class moves, a date falls out, a draw is held; a suggestion comes to the council; a volunteer joins and is put on shifts."""

from __future__ import annotations

from tests.desk.week.town import Week

DRAWN = ("林悦", "孙丽", "赵敏")


async def thursday(week: Week) -> None:
    """The office plans anew."""
    await week.passes("2026-12-03 08:20")
    await what_residents_did(week)
    await week.comes("2026-12-03 08:40")
    await a_class_moves(week)
    await a_date_falls_out(week)
    await the_draw(week)
    await a_suggestion(week)
    await a_volunteer(week)


async def what_residents_did(week: Week) -> None:
    """Before the office opened."""
    house = week.house
    for name in DRAWN:
        await house.says(name, "/home", "周末烘焙")
        await house.taps(name, "参加抽签", f"我自己（{name}）", "确认报名")
    await house.says("孙丽", "/home", "瑜伽")
    await house.taps("孙丽", "我要报名", "我自己（孙丽）", "确认报名")
    await house.says("李荣珍", "/home", "/suggest", "给孩子们装个秋千")
    await house.taps("李荣珍", "提交")
    await house.says("孙丽", "/patrol")
    await house.taps("孙丽", "我想参加老街坊巡逻队")
    for name in (*DRAWN, "李荣珍"):
        week.reads(name)


async def a_class_moves(week: Week) -> None:
    """To another evening; first the page says who hears so."""
    await week.goes("课程", "瑜伽", "改时间")
    page = await week.sends("/move", day="2026-12-08", time="18:30")
    assert "会通知1个报名的人" in page.main
    await week.sends("/move", go="do")
    week.reads("孙丽", "瑜伽", "12月8日 周二 18:30")


async def a_date_falls_out(week: Week) -> None:
    """The second evening of singing."""
    await week.goes("课程", "声乐", "停课")
    assert "12月9日" in week.page.main and "会通知1个报名的人" in week.page.main
    await week.sends("/cancel")
    week.reads("李荣珍", "声乐", "12月9日 周三 19:00 这一次停课")


async def the_draw(week: Week) -> None:
    """Sign-up ends, the lots are drawn, and the proof stands there for everybody."""
    await week.goes("课程", "周末烘焙")
    await week.sends("/close")
    await week.follows("去抽签")
    assert "3个人参加" in week.page.main
    page = await week.sends("/draw")
    assert "对得上" in page.main and page.main.count("抽中") >= len(DRAWN)
    for name in DRAWN:
        week.reads(name, "抽签结果", "抽中")


async def a_suggestion(week: Week) -> None:
    """Read, let be seen, and put before the council, of which its author reads each step."""
    await week.goes("去看看")
    assert "给孩子们装个秋千" in week.page.main
    await week.sends("/show")
    week.reads("李荣珍", "公开了，邻居们都看得到")
    await week.goes("待办", "议事会")
    await week.sends("/council", day="2026-12-04", hour="14:30", place="会议室")
    await week.sends("/put")
    week.reads("李荣珍", "居民议事会", "会议室")


async def a_volunteer(week: Week) -> None:
    """孙丽 is let in from Today, and put on this evening's round and on Saturday morning's."""
    await week.goes("答复")
    await week.sends("/accept")
    week.reads("孙丽", "欢迎您加入老街坊巡逻队")
    who = str(await week.house.person("孙丽"))
    for day, said in (("12月3日 周四", "19:00 晚巡"), ("12月5日 周六", "08:00 早巡")):
        await week.goes("志愿", "老街坊巡逻队", "排班")
        await week.follows(f"{day} {said}")
        await week.sends("/place", person=who)
        week.reads("孙丽", "队里请您来值这一班")
