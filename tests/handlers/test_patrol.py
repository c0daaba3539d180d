"""Leading a team is for who leads it, and for staff. To everybody else it does not exist, and one's shift is one's own."""

from __future__ import annotations

import pytest

from handlers.patrol import lead, lead_shift
from services.calendar import DAY_MS
from services.patrol import duties as planning
from storage import duties, households, people, shift_places, shifts, teams
from tests.handlers.desk import Office
from tests.services.conftest import ZONE

LEADING = sorted(flow.command for flows in (lead.flows, lead_shift.flows) for flow in flows.by_name.values())
OWN = ("shift", "shift_ok", "shift_cannot", "shift_offer", "shift_keep", "shift_swap", "swap_yes", "swap_no")


@pytest.fixture
async def busy(office: Office) -> Office:
    """A team with a shift tomorrow, on which Li Rongzhen is, and somebody who would like to join."""
    await office.happens("张汉梅 leads the team 老街坊巡逻队")
    await office.happens("李荣珍 is in the team 老街坊巡逻队")
    await office.happens("王强 is known")
    await office.happens("the duty 晚巡 of 老街坊巡逻队 needs 2, daily at 19:00")
    await office.happens("李荣珍 has the shift of 晚巡 on 2026-11-24")
    await office.says("王强", "/team_join 1")
    return office


@pytest.mark.parametrize("who", ["李荣珍", "王强", "王外人"])
async def test_whoever_leads_nothing_here_gets_nothing(busy: Office, who: str) -> None:
    if who == "王外人":
        await busy.happens(f"{who} works elsewhere")
    nobody_knows = await busy.says(who, "/dingdong")
    before, asking = busy.remembered(), await busy.person("王强")
    for command in LEADING:
        for words in (f"/{command}", f"/{command} 1", f"/{command} 2", f"/{command} 1-{asking}"):
            answer = await busy.says(who, words)
            assert (answer.text, answer.buttons) == (nobody_knows.text, nobody_knows.buttons), words
            assert busy.remembered() == before, words


@pytest.mark.parametrize("who", ["张汉梅", "王强", "周丹丹"])
async def test_nobody_answers_for_anothers_shift(busy: Office, who: str) -> None:
    before, hers = busy.remembered(), await busy.person("李荣珍")
    for command in OWN:
        answer = await busy.says(who, f"/{command} 2-{hers}")
        assert "身体不舒服" not in answer.text and "晚巡" not in answer.text, command
        await busy.says(who, "1")
        assert busy.remembered() == before, command


async def test_home_shows_the_shifts_to_volunteers_only(busy: Office) -> None:
    labels = {who: [button.label for button in (await busy.says(who, "/home")).buttons] for who in ("李荣珍", "王强")}
    assert "志愿·值班" in labels["李荣珍"]
    assert "志愿·值班" not in labels["王强"]


@pytest.mark.parametrize("need", [2, 6])
async def test_a_week_of_two_shifts_a_day_fits_on_the_smallest_screen(office: Office, need: int) -> None:
    await office.happens("张汉梅 leads the team 老街坊巡逻队")

    async def fill() -> None:
        volunteers = [await people.add(1, f"欧阳建{'甲乙丙丁戊己庚辛壬癸'[n % 10]}", 0) for n in range(20)]
        for starts in ("08:00", "19:00"):
            await duties.save(1, 1, starts, 1, "楼道巡逻", "", starts, 60, need)
        await planning.plan_ahead(1, office.world.now_ms, ZONE)
        for person_id in volunteers:
            await teams.join(1, person_id, 0)
        for n, shift in enumerate(await shifts.of_team(1, 0, office.world.now_ms + 10 * DAY_MS)):
            for place in range(need - 1):
                await shift_places.take(shift.id, volunteers[(n * need + place) % 20], office.world.now_ms)

    await office.engine.db.write(fill)
    for who, command in (("张汉梅", "/team_week 1"), ("周丹丹", "/staff_duty_roster"), ("张汉梅", "/team_lead 1")):
        shown = await office.says(who, command)
        assert 200 < len(shown.text) <= 600, command
        assert len([button for button in shown.buttons if button.label not in ("下一页", "首页")]) <= 8


@pytest.fixture
async def family(busy: Office) -> Office:
    """A boy with a phone of his own is in the team, and on the shift of Wednesday."""
    await busy.happens("王小倩 is known")
    await busy.happens("王小宝 is known, born 2016-05-01")
    mother, boy = await busy.person("王小倩"), await busy.person("王小宝")
    await busy.engine.db.write(lambda: households.link(mother, boy, "child", 1, 1))
    await busy.happens("王小宝 is in the team 老街坊巡逻队")
    await busy.says("王小倩", "/shift_take 3")
    return busy


async def test_a_child_sees_its_shifts_and_its_parents_do_the_rest(family: Office) -> None:
    boy = await family.person("王小宝")
    before = family.remembered()
    shown = await family.says("王小宝", "/patrol")
    assert "11月25日（周三）19:00–20:30 晚巡" in shown.text
    assert [button.label for button in shown.buttons] == ["我的时长", "队伍：参加、退出", "首页"]
    for command in (
        "/shift_take 4",
        f"/shift 3-{boy}",
        f"/shift_cannot 3-{boy}",
        f"/shift_offer 3-{boy}",
        "/team_join 1",
        "/team_leave 1",
    ):
        answer = await family.says("王小宝", command)
        assert answer.text == "小朋友，请让爸爸妈妈用他们的手机点「志愿·值班」，帮你办。", command
    assert family.remembered() == before


async def test_whoever_leads_sees_a_child_by_its_given_name_everywhere(family: Office) -> None:
    boy = await family.person("王小宝")
    for who in ("张汉梅", "周丹丹"):
        for words in (
            ("/team_week 1",),
            ("/shift_lead 3",),
            ("/shift_lead 3", "让一位"),
            ("/team_members 1",),
            (f"/team_member 1-{boy}", "请出"),
        ):
            shown = await family.says(who, words[0])
            if words[1:]:
                shown = await family.taps(who, *words[1:])
            said = " ".join([shown.text, *(button.label for button in shown.buttons)])
            assert "小宝" in said and "王小宝" not in said, words
    assert "王小宝" not in (await family.says("周丹丹", "/staff_duty_roster")).text


async def test_that_staff_look_at_a_team_is_written_down(busy: Office) -> None:
    for who in ("张汉梅", "周丹丹"):
        for label in ("这一周的排班", "队员"):
            await busy.says(who, "/team_lead 1")
            await busy.taps(who, label)
    assert busy.acts() == ["see duty roster"] * 2
    assert {subject for (subject,) in busy.rows("SELECT subject FROM audit")} == {"team:1"}
