"""Wednesday: what residents bring up, from the board to their yes in the chat; a talk; and the roll of a class."""

from __future__ import annotations

from tests.desk.week.town import Week


async def wednesday(week: Week) -> None:
    """The office listens."""
    house = week.house
    await week.passes("2026-12-02 08:20")
    await house.says("李荣珍", "/home", "3栋2单元水管漏水")
    await house.taps("李荣珍", "报上去")
    await house.says("孙丽", "3栋2单元漏水很大")
    await house.taps("孙丽", "都不是，我报新的", "报上去")
    await week.comes("2026-12-02 08:40")
    await a_leak(week)
    await a_caller_reports(week)
    await a_talk(week)
    await a_letter_and_a_look(week)
    await week.comes("2026-12-02 18:45")
    await the_roll(week)


async def a_leak(week: Week) -> None:
    """Taken from the board, one with the other, asked about, solved, and confirmed by whoever brought it up."""
    await week.goes("待办", "漏水、下水")
    await week.sends("/take")
    week.reads("李荣珍", "有新进展：有人在处理")
    await week.follows("合并相同的")
    await week.sends("/merge/look")
    page = await week.sends("/merge")
    assert "并进来1件" in page.main
    week.reads("孙丽", "已经合到一起办")
    await week.sends("/ask", question="现在还漏吗？")
    week.reads("李荣珍", "现在还漏吗？")
    await week.house.taps("李荣珍", "回答")
    await week.house.says("李荣珍", "漏得更大了")
    await week.goes("看回答")
    assert "反映人回答：漏得更大了" in week.page.main
    await week.sends("/state", state="solved", words="换了水管。")
    for who in ("李荣珍", "孙丽"):
        week.reads(who, "处理好了", "换了水管。")
    await week.house.taps("李荣珍", "解决了")
    assert "已解决" in (await week.desk.opens(week.page.path)).main


async def a_caller_reports(week: Week) -> None:
    """From her own page; she reads the number of it."""
    await week.person("张汉梅")
    await week.follows("记一件事")
    await week.sends("/cases/new", words="7栋门口的栏杆松了")
    week.reads("张汉梅", "社区帮您报上了：栏杆、墙皮、路面 · 7栋门口，是第6号")


async def a_talk(week: Week) -> None:
    """林悦 asks for a person; whoever sits at the desk answers, and each reads the other."""
    await week.house.says("林悦", "找人", "我爸的餐费怎么交？")
    await week.goes("接")
    await week.sends("/take")
    week.reads("林悦", "吴主任（社区）来了")
    assert "我爸的餐费怎么交？" in week.page.main
    await week.sends("/say", words="来社区交就行。")
    week.reads("林悦", "吴主任（社区）：来社区交就行。")
    await week.house.says("林悦", "好的，谢谢")
    assert "好的，谢谢" in (await week.desk.opens(week.page.path)).main
    await week.sends("/end")
    week.reads("林悦", "结束了这次聊天")


async def a_letter_and_a_look(week: Week) -> None:
    """One word to one person; and what was said before, with her yes alone."""
    await week.person("李荣珍")
    await week.follows("写消息")
    await week.sends(week.page.path, words="您的老年卡办好了，请带身份证来取。")
    week.reads("李荣珍", "吴主任（小军山社区）：您的老年卡办好了")
    await week.person("李荣珍")
    await week.follows("看对话")
    await week.sends("/ask")
    week.reads("李荣珍", "想看看您最近七天在这里办事的对话")
    await week.house.taps("李荣珍", "可以，给看一天")
    await week.desk.opens(week.page.path)
    assert "您的老年卡办好了" in (await week.follows("看对话")).main


async def the_roll(week: Week) -> None:
    """Who came is ticked; she checks in by the code that stands on the wall, which the desk shows."""
    await week.goes("声乐")
    assert "李荣珍" in week.page.main
    await week.sends("/code")
    [(code,)] = week.house.rows("SELECT code FROM session WHERE course_id = 2 AND n = 1")
    assert code in week.page.main
    await week.house.says("李荣珍", "/home", code)
    week.reads("李荣珍", "签到成功")
    assert "1/1" in (await week.desk.opens(week.page.path)).main
