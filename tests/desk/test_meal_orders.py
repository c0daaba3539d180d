"""Orders at the desk: for a resident who calls, changed, taken back, lost with their dish or with the whole day."""

from __future__ import annotations

import io

import openpyxl

from tests.desk.house import Browser, DeskHouse

TUESDAY = 1
"""The first day on the menu."""
BROUGHT = "李荣珍 has a meal brought to 3栋2单元501 on 2026-11-24"


async def for_rongzhen(house: DeskHouse, desk: Browser) -> str:
    """The page on which a meal is ordered for 李荣珍."""
    await desk.opens(f"/meals/days/{TUESDAY}/new?q=荣珍")
    page = await desk.follows("李荣珍")
    return page.path


async def test_a_caller_gets_a_meal_and_reads_it_in_the_chat(house: DeskHouse) -> None:
    desk = await house.at_desk("staff", "周洁")
    path = await for_rongzhen(house, desk)
    assert "带李荣珍的身份证到社区核实" in desk.page.main
    page = await desk.sends(path, way="delivered", address="3-2-501", note="放门口", portions="2")
    assert page.path == f"/meals/days/{TUESDAY}/orders" and "订好了" in page.main and "李荣珍" in page.main
    assert house.rows("SELECT address, note, portions FROM meal_order") == [("3栋2单元501", "放门口", 2)]
    assert house.rows("SELECT building, unit, room FROM person WHERE name = '李荣珍'") == [("3", "2", "501")]
    await house.engine.settle()
    assert "周洁给李荣珍订了" in house.shown("李荣珍").text
    assert {"order meal", "see person"} <= set(house.acts())


