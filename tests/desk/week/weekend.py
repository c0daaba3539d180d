"""The weekend: records are put in order, the week is looked at, and nothing is left."""

from __future__ import annotations

import re

from tests.desk.week.town import Week


async def saturday(week: Week) -> None:
    """Two records become one, somebody takes their data along, somebody goes."""
    await week.comes("2026-12-05 09:00")
    await one_person_twice(week)
    await her_data(week)
    await somebody_goes(week)


async def one_person_twice(week: Week) -> None:
    """She was entered by hand once, where she lives; after the merge her phone knows it."""
    [(phone,)] = week.house.rows("SELECT phone FROM person WHERE name = '孙丽'")
    await week.goes("居民", "登记一位居民")
    await week.sends("/people/new", name="孙莉", phone=phone, building="8", unit="1", room="201")
    assert "住址：还没填" in (await week.house.says("孙丽", "/me")).text
    await week.goes("居民", "可能重复的")
    assert "电话一样" in week.page.main
    await week.follows("留这一条，另一条并进来")
    assert "合并后不能分开" in week.page.main
    await week.sends("/merge")
    assert "8栋1单元201" in (await week.house.says("孙丽", "/me")).text


async def her_data(week: Week) -> None:
    """A copy of all that is known of her, as she asked: the same that she could get from her phone."""
    await week.person("李荣珍")
    answer = await week.desk.fetches(week.page.link("导出一份给本人"))
    assert answer.status_code == 200 and "李荣珍" in answer.text and "声乐" in answer.text
    await week.house.says("李荣珍", "/me")
    await week.house.taps("李荣珍", "我的数据", "导出一份给我")
    week.reads("李荣珍", "这是我们记下的您的全部资料")


async def somebody_goes(week: Week) -> None:
    """林悦 moves away and wants nothing kept; her phone is a stranger's from then on."""
    await week.person("林悦")
    await week.follows("全部删除")
    assert "已经全部删除" in (await week.sends("/erase", name="林悦")).text
    assert "林悦" not in (await week.house.says("林悦", "/me")).text


async def sunday(week: Week) -> None:
    """What is left is done, from Today; the figures of the week, the month's report; and Today has nothing more to say."""
    await week.comes("2026-12-06 17:00")
    await what_is_late(week)
    await the_last_calls(week)
    page = await week.goes("数字")
    assert "2026年12月的数字" in page.main
    assert "声乐 1 1 1 1 0 0 100 0" in page.main and "2026年12月 0 1 2 3 2 1.5 2 1 50" in page.main
    assert "统计时间：2026年12月1日至2026年12月6日" in (await week.follows("打印月报")).main
    page = await week.goes("今天")
    assert "12月6日 周日" in page.main and "超时的没有" in page.main and "要打的电话没有" in page.main
    assert "去处理" not in page.main and "去看看" not in page.main and "现在没有人在等" in page.main


async def what_is_late(week: Week) -> None:
    """The two hazards that the patrol had found before this week."""
    for what in ("电、路灯、电梯", "栏杆、墙皮、路面"):
        await week.goes(f"去处理 超时了：{what}")
        assert "改好了" in (await week.sends("/state", state="solved", words="物业修好了。")).main


async def the_last_calls(week: Week) -> None:
    """Whom Friday's message did not reach, one after the other."""
    while "要打的电话没有" not in (await week.goes()).main:
        await week.follows("打电话")
        [path, *_more] = [href for _said, href in week.page.links if re.fullmatch(r"/desk/people/calls/\d+", href)]
        await week.desk.opens(path.removeprefix("/desk"))
        assert "明天上午9点到12点停水" in week.page.main
        await week.sends(week.page.path, what="told")
