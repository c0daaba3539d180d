"""Suggestions and the council at the desk, the map of the estate, and what residents read of them."""

from __future__ import annotations

from functools import partial

from desk.cases.drawing import WIDTH, draw
from language.message import Attached, Place
from services.cases import kinds, places, reports
from services.cases.estate import Pin, Spot
from services.cases.files import HERE
from services.cases.reports import Report
from storage import buildings
from storage.case_board import Filter
from tests.desk.house import Browser, DeskHouse
from tests.desk.test_cases import HOUR_MS, photo


async def suggested(house: DeskHouse, words: str = "给孩子们装个滑梯") -> Browser:
    """李荣珍 suggests it as case 1; returns the browser of 周洁, who works here."""
    await house.says("李荣珍", "/suggest", words)
    await house.taps("李荣珍", "提交")
    return await house.at_desk("staff", "周洁")


async def test_what_waits_is_read_and_let_be_seen_and_its_author_hears_so(house: DeskHouse) -> None:
    desk = await suggested(house)
    page = await desk.opens("/cases/suggestions")
    assert "待审的1条" in page.main and "给孩子们装个滑梯" in page.main
    page = await desk.sends("/cases/1/show")
    assert "公开了，已经告诉提的人" in page.main
    await house.engine.settle()
    assert "公开了，邻居们都看得到" in house.shown("李荣珍").text
    assert "没有待审的" in (await desk.opens("/cases/suggestions")).main
    page = await desk.opens("/cases/suggestions?view=shown")
    assert "给孩子们装个滑梯" in page.main and "1人支持" in page.main
    assert "show case" in house.acts()


async def test_what_is_not_shown_has_a_reason_and_what_was_shown_is_taken_back_and_shown_again(house: DeskHouse) -> None:
    desk = await suggested(house)
    await desk.opens("/cases/1")
    page = await desk.sends("/cases/1/hide")
    assert page.status == 422 and "请说一句原因" in page.main
    page = await desk.sends("/cases/1/hide", often="1", goes_on="1")
    assert "没有公开，已经告诉提的人" in page.main
    await house.engine.settle()
    assert "写到了邻居的姓名、门牌" in house.shown("李荣珍").text
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/show")
    await desk.opens("/cases/1")
    page = await desk.sends("/cases/1/hide", reason="有人投诉，先看一看")
    assert "邻居看不到了" in page.main and "有人投诉" in page.main
    assert "给孩子们装个滑梯" in (await desk.opens("/cases/suggestions?view=refused")).main


async def test_a_step_of_progress_reaches_its_author_and_supporters(house: DeskHouse) -> None:
    desk = await suggested(house)
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/show")
    await house.happens("王强 is known")
    await house.says("王强", "/support 1")
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/state", state="adopted", words="明年春天装")
    await desk.opens("/cases/1")
    page = await desk.sends("/cases/1/state", {"photos": ("a.jpg", photo())}, state="+progress", words="滑梯到货了")
    assert "会告诉2位关注的人" in page.main
    await house.engine.settle()
    for who, whose in (("李荣珍", "您提的"), ("王强", "您支持的")):
        assert whose in house.shown(who).text and "滑梯到货了" in house.shown(who).text and house.shown(who).file == "photo.jpg"


async def test_two_suggestions_become_one_only_with_the_authors_yes(house: DeskHouse) -> None:
    desk = await suggested(house)
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/show")
    await house.happens("王强 has suggested 在花园里放一个滑梯")
    await desk.opens("/cases/1/merge")
    page = await desk.sends("/cases/1/propose")
    assert "对方同意才合" in page.main
    await house.engine.settle()
    await house.taps("李荣珍", "好，合到一起")
    assert house.rows("SELECT merged_into FROM cases WHERE id = 1") == [(2,)]


