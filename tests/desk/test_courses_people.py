"""Who is in a course, seen and changed at the desk: rosters, bookings for somebody, roll calls, draws."""

from __future__ import annotations

import hashlib
import io

from openpyxl import load_workbook

from tests.desk.house import DeskHouse
from tests.desk.test_courses import course_id, signed_up

PHONE = "13800000001"


async def test_the_roster_masks_phones_until_they_are_opened_and_says_who_looked(house: DeskHouse) -> None:
    yoga = await signed_up(house)
    [(phone,)] = house.rows("SELECT phone FROM person WHERE name = '李荣珍'")
    browser = await house.at_desk("staff")
    page = await browser.opens(f"/courses/{yoga}/roster")
    assert "李荣珍" in page.main and phone not in page.html and "****" in page.main
    assert house.acts()[-1] == "see roster"
    page = await browser.follows("显示电话")
    assert phone in page.main and house.acts()[-1] == "see phones"
    answer = await browser.fetches(f"/courses/{yoga}/roster.xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows()]
    assert rows[0][:3] == ["序号", "姓名", "电话"] and rows[1][1:3] == ["李荣珍", phone]
    assert house.acts()[-1] == "export roster"


async def test_somebody_is_taken_out_and_the_seat_goes_to_the_queue(house: DeskHouse) -> None:
    papercut = await signed_up(house, "剪纸")
    await house.happens("王强 is known")
    await house.says("王强", f"/sign_up {papercut}")
    await house.taps("王强", "我自己（王强）", "确认报名")
    browser = await house.at_desk("staff")
    page = await browser.opens(f"/courses/{papercut}/roster")
    assert "候补第1位" in page.main
    booking = page.link("退出").rpartition("/")[2]
    at = f"/courses/{papercut}/roster/{booking}"
    page = await browser.opens(at)
    assert "空出的位子会先留给候补的第一位" in page.main
    form = page.form(f"{at}/out")
    for _time in range(2):
        answer = await browser.client.post(form.action, data=form.values)
        assert answer.status_code == 200
    assert house.acts().count("cancel") == 1
    await house.engine.settle()
    assert "取消了 李荣珍 的「剪纸」报名" in house.shown("李荣珍").text
    house.world.now_ms += 60_000
    await house.engine.settle()
    assert "有位子了" in house.shown("王强").text
    page = await browser.opens(f"/courses/{papercut}/roster")
    assert "有位子，等确认" in page.main and "留到" in page.main
    booking = page.link("要位子").rpartition("/")[2]
    at = f"/courses/{papercut}/roster/{booking}"
    await browser.opens(at)
    assert "报名成功" in (await browser.sends(f"{at}/accept")).text
    await house.engine.settle()
    assert "确认了「剪纸」的位子" in house.shown("王强").text and "accept offer" in house.acts()


async def test_somebody_known_is_booked(house: DeskHouse) -> None:
    yoga, browser = await course_id(house), await house.at_desk("staff", "吴洁")
    page = await browser.opens(f"/courses/{yoga}/book?q=李荣")
    assert "****" in page.main
    await browser.follows("李荣珍")
    page = await browser.sends(f"/courses/{yoga}/book")
    assert "报名成功" in page.text and "李荣珍" in page.main
    await house.engine.settle()
    assert "吴洁 帮 李荣珍 报了「瑜伽」：报名成功" in house.shown("李荣珍").text and "book" in house.acts()
    await browser.opens(f"/courses/{yoga}/book?q=李荣")
    assert "已经报上" in (await browser.follows("李荣珍")).main


async def test_somebody_new_is_entered_and_booked_with_a_birthday_where_it_matters(house: DeskHouse) -> None:
    taichi, browser = await course_id(house, "太极"), await house.at_desk("staff")
    await browser.opens(f"/courses/{taichi}/book")
    await browser.follows("新登记一位")
    page = await browser.sends(f"/courses/{taichi}/book", name="陈兆龙", phone="12")
    assert (
        page.status == 422 and "这个号码不对" in page.main and page.form(f"/courses/{taichi}/book").values["name"] == ["陈兆龙"]
    )
    page = await browser.sends(f"/courses/{taichi}/book", phone=PHONE)
    assert "先告诉我 陈兆龙 的生日" in page.main
    page = await browser.sends(f"/courses/{taichi}/book", born="1990-01-01")
    assert page.status == 422 and "暂时报不了" in page.main
    assert house.rows("SELECT COUNT(*) FROM person WHERE name = '陈兆龙'") == [(0,)]
    page = await browser.sends(f"/courses/{taichi}/book", born="1945-01-01")
    assert "报名成功" in page.text and PHONE not in page.html


async def test_a_child_is_booked_through_a_parent(house: DeskHouse) -> None:
    await house.happens("王小倩 has a child 陈小宝, born 2018-06-01")
    care, browser = await course_id(house, "四点半托管"), await house.at_desk("staff")
    await browser.opens(f"/courses/{care}/book?q=王小")
    await browser.follows("王小倩")
    page = await browser.sends(f"/courses/{care}/book", pickup="爷爷 13812345678", allergy="花生")
    assert page.status == 422 and "家长当面同意了才能记" in page.main
    page = await browser.sends(f"/courses/{care}/book", agreed="1")
    assert "报名成功" in page.text and "陈小宝" in page.main and "花生" in page.main and "13812345678" not in page.html
    await browser.opens(f"/courses/{care}/book?q=王小")
    await browser.follows("王小倩")
    page = await browser.sends(f"/courses/{care}/book", child_name="陈二宝", child_born="2019-02-03", pickup="奶奶")
    assert page.status == 422 and "上面选了 陈小宝" in page.main
    page = await browser.sends(f"/courses/{care}/book", child="0")
    assert "报名成功" in page.text and "陈二宝" in page.main
    pottery = await course_id(house, "亲子陶艺")
    await browser.opens(f"/courses/{pottery}/book?q=王小")
    await browser.follows("王小倩")
    assert "王小倩" in (await browser.sends(f"/courses/{pottery}/book")).main
    assert house.rows(f"SELECT taken FROM course WHERE id = {pottery}") == [(2,)]


async def test_a_child_is_nobodys_parent(house: DeskHouse) -> None:
    await house.happens("王小倩 has a child 陈小宝, born 2018-06-01")
    care, browser = await course_id(house, "四点半托管"), await house.at_desk("staff")
    page = await browser.opens(f"/courses/{care}/book?q=陈小")
    assert "没有找到" in page.main
    [(child,)] = house.rows("SELECT id FROM person WHERE name = '陈小宝'")
    page = await browser.opens(f"/courses/{care}/book?who={child}")
    assert "还没成年" in page.main and not [
        form for form in page.forms if form.action.endswith("/book") and form.method == "post"
    ]
    await browser.opens(f"/courses/{care}/book?new=1")
    page = await browser.sends(
        f"/courses/{care}/book", name="某人", child_name="毛毛", child_born="2019-01-01", pickup="妈妈", phone=PHONE
    )
    assert "报名成功" in page.text
    assert house.rows(f"SELECT COUNT(*) FROM kinship WHERE guardian_id = {child}") == [(0,)]


async def test_the_roll_is_called_with_a_tick_each(house: DeskHouse) -> None:
    yoga = await signed_up(house)
    await house.happens("王强 is known")
    await house.says("王强", f"/sign_up {yoga}")
    await house.taps("王强", "我自己（王强）", "确认报名")
    [(session,)] = house.rows(f"SELECT id FROM session WHERE course_id = {yoga} AND n = 1")
    ids = dict(house.rows("SELECT p.name, e.id FROM enrolment e JOIN person p ON p.id = e.attendee_id"))
    at, browser = f"/courses/{yoga}/roll/{session}", await house.at_desk("staff")
    await browser.opens(f"/courses/{yoga}/roll")
    page = await browser.sends(at, here=[str(ids["李荣珍"])])
    assert page.status == 422 and "先只能记请假" in page.main
    house.at("2026-11-30T18:40")
    browser = await house.at_desk("staff", "吴洁")
    page = await browser.opens(at)
    assert "0/2" in page.main
    await browser.sends(f"{at}/code")
    [(code,)] = house.rows(f"SELECT code FROM session WHERE id = {session}")
    assert code in browser.page.main
    stale = browser.page.form(at)
    await house.says("李荣珍", code)
    assert any("签到成功" in one.text for one in house.engine.phones["李荣珍"].messages)
    await browser.client.post(stale.action, data={**stale.values, "excused": [str(ids["王强"])]})
    page = await browser.opens(at)
    assert "1/2" in page.main and house.acts()[-1] == "mark excused"
    page = await browser.sends(at, here=[], excused=[])
    marks = dict(house.rows("SELECT enrolment_id, state FROM attendance"))
    assert marks == {ids["李荣珍"]: "absent"} and "mark coming" in house.acts()
    assert "到了0人" in (await browser.opens(f"/courses/{yoga}")).main


async def test_in_child_care_the_guardians_hear_who_brought_and_who_fetched(house: DeskHouse) -> None:
    await house.happens("王小倩 has a child 陈小宝, born 2018-06-01")
    care, browser = await course_id(house, "四点半托管"), await house.at_desk("staff")
    await browser.opens(f"/courses/{care}/book?q=王小")
    await browser.follows("王小倩")
    await browser.sends(f"/courses/{care}/book", pickup="爷爷")
    house.at("2026-12-01T16:20")
    browser = await house.at_desk("staff", "吴洁")
    page = await browser.opens(f"/courses/{care}/roll")
    [(session,)] = house.rows(f"SELECT id FROM session WHERE course_id = {care} AND n = 1")
    assert house.acts()[-1] == "see roster"
    at = f"/courses/{care}/roll/{session}/child"
    assert (await browser.sends(at, who=" ")).status == 422
    page = await browser.sends(at, who="妈妈")
    assert "陈小宝 16:20 送到，已告诉家长" in page.text
    await house.engine.settle()
    assert "陈小宝 已到「四点半托管」" in house.shown("王小倩").text
    page = await browser.sends(at, who="邻居")
    assert "不是家长登记的接送人" in page.text
    await house.engine.settle()
    assert "邻居" in house.shown("王小倩").text


async def test_a_draw_is_held_once_and_anybody_can_check_it(house: DeskHouse) -> None:
    baking = await course_id(house, "烘焙")
    for name in ("王强", "张汉梅"):
        await house.happens(f"{name} is known")
    for name in ("李荣珍", "王强", "张汉梅"):
        await house.says(name, f"/sign_up {baking}")
        assert "已参加抽签" in (await house.taps(name, f"我自己（{name}）", "确认报名")).text
    reader, browser = await house.at_desk("reader"), await house.at_desk("staff")
    page = await reader.opens(f"/courses/{baking}/draw")
    [(seed, seed_hash)] = house.rows(f"SELECT seed, seed_hash FROM draw WHERE course_id = {baking}")
    assert "现在3个人参加，2个名额" in page.main and seed_hash in page.main and seed not in page.html
    assert not [form for form in page.forms if form.method == "post"]
    await browser.opens(f"/courses/{baking}")
    await browser.sends(f"/courses/{baking}/close")
    page = await browser.opens(f"/courses/{baking}/draw")
    form = page.form(f"/courses/{baking}/draw")
    for _time in range(2):
        await browser.client.post(form.action, data=form.values)
    page = await browser.opens(f"/courses/{baking}/draw")
    assert "对得上" in page.main and seed in page.main and page.main.count("抽中") >= 2 and "李荣珍" not in page.main
    assert hashlib.sha256(seed.encode()).hexdigest() == seed_hash
    assert house.acts().count("draw") == 1
    await house.engine.settle()
    assert all("抽签结果" in house.shown(name).text for name in ("李荣珍", "王强", "张汉梅"))
    assert (await reader.fetches(f"/courses/{baking}/draw.xlsx")).status_code == 200
    assert (await reader.opens(f"/courses/{await course_id(house)}/draw")).status == 404
