"""The weekend: records are put in order, the week is looked at, and nothing is left."""

from __future__ import annotations

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
    """A copy of all that is known of her, as she asked; that it was made she reads among who looked."""
    await week.person("李荣珍")
    answer = await week.desk.fetches(week.page.link("导出一份给本人"))
    assert answer.status_code == 200 and "李荣珍" in answer.text and "声乐" in answer.text
    await week.house.says("李荣珍", "/data")


async def somebody_goes(week: Week) -> None:
    """林悦 moves away and wants nothing kept; her phone is a stranger's from then on."""
    await week.person("林悦")
    await week.follows("全部删除")
    assert "已经全部删除" in (await week.sends("/erase", name="林悦")).text
    assert "林悦" not in (await week.house.says("林悦", "/me")).text


async def sunday(week: Week) -> None:
    """The figures of the week, the month's report, and Today."""
    await week.comes("2026-12-06 17:00")
    page = await week.goes("数字")
    assert "2026年12月的数字" in page.main
    assert "统计时间：2026年12月1日至2026年12月6日" in (await week.follows("打印月报")).main
    page = await week.goes("今天")
    assert "12月6日 周日" in page.main
