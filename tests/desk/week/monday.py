"""Monday: next term's course, next week's menu, the household register, who cooks and who brings meals."""

from __future__ import annotations

from typing import Any

from tests.desk.test_people_register import sheet
from tests.desk.week.town import Week


async def monday(week: Week) -> None:
    """The office plans."""
    assert "11月30日 周一" in week.page.main and "去处理" in week.page.main
    await a_course_for_next_term(week)
    await next_weeks_menu(week)
    await the_register(week)
    await a_sheet_of_somewhere_else_is_undone(week)
    await the_cook(week)
    await the_courier(week)


async def a_course_for_next_term(week: Week) -> None:
    """Filled in, its dates looked at, opened; and there it is to sign up for."""
    await week.goes("课程", "开新课")
    given: dict[str, Any] = {
        "title": "八段锦",
        "teacher": "周师傅",
        "place": "社区广场",
        "first": "2027-03-02",
        "time": "09:00",
        "sessions": "6",
        "seats": "15",
    }
    page = await week.sends("/courses/new", **{f"rows.1.{name}": value for name, value in given.items()})
    assert "共1门课，6次" in page.main and "3月9日" in page.main
    assert "开好了1门课" in (await week.sends("/courses/new", go="create")).text
    shown = await week.house.says("李荣珍", "/home", "八段锦")
    assert (
        "【八段锦】" in shown.text
        and "3月2日 周二 09:00" in shown.text
        and "我要报名" in [button.label for button in shown.buttons]
    )


async def next_weeks_menu(week: Week) -> None:
    """Pasted, looked at, published. Residents see it as soon as it is near: on Friday."""
    await week.goes("助餐", "下一周", "排这周的菜单")
    page = await week.sends("/meals/menu", text="12月7日：番茄炒蛋套餐、红烧肉套餐\n12月8日：鱼丸套餐\n12月11日：不开餐")
    assert "请看一下对不对" in page.main and "番茄炒蛋套餐" in page.main and "这里不会取消" in page.main
    assert "发布好了" in (await week.sends("/menu/publish")).main


async def the_register(week: Week) -> None:
    """Looked at, then applied: who is known gets what was empty, the others are entered, and nobody hears anything unasked."""
    await week.goes("居民", "导入名册")
    [phone] = [row[0] for row in week.house.rows("SELECT phone FROM person WHERE name = '李荣珍'")]
    await week.sends(
        "/register",
        files={"file": ("名册.xlsx", sheet(
            ("李荣珍", 3, 2, 501, "1950-3-8", phone), ("陈兆龙", 5, 1, 101, "1944-5-1", "84690001"), ("万小芳", 5, 1, 102, "1948-2-3", "84690002"),
        ))},
    )  # fmt: skip
    await week.desk.opens(week.page.path)
    assert "新登记2人" in week.page.main and "1人补上空着的资料" in week.page.main
    assert "住址：还没填" in (await week.house.says("李荣珍", "/me")).text
    await week.sends("/apply")
    await week.desk.opens(week.page.path)
    assert "2 登记了" in week.page.main and "1 补上了" in week.page.main
    assert "3栋2单元501" in (await week.house.says("李荣珍", "/me")).text


async def a_sheet_of_somewhere_else_is_undone(week: Week) -> None:
    """It was the wrong sheet, and so nobody of it stays."""
    await week.goes("居民", "导入名册")
    await week.sends("/register", files={"file": ("别处.xlsx", sheet(("钱别处", 9, 1, 901, "", "")))})
    await week.desk.opens(week.page.path)
    await week.sends("/apply")
    await week.desk.opens(week.page.path)
    await week.follows("撤回")
    await week.sends("/undo")
    await week.goes("居民")
    assert "没有找到" in (await week.looks_for("钱别处")).main


async def the_cook(week: Week) -> None:
    """Gets a code at the desk, types it into the chat, and comes to the kitchen's pages by the link she reads there."""
    await week.goes("权限")
    page = await week.sends("/invite", role="kitchen")
    code = page.text.partition("厨房人员口令：")[2].split()[0]
    assert "电脑版" in (await week.house.says("赵敏", code)).text
    typed = (await week.house.taps("赵敏", "电脑版")).text.partition("输入口令 ")[2].split()[0]
    cook = week.house.browser()
    await cook.opens(f"/in?code={typed}")
    page = await cook.sends(cook.page.path)
    assert "助餐" in page.text and "居民" not in page.text
    assert "赵敏" in (await week.goes("权限")).main


async def the_courier(week: Week) -> None:
    """Is asked at the desk, and says in the chat when he can."""
    await week.goes("助餐", "送餐员")
    await week.looks_for("王强")
    await week.sends("/couriers", person=str(await week.house.person("王强")))
    week.reads("王强", "社区请您帮忙送餐")
    await week.house.says("王强", "/deliver")
    await week.house.taps("王强", "明天（周二）我来送")
    assert "王强" in (await week.goes("助餐", "送餐员")).main
