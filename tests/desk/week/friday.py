"""Friday: what came of the council; everybody is told of the water, and who has no chat is phoned; a shift is put right, one called off."""

from __future__ import annotations

from tests.desk.week.town import Week


async def friday(week: Week) -> None:
    """The office tells."""
    await week.comes("2026-12-04 09:00")
    await hours_are_put_right(week)
    await a_shift_is_called_off(week)
    await week.comes("2026-12-04 16:00")
    await the_council(week)
    await no_water(week)
    await next_week_is_there(week)


async def hours_are_put_right(week: Week) -> None:
    """孙丽 was there, and forgot to check in."""
    await week.goes("看这一班")
    await week.follows("改时长")
    await week.sends(week.page.path, minutes="60", why="忘了签到", words=None)
    week.reads("孙丽", "吴主任把您12月3日（周四）「晚巡」的时长改成了1小时：忘了签到")


async def a_shift_is_called_off(week: Week) -> None:
    """Nobody need come on Saturday."""
    await week.goes("志愿", "老街坊巡逻队", "排班", "12月5日 周六 08:00 早巡", "取消这一班")
    assert "孙丽" in week.page.main
    await week.sends("/cancel", why="天气不好")
    week.reads("孙丽", "08:00–09:00 早巡 取消了，不用去了", "天气不好")


async def the_council(week: Week) -> None:
    """What it decided is written down and told."""
    await week.goes("记结果")
    await week.sends("/decide", outcome="adopted", said="大家都赞成")
    week.reads("李荣珍", "采纳了", "大家都赞成")
    assert "开过了" in (await week.sends("/close", summary="来了26位邻居")).main


async def no_water(week: Week) -> None:
    """Looked at, sent; who has no chat is put on the list of calls, phoned, and ticked off."""
    await week.goes("消息", "通知", "发通知")
    page = await week.sends("/broadcasts/new", whom="all", words="明天上午9点到12点停水。")
    assert "收不到消息，发完可以打电话" in page.main
    await week.sends("/send")
    week.reads("李荣珍", "【小军山社区】明天上午9点到12点停水。")
    await week.passes("2026-12-04 16:02")
    await week.goes("消息", "通知", "明天上午9点到12点停水")
    assert "陈兆龙" in week.page.main and "万小芳" not in week.page.main  # who only stands in the register is not bothered
    await week.sends("/call")
    await week.goes("打电话", "陈兆龙")
    assert "84690001" in week.page.main and "明天上午9点到12点停水" in week.page.main
    await week.sends(week.page.path, what="told")
    assert "陈兆龙" not in (await week.goes("打电话")).main


async def next_week_is_there(week: Week) -> None:
    """Monday's menu, as it was pasted, is what residents read by now."""
    assert "番茄炒蛋套餐；红烧肉套餐" in (await week.house.says("李荣珍", "/home", "/meals")).text
