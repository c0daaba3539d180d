"""People at the desk: found however somebody remembers them, their record covered until it is opened, put right, and written down."""

from __future__ import annotations

import re
from datetime import date

import pytest

from language.text import _ as said
from services import people, residents, telling
from services.calendar import today
from services.records import doubles, merging
from services.residents import Details
from storage import people as stored
from tests.desk.house import Browser, DeskHouse


async def lives(house: DeskHouse, name: str, phone: str = "", home: tuple[str, str, str] = ("", "", ""), born: str = "") -> int:
    """Somebody whom the office knows and who has no phone in the chat."""

    async def make() -> int:
        person_id = await stored.add(1, name, house.world.now_ms)
        await stored.set_phone(person_id, phone)
        await stored.set_home(person_id, *home)
        if born:
            await stored.set_birth(person_id, date.fromisoformat(born))
        return person_id

    return await house.db.write(make)


def names(browser: Browser) -> list[str]:
    """Who is listed."""
    return [said for said, href in browser.page.links if re.fullmatch(r"/desk/people/\d+", href)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("汉梅", ["张汉梅"]), ("zhm", ["张汉梅"]), ("ZHM", ["张汉梅"]), ("zhanghan", ["张汉梅"]), ("sxx", ["单雄信"]), ("shanxiong", ["单雄信"]),
        ("lvb", ["吕布"]), ("5678", ["张汉梅"]), ("138-1234-5678", ["张汉梅"]), ("3-1-502", ["张汉梅"]), ("3栋1单元502", ["张汉梅"]),
        ("ｚｈｍ", ["张汉梅"]), ("５６７８", ["张汉梅"]),
        ("３栋", ["张汉梅", "单雄信"]), ("502", ["张汉梅", "吕布"]), ("502室", ["张汉梅", "吕布"]), ("nobody", []), ("5栋", []),
    ],
)  # fmt: skip
async def test_somebody_is_found_however_one_remembers_them(house: DeskHouse, query: str, found: list[str]) -> None:
    await lives(house, "张汉梅", "13812345678", ("3", "1", "502"))
    await lives(house, "单雄信", "", ("3", "2", "101"))
    await lives(house, "吕布", "", ("4", "", "502"))
    browser = await house.at_desk("staff")
    await browser.opens(f"/people?q={query}")
    assert sorted(names(browser)) == sorted(found)
    if not found:
        assert "没有找到" in browser.page.main


async def test_the_list_is_covered_in_parts_and_can_be_narrowed(house: DeskHouse) -> None:
    for n in range(60):
        await lives(house, f"居民{n:02}", f"1380000{n:04}", ("7", "1", "101"))
    browser = await house.at_desk("staff")
    await browser.opens("/people?building=7")
    assert len(names(browser)) == 50 and "138****0001" in browser.page.main
    assert "13800000001" not in browser.page.html and "101" not in browser.page.main
    await browser.follows("下一页")
    assert len(names(browser)) == 10
    await browser.opens("/people?who=no_chat&building=7&order=newest")
    assert names(browser)[0] == "居民59"
    await browser.opens("/people?who=no_consent")
    assert "李荣珍" not in names(browser)