async def test_a_meeting_is_planned_talks_about_what_many_support_and_what_came_of_it_is_told(house: DeskHouse) -> None:
    worker = await house.hired("周洁", "staff")
    await suggested(house)
    desk = await house.signed_in(worker)
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/show")
    await desk.opens("/cases/council")
    page = await desk.sends("/cases/council", day="2026-11-20", hour="14:30")
    assert page.status == 422 and "这个时间已经过去了" in page.main
    page = await desk.sends("/cases/council", day="2026-11-24", hour="14:30", place="会议室")
    assert page.path == "/cases/council/1" and "居民议事会" in page.main
    page = await desk.sends("/cases/council/1/put")
    assert "加上了" in page.main
    await house.engine.settle()
    assert "居民议事会" in house.shown("李荣珍").text and "会议室" in house.shown("李荣珍").text
    page = await desk.sends("/cases/council/1/move", hour="15:30", place="活动室")
    assert "改好了" in page.main
    await house.engine.settle()
    assert "15:30" in house.shown("李荣珍").text
    house.world.now_ms += 32 * HOUR_MS
    desk = await house.signed_in(worker)
    page = await desk.opens("/cases/council/1")
    assert "请记结果" in page.main
    page = await desk.sends("/cases/council/1/decide", outcome="declined")
    assert page.status == 422 and "请写上原因" in page.main
    await desk.sends("/cases/council/1/decide", outcome="adopted", said="大家都赞成")
    await house.engine.settle()
    assert "采纳了" in house.shown("李荣珍").text and "大家都赞成" in house.shown("李荣珍").text
    page = await desk.sends("/cases/council/1/close", summary="来了26位邻居")
    assert "开过了" in page.main and "来了26位邻居" in page.main
    assert [act for act in house.acts() if "council" in act or "meeting" in act] == [
        "plan meeting", "move meeting", "council adopted", "close meeting",
    ]  # fmt: skip


async def test_a_meeting_is_called_off_after_a_look_at_who_is_told(house: DeskHouse) -> None:
    await house.happens("李荣珍 has suggested 给孩子们装个滑梯")
    await house.happens("19 neighbours support 给孩子们装个滑梯")
    await house.happens("the office plans 居民议事会 at 2026-11-28 14:30 in 会议室")
    desk = await house.at_desk("staff", "周洁")
    await desk.opens("/cases/council/1")
    page = await desk.follows("取消这次会")
    assert "一共20位" in page.main and "19位收不到消息" in page.main
    page = await desk.sends("/cases/council/1/cancel")
    assert page.status == 422 and "请写上原因" in page.main
    page = await desk.sends("/cases/council/1/cancel", words="会议室停电")
    assert page.path == "/cases/council" and "取消了" in page.main
    await house.engine.settle()
    assert "议事会取消了" in house.shown("李荣珍").text and "会议室停电" in house.shown("李荣珍").text


async def test_the_map_counts_what_is_at_each_building_and_leads_to_it(house: DeskHouse) -> None:
    async def estate() -> None:
        for name, latitude, longitude in (("3栋", 30_419_810, 114_055_210), ("13栋", 30_421_000, 114_056_860)):
            await buildings.save(1, name, latitude, longitude)

    await house.db.write(estate)
    await house.happens("there is a spot 滑梯, code SLIDE123 at 30.41938,114.05604")
    await house.happens("王强 is known")
    for words in ("3栋2单元水管漏水", "三栋门口路灯坏了", "小区里灯都不亮"):
        await house.happens(f"王强 reported {words}")
    who = await house.person("王强")
    for where in (places.of_point(Place(30.41982, 114.05530)), places.of_spot(1, "滑梯")):
        made = Report(kinds.HAZARD, words="井盖松了", category="water", where=where)
        await house.db.write(partial(reports.open_case, made, who, who, 0, HERE, house.world.now_ms))
    desk = await house.at_desk("staff", "周洁")
    page = await desk.opens("/cases/map")
    assert "3栋 3 来得及" in page.main and "滑梯 1" in page.main and "还有1件没有写地方" in page.main
    assert "13栋" in page.html and "13栋 " not in page.main
    page = await desk.follows("3栋")
    assert "等人接 3" in page.main and "7栋" not in page.main
    assert "等人接 1" in (await desk.opens("/cases?at=s1")).main
    assert "等人接 0" in (await desk.opens("/cases?at=b2")).main
    house.world.now_ms += 11 * HOUR_MS
    await desk.opens("/own")
    house.world.now_ms += 10 * HOUR_MS
    assert "3栋 3 快到期" in (await desk.opens("/cases/map")).main
    await desk.opens("/own")
    house.world.now_ms += 4 * HOUR_MS
    assert "3栋 3 有超时的" in (await desk.opens("/cases/map")).main


def test_north_is_up_and_fifty_metres_are_fifty_metres() -> None:
    def pin(name: str, north_m: float, east_m: float) -> Pin:
        latitude = 30_000_000 + round(north_m / 111_195 * 1e6)
        longitude = 114_000_000 + round(east_m / 111_195 / 0.8660254 * 1e6)
        return Pin(Spot(f"b{name}", f"{name}栋", latitude, longitude, Filter()), 0, False, "")

    drawing = draw([pin("1", 0, 0), pin("2", 200, 0), pin("3", 0, 400)])
    assert drawing is not None
    one, two, three = drawing.places
    assert two.y < one.y and abs(two.x - one.x) <= 1 and three.x > one.x and abs(three.y - one.y) <= 1
    metre = drawing.bar / drawing.metres
    assert abs((one.y - two.y) / metre - 200) < 2 and abs((three.x - one.x) / metre - 400) < 2
    assert all(0 < place.x < WIDTH and 0 < place.y < drawing.height for place in drawing.places)
    assert [place.short for place in drawing.places] == ["1", "2", "3"]
    assert draw([]) is None and draw([pin("1", 0, 0)]) is not None


