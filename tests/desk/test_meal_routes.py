"""Bringing meals at the desk: whose route, how far, doors where nobody opened, who brings meals at all; and the papers of a day."""

from __future__ import annotations

from services.canteen import diets, doors
from tests.desk.house import Browser, DeskHouse

TUESDAY = 1
"""The first day on the menu."""
PHOTO = b"\xff\xd8\xff\xe0 as a JPEG begins"


async def cooking(house: DeskHouse) -> Browser:
    """王强 and 赵敏 bring meals, two doors wait, orders are closed; somebody sits at the desk."""
    await house.happens("王强 delivers here")
    await house.happens("赵敏 delivers here")
    await house.happens("李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24, phone 13900000001")
    await house.happens("陈兆龙 has a meal brought to 5栋101 on 2026-11-24, phone 13900000002")
    await house.happens("陈芳 13900000003 is to be called for 陈兆龙")
    house.at("2026-11-24 10:00")
    await house.engine.settle()
    return await house.at_desk("staff")


async def test_a_route_is_given_and_its_courier_hears_of_it(house: DeskHouse) -> None:
    desk = await cooking(house)
    page = await desk.opens(f"/meals/days/{TUESDAY}/routes")
    assert "还没人接" in page.main and "0/2" in page.main and "3栋、5栋" in page.main
    assert "李荣珍" not in page.main and "501" not in page.main
    courier = str(await house.person("王强"))
    done = await desk.sends("/meals/routes/1/give", courier=courier)
    assert "送餐员都会收到消息" in done.main and "王强" in done.main
    await house.engine.settle()
    assert "社区请您送这条路线" in house.shown("王强").text
    again = await desk.sends("/meals/routes/1/free")
    assert "收回来了" in again.main
    await house.engine.settle()
    assert "不用送了" in house.shown("王强").text
    assert "这条路线请您来送" in house.shown("赵敏").text
    assert {"give route", "free route"} <= set(house.acts())


async def test_what_could_not_be_done_with_a_route_is_said_as_such(house: DeskHouse) -> None:
    desk, colleague = await cooking(house), await house.at_desk("staff", "乙")
    courier = str(await house.person("王强"))
    for one in (desk, colleague):
        await one.opens(f"/meals/days/{TUESDAY}/routes")
    await desk.sends("/meals/routes/1/give", courier=courier)
    again = await colleague.sends("/meals/routes/1/give", courier=courier)
    assert again.status == 422 and "没有办成" in again.main and "王强" in again.main
    await colleague.opens(f"/meals/days/{TUESDAY}/routes")
    await desk.sends("/meals/routes/1/free")
    again = await colleague.sends("/meals/routes/1/free")
    assert again.status == 422 and "没有办成" in again.main and "还没人接" in again.main
    assert house.acts().count("give route") == house.acts().count("free route") == 1


async def test_a_door_that_nobody_opens_is_seen_at_the_desk_and_seen_to(house: DeskHouse) -> None:
    desk = await cooking(house)
    await desk.opens(f"/meals/days/{TUESDAY}/routes")
    await desk.sends("/meals/routes/1/give", courier=str(await house.person("王强")))
    await house.engine.settle()
    await house.says("王强", "/deliver")
    await house.taps("王强", "送到了，没收钱")
    assert "1/2" in (await desk.opens(f"/meals/days/{TUESDAY}/routes")).main
    await house.taps("王强", "没人应门", "没人接", "没人接")
    page = await desk.opens(f"/meals/days/{TUESDAY}/routes")
    assert "送完了" in page.main and "陈兆龙：没人应门" in page.main and "要处理" in page.main
    drop = await desk.follows("陈兆龙")
    assert "13900000002" in drop.main and "13900000003" in drop.main and "敲门没人应" in drop.main
    assert house.acts()[-3:] == ["see phone", "see contact", "see phone"]
    done = await desk.sends(f"{drop.path}/handled")
    assert "记下了" in done.main and "处理好了" in done.main and "要处理" not in done.main
    assert house.acts()[-1] == "see to drop"
    assert (await desk.opens("/meals/drops/99")).status == 404