async def test_what_is_covered_is_opened_and_that_is_written_down(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    await house.happens("李荣珍 lives in 3栋2单元501")
    browser = await house.at_desk("staff", "周洁")
    page = await browser.opens(f"/people/{person_id}")
    assert "138****9726" in page.main and "13800089726" not in page.html and "501" not in page.main
    assert "see person" not in house.acts()
    page = await browser.follows("打开电话、住址")
    assert "13800089726" in page.main and "3栋2单元501" in page.main and "76岁" in page.main
    assert house.acts()[-1] == "see person"
    page = await browser.follows("谁看过、改过")
    assert "周洁" in page.main and "看了居民的资料" in page.main


async def test_a_record_is_put_right_and_the_resident_reads_it(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    browser = await house.at_desk("staff")
    await browser.opens(f"/people/{person_id}/edit")
    wrong = await browser.sends(f"/people/{person_id}/edit", phone="12", room="502", building="")
    assert wrong.status == 422 and ("不像电话号码" in wrong.main or "这里要填" in wrong.main)
    await browser.opens(f"/people/{person_id}/edit")
    page = await browser.sends(
        f"/people/{person_id}/edit", name="李荣贞", phone="139 0000 0001", building="3栋", unit="2", room="501室",
        contact_name="陈芳", contact_phone="13900000002",
    )  # fmt: skip
    assert "改好了" in page.text
    me = (await house.says("李荣珍", "/me")).text
    assert "李荣贞" in me and "3栋2单元501" in me and "139****0001" in me and "陈芳" in me
    assert house.rows("SELECT detail FROM audit WHERE action = 'edit person'") == [("name phone home contact",)]
    await browser.opens("/people?q=lrz")
    assert names(browser) == ["李荣贞"]


async def test_what_the_resident_changed_meanwhile_is_not_overwritten_unseen(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    browser = await house.at_desk("staff")
    await browser.opens(f"/people/{person_id}/edit")
    await house.says("李荣珍", "/me")
    await house.taps("李荣珍", "修改资料", "电话")
    await house.says("李荣珍", "13911111111")
    page = await browser.sends(f"/people/{person_id}/edit", name="李荣贞")
    assert page.status == 422 and "刚刚有人改过" in page.main
    page = await browser.sends(f"/people/{person_id}/edit", phone="13911111111")
    assert "改好了" in page.text
    assert house.rows(f"SELECT name, phone FROM person WHERE id = {person_id}") == [("李荣贞", "13911111111")]


async def test_a_child_for_whom_a_guardian_agreed_counts_as_agreed(house: DeskHouse) -> None:
    await house.happens("李荣珍 has a child 陈小宝, born 2018-06-01")
    browser = await house.at_desk("staff")
    await browser.opens("/people?who=no_consent")
    assert "陈小宝" not in names(browser)
    await browser.opens("/people?q=陈小宝")
    page = await browser.follows("陈小宝")
    assert "还没同意记下资料" not in page.main and "孩子的资料" in page.main and "李荣珍同意的" in page.main


async def test_saving_an_unchanged_record_changes_nothing(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    browser = await house.at_desk("staff")
    await browser.opens(f"/people/{person_id}/edit")
    page = await browser.sends(f"/people/{person_id}/edit")
    assert "没有要改的" in page.text and "edit person" not in house.acts()


async def test_somebody_new_is_entered_once(house: DeskHouse) -> None:
    browser = await house.at_desk("staff")
    await browser.opens("/people/new")
    page = await browser.sends("/people/new", name="万小芳", phone="13800000009", building="5", room="301", born="1948-02-03")
    assert "这是万小芳的资料" in page.text and "社区认识" in page.main
    before = house.rows("SELECT count(*) FROM person")
    await browser.opens("/people/new")
    again = await browser.sends("/people/new", name="万小芳", phone="13800000009")
    assert again.path == page.path and house.rows("SELECT count(*) FROM person") == before
    assert house.rows("SELECT building, birth_date FROM person WHERE name = '万小芳'") == [("5", "1948-02-03")]


async def test_age_identity_pause_and_code(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    browser = await house.at_desk("staff")
    await browser.opens(f"/people/{person_id}")
    if f"/desk/people/{person_id}/verify" in browser.page.html:
        assert "社区认识的居民" in (await browser.sends(f"/people/{person_id}/verify")).text
    await browser.follows("核实年龄")
    form = f"/meals/ages/{person_id}"
    assert "照身份证上的写" in (await browser.sends(form, born="2030-01-01")).main
    page = await browser.sends(form, born="1950-03-08")
    assert page.path == f"/people/{person_id}" and "年龄已核实" in page.main
    await browser.follows("给口令")
    page = await browser.sends(f"/people/{person_id}/code")
    [code] = re.findall(r"\b[A-Z2-9]{8}\b", page.main)
    assert code not in str(house.rows("SELECT * FROM desk_answer"))
    await house.says("新手机", "你好")
    await house.taps("新手机", "先看看再说")
    await house.says("新手机", code)
    await house.taps("新手机", "对，接上")
    assert "李荣珍" in (await house.says("新手机", "/me")).text


async def test_a_colleagues_code_is_an_administrators_to_give(house: DeskHouse) -> None:
    colleague = await house.person("周丹丹")
    browser = await house.at_desk("staff")
    await browser.opens(f"/people/{colleague}/code")
    page = await browser.sends(f"/people/{colleague}/code")
    assert page.status == 422 and "管理员" in page.main


async def test_what_is_booked_stands_on_the_page(house: DeskHouse) -> None:
    await house.says("李荣珍", "/sign_up 2")
    await house.taps("李荣珍", "我自己", "确认报名")
    browser = await house.at_desk("staff")
    page = await browser.opens(f"/people/{await house.person('李荣珍')}")
    assert "剪纸" in page.main and "已报上" in page.main
    assert page.link("剪纸").startswith("/courses/")


async def test_a_call_is_answered_from_their_own_page(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    browser = await house.at_desk("staff", "周洁")
    await browser.opens(f"/people/{person_id}")
    await browser.follows("报课、订餐")
    page = await browser.follows("瑜伽")
    assert "报名成功" in (await browser.sends(page.path)).text
    await browser.opens(f"/people/{person_id}/book")
    page = await browser.follows("11月24日 周二")
    assert "订好了" in (await browser.sends(page.path)).text
    await browser.opens(f"/people/{person_id}")
    assert "替李荣珍报一件" in (await browser.follows("记一件事")).main
    await browser.opens(f"/people/{person_id}")
    await browser.follows("写消息")
    await browser.sends(f"/messages/to/{person_id}", words="都办好了。")
    await house.engine.settle()
    heard = "".join(one.text for one in house.engine.phones["李荣珍"].messages)
    for piece in ("帮 李荣珍 报了「瑜伽」", "周洁给李荣珍订了", "都办好了。"):
        assert piece in heard


async def test_a_child_is_signed_up_by_a_parent_from_the_childs_page(house: DeskHouse) -> None:
    await house.happens("李荣珍 has a child 陈小宝, born 2018-06-01")
    [(child,)] = house.rows("SELECT id FROM person WHERE name = '陈小宝'")
    browser = await house.at_desk("staff")
    page = await browser.opens(f"/people/{child}/book")
    assert page.link("四点半托管").endswith(f"/book?who={await house.person('李荣珍')}")
    assert page.link("瑜伽").endswith(f"/book?who={child}")


async def test_consent_is_noted_and_taken_back_at_the_counter(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    browser = await house.at_desk("staff")
    await browser.opens(f"/people/{person_id}")
    await browser.follows("本人要收回")
    assert "马上删掉" in browser.page.main
    page = await browser.sends(f"/people/{person_id}/withdraw/general")
    assert "还没同意记下资料" in page.main
    await house.engine.settle()
    assert "收回了您对「办事用的资料」的同意" in house.shown("李荣珍").text
    assert house.rows(f"SELECT phone, birth_date, consent_version FROM person WHERE id = {person_id}") == [("", None, 0)]
    await browser.follows("记下当面的同意")
    assert "先念给本人听" in (await browser.sends(f"/people/{person_id}/consent")).main
    page = await browser.sends(f"/people/{person_id}/consent", agreed="1")
    assert "还没同意记下资料" not in page.main
    await house.engine.settle()
    assert "您当面同意社区保存您的资料" in house.shown("李荣珍").text
    assert house.acts()[-2:] == ["withdraw consent", "note consent"]


async def test_a_child_and_a_parent_are_linked_and_the_link_ends(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    at = f"/people/{person_id}/household"
    browser = await house.at_desk("staff")
    await browser.opens(at)
    assert "要家长当面同意" in (await browser.sends(f"{at}/child", child="李小宝", child_born="2019-06-01")).main
    assert (
        "可以替 李小宝 报名了"
        in (await browser.sends(f"{at}/child", child="李小宝", child_born="2019-06-01", child_agreed="1")).text
    )
    assert "李小宝" in (await house.says("李荣珍", "/family")).text
    await browser.opens(at)
    page = await browser.sends(f"{at}/end")
    assert page.status == 422 and "只有这一位监护人" in page.main
    grandpa = await lives(house, "李爷爷", "", ("3", "2", "501"), "1930-01-01")
    await browser.opens(f"{at}?q=李爷爷")
    page = await browser.sends(f"{at}/link", other=str(grandpa), relation="parent", agreed="1")
    assert "可以帮 李爷爷 报名了" in page.text
    await house.engine.settle()
    assert "您可以替 李爷爷 报名、订餐了" in house.shown("李荣珍").text
    await browser.opens(f"/people/{grandpa}/household")
    assert "解除了" in (await browser.sends(f"/people/{grandpa}/household/end")).text
    await house.engine.settle()
    assert "您不再替 李爷爷 办事了" in house.shown("李荣珍").text
    assert [act for act in house.acts() if "kin" in act] == ["link kin", "unlink kin"]


async def test_a_child_of_the_register_is_its_guardians_to_agree_for(house: DeskHouse) -> None:
    mother = await house.person("李荣珍")
    child = await lives(house, "李小宝", "", ("3", "2", "501"), "2019-06-01")
    browser = await house.at_desk("staff")
    page = await browser.opens(f"/people/{child}")
    assert "由监护人同意" in page.main and "/code" not in page.html and "/consent" not in page.html
    await browser.opens(f"/people/{child}/consent")
    assert "登记监护人" in (await browser.sends(f"/people/{child}/consent", agreed="1")).main
    await browser.opens(f"/people/{child}/code")
    assert "由监护人替" in (await browser.sends(f"/people/{child}/code")).main
    at = f"/people/{child}/household"
    page = await browser.opens(f"{at}?q=李荣珍")
    assert page.form(f"{at}/link").values["relation"] == ["helper"]
    assert "未满14岁" in (await browser.sends(f"{at}/link", relation="parent", agreed="1")).main
    await browser.opens(f"{at}?q=李荣珍")
    assert "可以帮 李小宝 报名了" in (await browser.sends(f"{at}/link", agreed="1")).text
    assert house.rows("SELECT guardian_id, kind FROM kinship") == [(mother, "child")]
    assert house.rows(f"SELECT purpose, given_by FROM consent WHERE person_id = {child}") == [("child", mother)]


async def test_what_was_asked_for_in_the_chat_is_confirmed_at_the_desk(house: DeskHouse) -> None:
    await house.says("李荣珍", "/add_parent")
    await house.taps("李荣珍", "TA不用手机")
    await house.says("李荣珍", "李老太")
    await house.taps("李荣珍", "没有电话")
    person_id = await house.person("李荣珍")
    browser = await house.at_desk("staff")
    await browser.opens(f"/people/{person_id}/household")
    assert "等核实" in browser.page.main
    assert "核实好了" in (await browser.sends(f"/people/{person_id}/household/confirm")).text
    await house.engine.settle()
    assert "社区核实好了" in house.shown("李荣珍").text


async def test_two_records_become_one(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    double = await lives(house, "李荣珍", "13800089726", ("3", "2", "501"))
    other = await lives(house, "李荣珍", "", ("9", "", "101"), "1950-03-08")
    browser = await house.at_desk("staff")
    page = await browser.opens("/people/doubles")
    assert "电话一样" in page.main and "生日一样" in page.main
    await browser.opens("/people/doubles")
    forms = [form for form in page.forms if form.action.endswith("/apart")]
    assert len(forms) == 2
    await browser.client.post(
        "/desk/people/doubles/apart", data={**forms[0].values, "one": [str(person_id)], "other": [str(other)]}
    )
    page = await browser.opens("/people/doubles")
    assert "生日一样" not in page.main
    await browser.opens(f"/people/{person_id}/merge?other={double}")
    assert "合并后不能分开" in browser.page.main
    page = await browser.sends(f"/people/{person_id}/merge")
    assert "合并好了" in page.text
    assert "3栋2单元501" in (await house.says("李荣珍", "/me")).text
    assert house.rows(f"SELECT count(*) FROM person WHERE id = {double}") == [(0,)]
    assert {"set apart", "merge"} <= set(house.acts())


async def test_doubles_are_found_beside_many_families_that_share_a_number(house: DeskHouse) -> None:
    async def family() -> None:
        for n in range(520):
            await stored.set_phone(
                await stored.add(1, f"住户{n}", house.world.now_ms), "13800089726"
            )  # as 李荣珍, who is in the chat

    await house.db.write(family)
    await lives(house, "万小芳", "13911111111")
    await lives(house, "万小芳", "13911111111")
    browser = await house.at_desk("staff")
    assert "万小芳" in (await browser.opens("/people/doubles")).main


async def test_whoever_is_not_the_one_is_not_the_other_either_once_they_are_one(house: DeskHouse) -> None:
    keep, double, stranger = [await lives(house, "万小芳", "13911111111") for _n in range(3)]
    clerk = await house.hired("周洁", "staff")
    now = house.world.now_ms
    await house.db.write(lambda: doubles.apart(double, stranger, clerk, now))
    await house.db.write(lambda: merging.merge(keep, double, clerk, now))
    assert await house.db.read(lambda: doubles.likely(1, clerk)) == []


async def test_who_makes_their_own_two_records_one_stays_signed_in(house: DeskHouse) -> None:
    browser = await house.at_desk("admin", "周洁")
    [(double,)] = house.rows("SELECT id FROM person WHERE name = '周洁'")
    keep = await lives(house, "周洁", "13911111111")
    await browser.opens(f"/people/{keep}/merge?other={double}")
    page = await browser.sends(f"/people/{keep}/merge")
    assert "合并好了" in page.text and page.path == f"/people/{keep}"
    copy = (await browser.fetches(f"/people/{keep}/copy.json")).json()
    assert len(copy["desk_sessions"]) == 1


async def test_a_call_is_made_and_the_number_seen_is_written_down(house: DeskHouse) -> None:
    person_id = await lives(house, "万小芳", "13800000009")
    await house.db.write(lambda: telling.ask_to_call([person_id], said("明天不上课。"), "test", house.world.now_ms))
    browser = await house.at_desk("staff")
    page = await browser.opens("/people/calls")
    assert "万小芳" in page.main and "明天不上课" in page.main and "13800000009" not in page.html
    page = await browser.follows("万小芳")
    assert "13800000009" in page.main and house.acts()[-1] == "see phone"
    call = page.path
    page = await browser.sends(call, what="nobody")
    assert "还留在名单里" in page.text and "1次没打通" in page.main
    await browser.opens(call)
    page = await browser.sends(call, what="told")
    assert "都打完了" in page.main
    assert house.acts()[-3:] == ["call in vain", "see phone", "call"]


async def test_a_copy_is_handed_out_and_written_down(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    browser = await house.at_desk("staff")
    words = await browser.fetches(f"/people/{person_id}/copy.txt")
    assert "李荣珍" in words.text and "attachment" in words.headers["content-disposition"]
    whole = (await browser.fetches(f"/people/{person_id}/copy.json")).json()
    assert whole["person"]["phone"] == "13800089726"
    assert house.acts()[-2:] == ["export person", "export person"]


async def test_somebody_is_erased_by_an_administrator_who_types_the_name(house: DeskHouse) -> None:
    person_id = await house.person("李荣珍")
    await house.says("李荣珍", "/sign_up 2")
    await house.taps("李荣珍", "我自己", "确认报名")
    staff = await house.at_desk("staff")
    assert (await staff.opens(f"/people/{person_id}/erase")).status == 404
    browser = await house.at_desk("admin")
    page = await browser.opens(f"/people/{person_id}/erase")
    assert "1个报名会取消" in page.main
    page = await browser.sends(f"/people/{person_id}/erase", name="李")
    assert page.status == 422 and "什么都没有删" in page.main
    page = await browser.sends(f"/people/{person_id}/erase", name="李荣珍")
    assert "已经全部删除" in page.text
    assert house.rows(f"SELECT count(*) FROM person WHERE id = {person_id}") == [(0,)]
    assert house.acts()[-1] == "erase person"
    await house.engine.settle()
    assert "李荣珍" not in (await house.says("李荣珍", "/me")).text


async def test_the_last_administrator_stays(house: DeskHouse) -> None:
    chief = await house.hired("吴主任", "admin")
    browser = await house.signed_in(chief)
    await browser.opens(f"/people/{chief}/erase")
    page = await browser.sends(f"/people/{chief}/erase", name="吴主任")
    assert page.status == 422 and "最后一位管理员" in page.main


@pytest.mark.parametrize("role", ["kitchen", "reader"])
async def test_who_sees_no_people_finds_no_page(house: DeskHouse, role: str) -> None:
    person_id = await house.person("李荣珍")
    browser = await house.at_desk(role)
    for path in (
        "/people",
        "/people/calls",
        "/people/doubles",
        "/people/register",
        "/people/new",
        "/people/all.xlsx",
        f"/people/{person_id}",
        f"/people/{person_id}/book",
    ):
        assert (await browser.opens(path)).status == 404


async def test_somebody_of_another_community_is_not_there(house: DeskHouse) -> None:
    await house.happens("陈外 belongs to another community")
    person_id = await house.person("陈外")
    browser = await house.at_desk("admin")
    for path in ("", "/open", "/book", "/edit", "/household", "/merge", "/erase", "/copy.txt", "/acts", "/code", "/consent"):
        assert (await browser.opens(f"/people/{person_id}{path}")).status == 404
    assert "see person" not in house.acts()


async def test_services_check_the_right_again(house: DeskHouse) -> None:
    person_id, stranger = await house.person("李荣珍"), await lives(house, "路人甲")
    day = today(house.world.now_ms)

    async def tries() -> list[object]:
        now = house.world.now_ms
        return [
            await residents.put_right(person_id, Details("别人"), stranger, now, day),
            await residents.enter(1, Details("新人"), stranger, now, day),
            await residents.opened(person_id, stranger, now),
            await residents.handed_out(person_id, stranger, now),
            await residents.withdraw(person_id, "general", stranger, now) or None,
            await residents.agreed_on_paper(person_id, stranger, now) or None,
            await residents.page(1, stranger, 9, 0) or None,
        ]

    assert set(await house.db.write(tries)) == {None}
    assert await house.db.read(lambda: people.consents_to(person_id))
