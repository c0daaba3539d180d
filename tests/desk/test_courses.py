"""Courses at the desk: looking through them, and changing them with those in it told."""

from __future__ import annotations

import pytest

from tests.desk.house import Browser, DeskHouse


async def course_id(house: DeskHouse, title: str = "瑜伽") -> int:
    return int(house.rows("SELECT id FROM course WHERE title = :title", {"title": title})[0][0])


async def signed_up(house: DeskHouse, title: str = "瑜伽", who: str = "李荣珍") -> int:
    """Somebody is in the course; returns its id."""
    yoga = await course_id(house, title)
    await house.says(who, f"/sign_up {yoga}")
    await house.taps(who, f"我自己（{who}）", "确认报名")
    return yoga


@pytest.mark.parametrize("role", ["admin", "staff", "reader"])
async def test_the_list_shows_every_course_with_its_seats(house: DeskHouse, role: str) -> None:
    browser = await house.at_desk(role)
    page = await browser.opens("/courses")
    assert page.status == 200 and "瑜伽" in page.main and "0/30" in page.main
    assert "11月30日（周一）19:00" in page.main and "抽签，2个名额" in page.main and "11月28日 周六 09:00 开始报名" in page.main


async def test_the_list_is_filtered(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await house.happens("剪纸 is full")
    assert "太极" not in (await browser.opens("/courses?weekday=1")).main and "瑜伽" in browser.page.main
    page = await browser.opens("/courses?free=1")
    assert "剪纸" not in page.main and "瑜伽" in page.main
    assert "剪纸" in (await browser.opens("/courses?state=full")).main and "瑜伽" not in browser.page.main
    assert "瑜伽室" in (await browser.opens("/courses?q=瑜伽室")).main
    assert "这里没有课程" in (await browser.opens("/courses?show=running")).main
    await house.happens("the office cancels 剪纸: 老师生病")
    assert "剪纸" in (await browser.opens("/courses?show=over")).main and "已取消" in browser.page.main


async def test_a_week_and_a_month_with_arrows(house: DeskHouse) -> None:
    browser = await house.at_desk("reader")
    page = await browser.opens("/courses?view=week")
    assert "瑜伽" not in page.main
    page = await browser.follows("下一周")
    assert "瑜伽" in page.main and "19:00–20:30" in page.main
    await house.happens("the office drops the next 瑜伽")
    assert "停课" in (await browser.opens("/courses?view=week&day=2026-12-01")).main
    page = await browser.opens("/courses?view=month&day=2026-12-05")
    assert "2026年12月" in page.main and page.main.count("剪纸") == 4
    assert "元旦" in (await browser.opens("/courses?view=week&day=2026-01-01")).main
    assert (await browser.opens("/courses?view=week&day=nonsense")).status == 200


async def test_a_moved_course_is_looked_at_first_and_then_told(house: DeskHouse) -> None:
    yoga = await signed_up(house)
    browser = await house.at_desk("staff")
    await browser.opens(f"/courses/{yoga}/move")
    page = await browser.sends(f"/courses/{yoga}/move", day="2026-12-04", time="18:30")
    assert "会通知1个报名的人" in page.main and "12月4日 周五 18:30" in page.main and "元旦" in page.main
    assert house.rows(f"SELECT first_day FROM course WHERE id = {yoga}") == [("2026-11-30",)]
    page = await browser.sends(f"/courses/{yoga}/move", go="do")
    assert "已通知1个报名的人" in page.text
    await house.engine.settle()
    said = house.shown("李荣珍").text
    assert "12月4日 周五 18:30" in said and "后面7次：" in said and "1月8日 周五 18:30" in said and "1月1日" not in said
    assert "move" in house.acts()


async def test_a_move_that_a_colleague_overtook_is_not_done(house: DeskHouse) -> None:
    yoga = await course_id(house)
    browser = await house.at_desk("staff")
    await browser.opens(f"/courses/{yoga}/move")
    await browser.sends(f"/courses/{yoga}/move", day="2026-12-04", time="18:30")
    await house.happens("the office moves 瑜伽 to 2026-12-02 18:30")
    page = await browser.sends(f"/courses/{yoga}/move", go="do")
    assert page.status == 422 and "刚才有同事改过" in page.text
    assert (await browser.sends(f"/courses/{yoga}/move", day="2026-11-01")).status == 422
    assert "已经过去了" in browser.page.main


async def test_one_date_moves_and_is_dropped_and_put_back(house: DeskHouse) -> None:
    yoga = await signed_up(house)
    browser = await house.at_desk("staff")
    [(second,)] = house.rows(f"SELECT id FROM session WHERE course_id = {yoga} AND n = 2")
    at = f"/courses/{yoga}/sessions/{second}"
    await browser.opens(f"{at}/move")
    page = await browser.sends(f"{at}/move", day="2026-12-08", time="19:00")
    assert "12月7日 周一 19:00" in page.main and "会通知1个" in page.main
    await browser.sends(f"{at}/move", go="do")
    await house.engine.settle()
    assert "原定 12月7日 周一 19:00 的课，改到 12月8日 周二 19:00" in house.shown("李荣珍").text
    page = await browser.opens(f"{at}/cancel")
    assert "会通知1个报名的人" in page.main
    await browser.sends(f"{at}/cancel")
    await house.engine.settle()
    assert "12月8日 周二 19:00 这一次停课" in house.shown("李荣珍").text
    await browser.opens(f"{at}/restore")
    await browser.sends(f"{at}/restore")
    await house.engine.settle()
    assert "这一次照常上课" in house.shown("李荣珍").text
    await browser.opens(f"{at}/cancel")
    await browser.sends(f"{at}/cancel")
    await house.engine.settle()
    assert "这一次停课" in house.shown("李荣珍").text
    assert [act for act in house.acts() if "session" in act] == [
        "move session",
        "cancel session",
        "restore session",
        "cancel session",
    ]


async def test_what_gets_in_the_way_meanwhile_is_seen_before_anything_moves(house: DeskHouse) -> None:
    yoga, singing = await course_id(house), await course_id(house, "声乐")
    browser, colleague = await house.at_desk("staff"), await house.at_desk("staff", "吴洁")
    [(first,)] = house.rows(f"SELECT id FROM session WHERE course_id = {yoga} AND n = 1")
    at = f"/courses/{yoga}/sessions/{first}/move"
    await browser.opens(at)
    assert "本来就是这样" in (await browser.sends(at)).text
    assert "和「瑜伽」同一时间" in (await browser.sends(at, day="2026-12-07", time="19:30")).main
    await browser.opens(at)
    page = await browser.sends(at, day="2026-12-09", time="19:30")
    assert "撞了" not in page.main
    await colleague.opens(f"/courses/{singing}/edit")
    page = await colleague.sends(f"/courses/{singing}/edit", place="瑜伽室")
    assert "撞了" not in page.main
    await colleague.sends(f"/courses/{singing}/edit", go="do")
    page = await browser.sends(at, go="do")
    assert (
        "刚才有同事排了别的课" in page.main
        and "和「声乐」同一时间、同一地点" in page.main
        and "move session" not in house.acts()
    )
    await browser.sends(at, go="do")
    assert house.acts()[-1] == "move session"
    await colleague.opens(f"/courses/{singing}/edit")
    page = await colleague.sends(f"/courses/{singing}/edit", teacher="王老师", min_age="18")
    assert "和「瑜伽」同一时间" in page.main


async def test_a_course_is_called_off_with_a_reason(house: DeskHouse) -> None:
    yoga = await signed_up(house)
    browser = await house.at_desk("staff")
    page = await browser.opens(f"/courses/{yoga}/cancel")
    assert "会通知1个报名的人" in page.main and "取消后不能恢复" in page.main
    page = await browser.sends(f"/courses/{yoga}/cancel", reason="老师生病")
    assert "这门课已取消" in page.text and "已取消" in page.main
    await house.engine.settle()
    assert "老师生病" in house.shown("李荣珍").text
    assert (await browser.opens(f"/courses/{yoga}")).status == 200 and not browser.page.forms[1:-1]


async def test_who_no_message_reaches_is_counted_for_a_call(house: DeskHouse) -> None:
    await house.happens("剪纸 is full")
    papercut, browser = await course_id(house, "剪纸"), await house.at_desk("staff")
    page = await browser.opens(f"/courses/{papercut}/cancel")
    assert "有1个人收不到消息，要打电话" in page.main and "要打电话的：" in page.main
    assert "1个人收不到消息，已经列进要打电话的名单" in (await browser.sends(f"/courses/{papercut}/cancel")).text


async def test_what_a_course_says_of_itself_is_changed(house: DeskHouse) -> None:
    yoga = await signed_up(house)
    browser = await house.at_desk("staff")
    await browser.opens(f"/courses/{yoga}/edit")
    page = await browser.sends(f"/courses/{yoga}/edit", place="多功能活动室", seats="20")
    assert "瑜伽室" in page.main and "多功能活动室" in page.main and "会通知1个报名的人" in page.main
    page = await browser.sends(f"/courses/{yoga}/edit", go="do")
    assert "改好了" in page.text and "1/20" in page.main
    await house.engine.settle()
    assert "地点：多功能活动室" in house.shown("李荣珍").text and "名额" not in house.shown("李荣珍").text
    assert "edit course" in house.acts()


async def test_a_title_put_right_is_told_only_where_that_is_wished(house: DeskHouse) -> None:
    yoga = await signed_up(house)
    browser = await house.at_desk("staff")
    before = house.shown("李荣珍").text
    await browser.opens(f"/courses/{yoga}/edit")
    await browser.sends(f"/courses/{yoga}/edit", title="哈他瑜伽")
    await browser.sends(f"/courses/{yoga}/edit", go="do", tell=None)
    await house.engine.settle()
    assert house.shown("李荣珍").text == before
    await browser.opens(f"/courses/{yoga}/edit")
    await browser.sends(f"/courses/{yoga}/edit", teacher="许老师")
    await browser.sends(f"/courses/{yoga}/edit", go="do")
    await house.engine.settle()
    assert "老师：许老师" in house.shown("李荣珍").text


async def test_those_in_a_course_hear_until_when_they_may_cancel_now(house: DeskHouse) -> None:
    yoga = await signed_up(house)
    browser = await house.at_desk("staff")
    await browser.opens(f"/courses/{yoga}/edit")
    page = await browser.sends(f"/courses/{yoga}/edit", cancel_hours="72", min_age="12")
    assert "会通知1个报名的人" in page.main and "已经报上的人不受影响" in page.main
    await browser.sends(f"/courses/{yoga}/edit", go="do")
    await house.engine.settle()
    assert "最晚取消：开课前72小时" in house.shown("李荣珍").text


async def test_seats_are_not_fewer_than_are_taken_and_more_reach_the_queue(house: DeskHouse) -> None:
    await house.happens("剪纸 is full")
    papercut = await course_id(house, "剪纸")
    await house.says("李荣珍", f"/sign_up {papercut}")
    assert "候补第1位" in (await house.taps("李荣珍", "我自己（李荣珍）", "确认报名")).text
    yoga, browser = await signed_up(house), await house.at_desk("staff")
    await browser.opens(f"/courses/{yoga}/edit")
    assert "请写1到100000的整数" in (await browser.sends(f"/courses/{yoga}/edit", seats="0")).main
    await browser.opens(f"/courses/{papercut}/edit")
    await browser.sends(f"/courses/{papercut}/edit", seats="2")
    await browser.sends(f"/courses/{papercut}/edit", go="do")
    await house.engine.settle()
    house.world.now_ms += 60_000
    await house.engine.settle()
    assert "有位子了" in house.shown("李荣珍").text


async def test_sign_up_is_closed_and_opened(house: DeskHouse) -> None:
    yoga, browser = await course_id(house), await house.at_desk("staff")
    await browser.opens(f"/courses/{yoga}")
    assert "报名已停止" in (await browser.sends(f"/courses/{yoga}/close")).main
    await house.says("李荣珍", f"/course {yoga}")
    assert "已截止" in house.shown("李荣珍").text
    assert "报名中" in (await browser.sends(f"/courses/{yoga}/open")).main
    assert [act for act in house.acts() if act in ("open", "close")] == ["close", "open"]


async def test_a_poster_has_a_code_and_a_way_to_sign_up(house: DeskHouse) -> None:
    yoga, browser = await course_id(house), await house.at_desk("staff")
    page = await browser.opens(f"/courses/{yoga}/poster")
    assert "扫码报名" in page.main and "<svg" in page.html


async def test_every_course_as_a_sheet(house: DeskHouse) -> None:
    reader = await house.at_desk("reader")
    answer = await reader.fetches("/courses/all.xlsx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"


GETS = (
    "", "/edit", "/move", "/cancel", "/poster", "/roster", "/book", "/roll", "/roster.xlsx", "/sessions/{session}/move",
    "/sessions/{session}/cancel", "/sessions/{session}/restore", "/roll/{session}",
)  # fmt: skip


async def test_nobody_sees_a_course_of_another_community(house: DeskHouse) -> None:
    yoga = await course_id(house)
    [(session,)] = house.rows(f"SELECT id FROM session WHERE course_id = {yoga} AND n = 1")
    await house.happens("王外人 works elsewhere")
    where = house.rows("SELECT community_id, person_id FROM role WHERE community_id <> 1")[0]
    stranger = house.browser()
    link = await house.link(where[1], where[0])
    await stranger.opens(link)
    assert (await stranger.sends(link)).status == 200
    for path in GETS:
        assert (await stranger.fetches(f"/courses/{yoga}{path.format(session=session)}")).status_code == 404, path


async def test_a_reader_sees_courses_and_nobody_in_them(house: DeskHouse) -> None:
    yoga = await signed_up(house)
    reader = await house.at_desk("reader")
    page = await reader.opens(f"/courses/{yoga}")
    assert page.status == 200 and "1/30" in page.main and "名单" not in page.main and not _posts(reader)
    for path in ("/edit", "/move", "/cancel", "/roster", "/book", "/roll", "/roster.xlsx"):
        assert (await reader.fetches(f"/courses/{yoga}{path}")).status_code == 404
    assert "李荣珍" not in page.text


def _posts(browser: Browser) -> list[str]:
    return [form.action for form in browser.page.forms if form.method == "post"]
