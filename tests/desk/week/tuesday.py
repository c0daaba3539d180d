"""Tuesday: somebody calls about a class and a meal; the meals go out; a dish is gone, a day falls out; money is taken."""

from __future__ import annotations

from typing import Any

from tests.desk.week.town import Week


async def tuesday(week: Week) -> None:
    """The office answers the phone, and the canteen has its day."""
    await week.comes("2026-12-01 08:40")
    await an_age_is_verified(week)
    await somebody_calls(week)
    await meals_of_others(week)
    await week.comes("2026-12-01 09:40")
    await the_kitchens_papers(week)
    await the_route(week)
    await a_dish_is_gone(week)
    await a_day_falls_out(week)
    await what_is_paid(week)


async def somebody_calls(week: Week) -> None:
    """From her own page she is signed up and gets a meal, and reads both."""
    await week.person("李荣珍")
    await week.follows("报课、订餐")
    await week.follows("声乐")
    assert "报名成功" in (await week.sends("/book")).text
    week.reads("李荣珍", "吴主任 帮 李荣珍 报了「声乐」：报名成功")
    await week.person("李荣珍")
    await week.follows("报课、订餐")
    await week.follows("12月1日 周二")
    page = await week.sends(f"/new/{await week.house.person('李荣珍')}", way="delivered", address="3栋2单元501", note="放门口")
    assert "订好了" in page.main
    week.reads("李荣珍", "吴主任给李荣珍订了", "香菇滑鸡套餐，送到家")
    page = await week.person("李荣珍")
    assert "声乐" in page.main and "香菇滑鸡套餐" in page.main


async def an_age_is_verified(week: Week) -> None:
    """Her card was on the counter: her meal is cheaper, as the receipt in the chat says later."""
    await week.goes("助餐", "核实年龄")
    await week.looks_for("荣珍")
    await week.follows("李荣珍")
    assert "核实好了" in (await week.sends(week.page.path, born="1950-03-08")).main


async def meals_of_others(week: Week) -> None:
    """Who has no phone in the chat eats, too: 陈兆龙 of the register today, 张汉梅 tomorrow and on Friday."""
    await a_daughter(week)
    await order(week, "陈兆龙", "12月1日 周二", way="delivered", address="5栋1单元101")
    await order(week, "张汉梅", "12月2日 周三", way="pickup")
    await order(week, "张汉梅", "12月4日 周五", way="pickup")
    week.reads("张汉梅", "红烧豆腐肉末套餐", "梅菜扣肉套餐")


async def a_daughter(week: Week) -> None:
    """林悦 came with her father's consent: from now on she acts for him, and reads what becomes of his meals."""
    await week.person("陈兆龙")
    await week.follows("添加、核实")
    await week.looks_for("林悦")
    await week.sends("/household/link", other=str(await week.house.person("林悦")), relation="helper", agreed="1")
    week.reads("林悦", "您可以替 陈兆龙 报名、订餐了")


async def order(week: Week, name: str, day: str, **wish: Any) -> None:
    """A meal for somebody, from their page."""
    await week.person(name)
    await week.follows("报课、订餐")
    await week.follows(day)
    assert "订好了" in (await week.sends(week.page.path, **wish)).main


async def the_kitchens_papers(week: Week) -> None:
    """What is cooked, and for whom it is packed."""
    await week.goes("看这一天")
    assert "香菇滑鸡套餐" in (await week.follows("厨房单")).main and "李荣珍" not in week.page.main
    await week.goes("看这一天")
    assert "李荣珍" in (await week.follows("标签")).main


async def the_route(week: Week) -> None:
    """Given to 王强, who reads so; each door is seen at the desk, and who eats reads that the meal is there."""
    page = await week.goes("看这一天", "送餐")
    assert "0/2" in page.main and "还没人接" in page.main
    await week.sends("/give", courier=str(await week.house.person("王强")))
    week.reads("王强", "社区请您送这条路线")
    await week.house.says("王强", "/deliver")
    await week.house.taps("王强", "送到了，没收钱")
    assert "1/2" in (await week.goes("看这一天", "送餐")).main
    await week.house.taps("王强", "没人应门", "没人接", "也没人接")
    week.reads("王强", "已经告诉社区，他们马上去看")
    await week.goes()
    assert "送餐没有人应门" in week.page.main
    await week.follows("去看 送餐没有人应门")
    assert "处理好了" in (await week.sends("/handled")).main


async def a_dish_is_gone(week: Week) -> None:
    """Tomorrow's: whoever ordered it reads what there is instead."""
    await week.goes("助餐", "12月2日 周三", "卖完了，换菜")
    assert "1位订了" in week.page.main
    await week.sends(week.page.path, instead="new", name="萝卜炖排骨")
    week.reads("张汉梅", "萝卜炖排骨")


async def a_day_falls_out(week: Week) -> None:
    """After a look at who hears so."""
    page = await week.goes("助餐", "12月4日 周五", "这天不开餐")
    assert "1位订了" in page.main
    assert "1位订了的马上通知" in (await week.sends("/close", reason="厨房停气")).main
    week.reads("张汉梅", "不开餐", "厨房停气")


async def what_is_paid(week: Week) -> None:
    """In cash at the counter; the receipt is in the chat, and the bill at the desk."""
    await week.person("李荣珍")
    await week.follows("餐费")
    await week.sends("/record", kind="cash")
    week.reads("李荣珍", "收到李荣珍的餐费：现金8元")
    await week.person("李荣珍")
    await week.follows("餐费")
    assert "香菇滑鸡套餐" in (await week.follows("这个月的账单")).main