async def test_the_same_form_twice_orders_once(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    path = await for_rongzhen(house, desk)
    form = desk.page.form(path)
    for _time in range(2):
        answer = await desk.client.post(form.action, data=form.values)
        assert answer.status_code == 200 and "订好了" in answer.text
    assert house.rows("SELECT count(*) FROM meal_order") == [(1,)]
    assert "已经订过了" in (await desk.opens(path)).main


async def test_a_child_eats_and_its_guardian_hears_of_it(house: DeskHouse) -> None:
    await house.happens("王小倩 has a child 陈小宝, born 2018-06-01")
    desk = await house.at_desk("staff", "周洁")
    await desk.opens(f"/meals/days/{TUESDAY}/new?q=小宝")
    page = await desk.follows("陈小宝")
    assert "订好了" in (await desk.sends(page.path)).main
    await house.engine.settle()
    assert "周洁给陈小宝订了" in house.shown("王小倩").text


async def test_where_nothing_can_be_ordered_any_more_there_is_no_form(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    path = await for_rongzhen(house, desk)
    house.at("2026-11-24 09:30")
    desk = await house.at_desk("staff", "丙")
    assert "正在出单" in (await desk.opens(path)).main
    await house.engine.settle()
    assert "厨房在做了" in (await desk.opens(path)).main and desk.page.form(path)
    house.at("2026-11-24 21:30")
    desk = await house.at_desk("staff", "乙")
    assert "订不了了" in (await desk.opens(path)).main
    assert all(form.action != f"/desk{path}" for form in desk.page.forms)
    assert "给居民订一份" not in (await desk.opens(f"/meals/days/{TUESDAY}/orders")).main


async def test_what_is_missing_is_asked_for(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    path = await for_rongzhen(house, desk)
    wrong = await desk.sends(path, way="delivered", address="")
    assert wrong.status == 422 and "请写上送到哪里" in wrong.main
    assert "请选怎么吃" in (await desk.sends(path, way="by air")).main
    assert "请缩短到40个字以内" in (await desk.sends(path, way="dine", note="长" * 41)).main
    assert "只剩4份了" in (await desk.sends(path, way="dine", note="", portions="6")).main
    assert house.rows("SELECT count(*) FROM meal_order") == [(0,)]


async def test_who_is_not_known_is_entered_with_their_consent(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    await desk.opens(f"/meals/days/{TUESDAY}/new?q=无此人")
    assert "没有找到" in desk.page.main
    action = f"/meals/days/{TUESDAY}/newcomer"
    assert "要本人同意" in (await desk.sends(action, name="赵阿婆", phone="84951234")).main
    assert "这个号码不对" in (await desk.sends(action, name="赵阿婆", phone="12", agreed="1")).main
    page = await desk.sends(action, name="赵阿婆", phone="84951234", agreed="1")
    assert "给赵阿婆订" in page.main
    assert "订好了" in (await desk.sends(page.path)).main


async def test_the_list_is_looked_through_and_hides_what_need_not_be_seen(house: DeskHouse) -> None:
    await house.happens(f"{BROUGHT}, phone 13900000001")
    desk = await house.at_desk("staff")
    page = await desk.opens(f"/meals/days/{TUESDAY}/orders")
    assert "李荣珍" in page.main and "139****0001" in page.main and "3栋" in page.main
    assert "13900000001" not in page.html and "501" not in page.main
    assert "李荣珍" in (await desk.opens(f"/meals/days/{TUESDAY}/orders?q=荣珍&way=delivered&dish=1")).main
    assert "李荣珍" in (await desk.opens(f"/meals/days/{TUESDAY}/orders?q=0001")).main
    assert "没有找到" in (await desk.opens(f"/meals/days/{TUESDAY}/orders?way=dine")).main
    assert "没有找到" in (await desk.opens(f"/meals/days/{TUESDAY}/orders?q=张三")).main
    assert "0位" in (await desk.opens(f"/meals/days/{TUESDAY}/orders?state=cancelled")).main


async def test_opening_an_order_shows_all_of_it_and_is_written_down(house: DeskHouse) -> None:
    await house.happens(f"{BROUGHT}, phone 13900000001")
    desk = await house.at_desk("staff")
    await desk.opens(f"/meals/days/{TUESDAY}/orders")
    page = await desk.follows("李荣珍")
    assert "13900000001" in page.main and "3栋2单元501" in page.main
    assert house.acts()[-1] == "see person"


async def test_an_order_is_changed_and_the_eater_hears_of_it(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    desk = await house.at_desk("staff", "周洁")
    await desk.opens("/meals/orders/1")
    page = await desk.sends("/meals/orders/1/change", dish="2", way="pickup", note="少饭")
    assert "改好了" in page.main and "清蒸鲈鱼套餐" in page.main and "自己取" in page.main
    await house.engine.settle()
    assert "周洁改了李荣珍" in house.shown("李荣珍").text
    wrong = await desk.sends("/meals/orders/1/change", portions="6")
    assert wrong.status == 422 and "最多还能加3份" in wrong.main


async def test_an_order_is_taken_back_and_costs_nothing(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    desk = await house.at_desk("staff", "周洁")
    await desk.opens("/meals/orders/1")
    assert "退好了，不收钱" in (await desk.sends("/meals/orders/1/back")).main
    assert "李荣珍" in (await desk.opens(f"/meals/days/{TUESDAY}/orders?state=cancelled")).main
    await house.engine.settle()
    assert "周洁把李荣珍" in house.shown("李荣珍").text and "退了" in house.shown("李荣珍").text


async def test_what_changes_after_the_sheet_stood_waits_for_the_kitchen_to_know(house: DeskHouse) -> None:
    house.at("2026-11-24 10:00")
    await house.engine.settle()
    desk, kitchen = await house.at_desk("staff"), await house.at_desk("kitchen")
    path = await for_rongzhen(house, desk)
    assert "已经截止，厨房在做了" in desk.page.main
    await desk.sends(path)
    page = await kitchen.opens(f"/meals/days/{TUESDAY}")
    assert "厨房还不知道" in page.main and "番茄牛腩套餐" in page.main and "李荣珍" not in page.main
    assert "李荣珍" in (await desk.opens(f"/meals/days/{TUESDAY}")).main
    assert "有变动" in (await kitchen.opens("/meals")).main
    await kitchen.opens(f"/meals/days/{TUESDAY}")
    assert "厨房知道了" in (await kitchen.sends(f"/meals/days/{TUESDAY}/known")).main
    assert "厨房还不知道" not in kitchen.page.main
    assert "confirm meal changes" in house.acts()
    [order_id] = house.rows("SELECT id FROM meal_order")[0]
    await desk.opens(f"/meals/orders/{order_id}")
    assert "厨房在做了，退了会告诉厨房" in desk.page.main
    await desk.sends(f"/meals/orders/{order_id}/back")
    assert "加了又退" in (await desk.opens(f"/meals/days/{TUESDAY}")).main


async def test_the_kitchen_does_not_confirm_a_change_that_it_has_not_seen(house: DeskHouse) -> None:
    house.at("2026-11-24 10:00")
    await house.engine.settle()
    desk, cook, other = await house.at_desk("staff"), await house.at_desk("kitchen"), await house.at_desk("kitchen", "乙")
    await desk.sends(await for_rongzhen(house, desk))
    day = f"/meals/days/{TUESDAY}"
    for one in (cook, other):
        await one.opens(day)
    house.world.now_ms += 1_000
    await desk.opens("/meals/orders/1")
    await desk.sends("/meals/orders/1/back")
    late = await cook.sends(f"{day}/known")
    assert late.status == 422 and "后来又有变动" in late.main and "加了又退" in late.main
    assert "厨房知道了" in (await cook.sends(f"{day}/known")).main
    assert "厨房知道了" in (await other.sends(f"{day}/known")).main, "a colleague was a moment faster"
    assert house.acts().count("confirm meal changes") == 1


async def test_a_dish_that_ran_out_is_swapped_after_a_look_at_who_hears(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    await house.happens("陈兆龙 has a meal brought to 5栋101 on 2026-11-24")
    kitchen, desk = await house.at_desk("kitchen"), await house.at_desk("staff")
    path = f"/meals/days/{TUESDAY}/gone/1"
    page = await kitchen.opens(path)
    assert "2位订了" in page.main and "陈兆龙" not in page.main
    assert "陈兆龙" in (await desk.opens(path)).main
    assert "请写上换成什么菜" in (await kitchen.sends(path, instead="new")).main
    done = await kitchen.sends(path, instead="new", name="萝卜炖排骨")
    assert "2位订了的改成「萝卜炖排骨」" in done.main
    await house.engine.settle()
    assert "给李荣珍换成「萝卜炖排骨」" in house.shown("李荣珍").text
    assert "已经换过了" in (await kitchen.opens(path)).main
    assert "dish ran out" in house.acts()


async def test_a_day_is_called_off_after_a_look_at_who_hears(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    await house.happens("陈兆龙 has a meal brought to 5栋101 on 2026-11-24")
    desk = await house.at_desk("staff")
    path = f"/meals/days/{TUESDAY}/close"
    page = await desk.opens(path)
    assert "2位订了" in page.main and "1位" in page.main and "陈兆龙" in page.main
    await house.happens("张汉梅 has a meal brought to 6栋101 on 2026-11-24")
    assert "刚刚变了" in (await desk.sends(path, reason="厨房停气")).main
    done = await desk.sends(path, reason="厨房停气")
    assert "3位订了的马上通知" in done.main and "厨房停气" in done.main
    await house.engine.settle()
    assert "不开餐" in house.shown("李荣珍").text and "厨房停气" in house.shown("李荣珍").text
    assert house.rows("SELECT count(*) FROM call WHERE done_ms IS NULL") == [(2,)]
    assert "close meal day" in house.acts()
    assert "已经定了不开餐" in (await desk.opens(path)).main


async def test_a_day_for_which_nobody_ordered_is_called_off_without_a_word(house: DeskHouse) -> None:
    desk = await house.at_desk("staff")
    page = await desk.opens(f"/meals/days/{TUESDAY}/close")
    assert "没有人订，不用通知" in page.main and "0份" not in page.main
    done = await desk.sends(f"/meals/days/{TUESDAY}/close")
    assert "没有人订，不用通知" in done.main and "不开餐" in done.main


async def test_the_orders_of_a_day_as_a_sheet(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    desk = await house.at_desk("staff")
    answer = await desk.fetches(f"/meals/days/{TUESDAY}/orders.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [sheet.title for sheet in book.worksheets] == ["订餐表", "厨房单"]
    assert [cell.value for cell in book.worksheets[0][2]][3] == "李荣珍"
    assert house.acts()[-1] == "export meals"


async def test_others_see_no_orders(house: DeskHouse) -> None:
    await house.happens(BROUGHT)
    pages = (
        f"/meals/days/{TUESDAY}/orders", f"/meals/days/{TUESDAY}/orders.xlsx", "/meals/orders/1", f"/meals/days/{TUESDAY}/new",
        f"/meals/days/{TUESDAY}/close", "/meals/standing", "/meals/money", "/meals/ages", "/meals/couriers", "/meals/subsidy",
        f"/meals/days/{TUESDAY}/routes", f"/meals/days/{TUESDAY}/lists", "/meals/bill.xlsx", "/meals/subsidy.xlsx",
    )  # fmt: skip
    for role in ("kitchen", "reader"):
        desk = await house.at_desk(role)
        assert [(await desk.opens(path)).status for path in pages] == [404] * len(pages)
    await house.happens("王外人 works elsewhere")
    [(elsewhere,)] = house.rows("SELECT community_id FROM role WHERE community_id <> 1")
    desk = await house.signed_in(await house.person("王外人"), elsewhere)
    rongzhen = await house.person("李荣珍")
    for path in (*pages[:5], f"/meals/money/{rongzhen}", f"/meals/standing/{rongzhen}", f"/meals/ages/{rongzhen}"):
        assert (await desk.opens(path)).status == 404, path


async def test_the_kitchen_sees_menus_numbers_and_its_papers_readers_the_numbers_alone(house: DeskHouse) -> None:
    await house.happens(f"{BROUGHT}, phone 13900000001")
    numbers = ("/meals", f"/meals/days/{TUESDAY}")
    papers = (
        "/meals/menu", "/meals/menu.xlsx", f"/meals/days/{TUESDAY}/kitchen", f"/meals/days/{TUESDAY}/labels", f"/meals/days/{TUESDAY}/gone/1",
    )  # fmt: skip
    cook, reader = await house.at_desk("kitchen"), await house.at_desk("reader")
    for path in (*numbers, *papers):
        answer = await cook.fetches(path)
        assert answer.status_code == 200 and "13900000001" not in answer.text and "2单元501" not in answer.text, path
        assert ("李荣珍" in answer.text) == path.endswith("/labels"), path
        answer = await reader.fetches(path)
        assert answer.status_code == (200 if path in numbers else 404) and "李荣珍" not in answer.text, path


async def test_a_standing_order_is_made_paused_and_ended_for_a_caller(house: DeskHouse) -> None:
    desk = await house.at_desk("staff", "周洁")
    await desk.opens("/meals/standing?q=荣珍")
    page = await desk.follows("李荣珍")
    path = page.path
    done = await desk.sends(path, days=["2", "3"], way="dine")
    assert "长期订餐设好了" in done.main and "每周二、周三" in done.main
    await house.engine.settle()
    assert "周洁给李荣珍长期订了餐" in house.shown("李荣珍").text
    assert house.rows("SELECT count(*) FROM meal_order WHERE state = 'ordered'") == [(2,)]
    assert "李荣珍" in (await desk.opens("/meals/standing")).main
    await desk.opens(path)
    assert "不能比开始的那天早" in (await desk.sends(f"{path}/pause", first="2026-11-25", last="2026-11-24")).main
    assert "退了，不收钱" in (await desk.sends(f"{path}/pause", first="2026-11-25", last="2026-11-25")).main
    assert "恢复好了" in (await desk.sends(f"{path}/resume")).main
    assert "长期订餐停了" in (await desk.sends(f"{path}/end")).main
    assert house.rows("SELECT count(*) FROM standing_order") == [(0,)]
    await house.engine.settle()
    assert "周洁停了李荣珍的长期订餐" in house.shown("李荣珍").text
