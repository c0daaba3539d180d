"""Leading a team is for who leads it, and for staff. To everybody else it does not exist, and one's shift is one's own."""

from __future__ import annotations

import pytest

from handlers.patrol import lead, lead_shift
from tests.handlers.desk import Office

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