async def test_a_photo_of_a_door_is_shown_and_that_is_written_down(house: DeskHouse) -> None:
    desk = await cooking(house)
    blob = await house.world.files.save(PHOTO)
    await desk.opens(f"/meals/days/{TUESDAY}/routes")
    await desk.sends("/meals/routes/1/give", courier=str(await house.person("王强")))
    await house.engine.settle()
    await house.says("王强", "/deliver")
    await house.taps("王强", "送到了，没收钱")
    [(order_id,)] = house.rows("SELECT order_id FROM meal_drop WHERE outcome = 'delivered'")
    assert (await desk.fetches(f"/meals/drops/{order_id}/photo")).status_code == 404

    await house.db.write(lambda: doors.photo_arrived(order_id, blob, house.world.now_ms))
    assert f"/meals/drops/{order_id}/photo" in (await desk.opens(f"/meals/drops/{order_id}")).html
    answer = await desk.fetches(f"/meals/drops/{order_id}/photo")
    assert answer.content == PHOTO and answer.headers["content-type"] == "image/jpeg"
    assert house.acts()[-1] == "see photo"


async def test_who_brings_meals_is_named_and_let_go(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    assert "还没有送餐员" in (await desk.opens("/meals/couriers?q=荣珍")).main
    rongzhen = await house.person("李荣珍")
    assert "李荣珍在首页点「送餐」" in (await desk.sends("/meals/couriers", person=str(rongzhen))).main
    await house.engine.settle()
    assert "社区请您帮忙送餐" in house.shown("李荣珍").text
    await house.says("李荣珍", "/deliver")
    await house.taps("李荣珍", house.shown("李荣珍").buttons[0].label)
    assert "来送" in (await desk.opens("/meals/couriers")).main
    assert "李荣珍" in (await desk.opens(f"/meals/days/{TUESDAY}/routes")).main
    page = await desk.opens(f"/meals/couriers/{rongzhen}")
    assert "手上没有要送的" in page.main
    assert "不再送餐" in (await desk.sends(f"/meals/couriers/{rongzhen}")).main
    await house.engine.settle()
    assert "以后不用您送餐了" in house.shown("李荣珍").text
    assert (await desk.opens(f"/meals/couriers/{rongzhen}")).status == 404
    assert {"grant courier", "revoke courier"} <= set(house.acts())


async def test_the_papers_of_a_day(house: DeskHouse) -> None:
    desk = await cooking(house)
    kitchen = await house.at_desk("kitchen", "厨师")
    sheet = await kitchen.opens(f"/meals/days/{TUESDAY}/kitchen")
    assert "厨房单，共2份" in sheet.main and "番茄牛腩套餐" in sheet.main and "李荣珍" not in sheet.main
    labels = await kitchen.opens(f"/meals/days/{TUESDAY}/labels")
    assert "李荣珍" in labels.main and "3栋" not in labels.main and "1390" not in labels.main
    assert "3栋2单元501" in (await desk.opens(f"/meals/days/{TUESDAY}/labels?way=delivered")).main
    assert "没有要贴的标签" in (await desk.opens(f"/meals/days/{TUESDAY}/labels?way=dine")).main
    lists = await desk.opens(f"/meals/days/{TUESDAY}/lists")
    assert "第1条" in lists.main and "13900000001" in lists.main and "5栋101" in lists.main
    assert (await desk.opens(f"/meals/days/{TUESDAY}/lists?route=9")).status == 404
    assert house.acts().count("print meals") == 5
    assert (await (await house.at_desk("reader")).opens(f"/meals/days/{TUESDAY}/kitchen")).status == 404


async def test_health_on_the_kitchens_papers_is_written_down(house: DeskHouse) -> None:
    await house.happens("李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24")
    rongzhen = await house.person("李荣珍")

    card = diets.card(["soft"])
    assert await house.db.write(lambda: diets.save(rongzhen, rongzhen, card, house.world.now_ms, agreed=True))
    kitchen = await house.at_desk("kitchen")
    assert "软食 ×1" in (await kitchen.opens(f"/meals/days/{TUESDAY}/kitchen")).main
    assert house.acts()[-2:] == ["print meals", "read diets"]