async def test_what_was_declined_goes_on_where_it_stood_and_nobody_sees_to_it_for_that(house: DeskHouse) -> None:
    desk = await suggested(house)
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/show")
    await desk.opens("/cases/1/decline")
    await desk.sends("/cases/1/decline", words="物业说装不了")
    await desk.opens("/cases/1")
    page = await desk.sends("/cases/1/reopen", why="物业又说可以")
    assert "会告诉1位关注的人" in page.main
    assert house.rows("SELECT state, phase, closed_ms, owner_id FROM cases") == [("new", "waiting", None, None)]
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/state", state="building")
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/state", state="done")
    await desk.opens("/cases/1")
    await desk.sends("/cases/1/reopen", why="还差一块垫子")
    assert house.rows("SELECT state, owner_id FROM cases") == [("building", None)]


async def test_of_what_is_not_shown_only_its_author_hears_and_that_is_said(house: DeskHouse) -> None:
    await house.happens("李荣珍 has suggested 给孩子们装个滑梯")
    await house.happens("19 neighbours support 给孩子们装个滑梯")
    desk = await house.at_desk("staff", "周洁")
    assert "会告诉20位关注的人，其中19位收不到消息" in (await desk.opens("/cases/1")).main
    await desk.sends("/cases/1/hide", reason="有人投诉，先看一看")
    assert "会告诉1位关注的人。" in (await desk.opens("/cases/1")).main


async def test_who_follows_both_of_what_is_merged_counts_once(house: DeskHouse) -> None:
    for words in ("3栋2单元水管漏水", "3栋2单元水管漏水了"):
        await house.happens(f"王强 reported {words}")
    desk = await house.at_desk("staff", "周洁")
    await desk.opens("/cases/1/merge")
    assert "一共1位关注的人" in (await desk.sends("/cases/1/merge/look")).main


async def test_what_has_photos_is_looked_at_before_it_is_shown_and_the_rest_from_the_list(house: DeskHouse) -> None:
    desk = await suggested(house)
    await house.happens("王强 is known")
    await house.says("王强", "/suggest", "广场上多放两张椅子")
    await house.taps("王强", "提交")
    who = await house.person("王强")
    seen = Report(kinds.SUGGESTION, words="这里的墙画一画吧", files=(Attached("photo", "a" * 64),))
    await house.db.write(partial(reports.open_case, seen, who, who, 0, HERE, house.world.now_ms))
    page = await desk.opens("/cases/suggestions")
    assert "待审的3条" in page.main
    assert [one.action for one in page.forms if one.action.endswith("/show")] == ["/desk/cases/1/show", "/desk/cases/2/show"]
    page = await desk.sends("/cases/1/show")
    assert page.path == "/cases/suggestions" and "待审的2条" in page.main and "公开了" in page.main


async def test_what_was_typed_about_an_item_stays_with_that_item(house: DeskHouse) -> None:
    for words in ("给孩子们装个滑梯", "广场上多放两张椅子"):
        await house.happens(f"李荣珍 has suggested {words}")
    await house.happens("the office plans 居民议事会 at 2026-11-28 14:30 in 会议室")
    desk = await house.at_desk("staff", "周洁")
    for case_id in ("1", "2"):
        await desk.opens("/cases/council/1")
        if f"item-{case_id}" not in desk.page.html:
            await desk.sends("/cases/council/1/put", case=case_id)
    page = await desk.sends("/cases/council/1/decide", case="2", outcome="adopted", said="好" * 301)
    first, second = (part.partition("</section>")[0] for part in page.html.split('id="item-')[1:3])
    assert page.status == 422 and "好" * 301 in second and "请缩短到300个字以内" in second and "checked" in second
    assert "好" * 301 not in first and "checked" not in first


def test_a_finger_means_the_place_that_is_nearest() -> None:
    def spot(name: str, east_m: float) -> Pin:
        return Pin(
            Spot(f"s{name}", name, 30_000_000, 114_000_000 + round(east_m / 111_195 / 0.8660254 * 1e6), Filter()), 0, False, ""
        )

    wide, close = draw([spot("1", 0), spot("2", 300)]), draw([spot("1", 0), spot("2", 20), spot("3", 300)])
    assert wide is not None and close is not None and wide.hit == 32
    assert close.hit * 2 <= close.places[1].x - close.places[0].x + 1
