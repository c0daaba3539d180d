"""What the desk itself has done in the lively town by the end of the afternoon: paid, uploaded, answered, looked into."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image

from services import sheets
from storage import codes
from tests.desk import town
from tests.desk.house import Browser, DeskHouse


async def busy(house: DeskHouse) -> Browser:
    """All of it, by 吴主任, whose browser is returned."""
    chief = await house.at_desk("admin", "吴主任")
    await _money(house, chief)
    await _register(house, chief)
    await _talk(house, chief)
    await _case(house, chief)
    await _meals(house, chief)
    await house.happens("the office drops the next 剪纸")
    await chief.opens("/messages")
    await chief.sends("/messages/on-duty")
    await _doubles(house)
    for name, role in (("周洁", "staff"), ("吴主任", "admin")):
        await house.signed_in(await _known(house, name) or await house.hired(name, role))
    await house.engine.settle()
    return chief


async def _money(house: DeskHouse, chief: Browser) -> None:
    person_id = await house.person("李荣珍")
    await chief.opens(f"/meals/money/{person_id}")
    await chief.sends(f"/meals/money/{person_id}/record", amount="10")
    assert house.rows("SELECT count(*) FROM payment") == [(1,)], chief.page.main


async def _register(house: DeskHouse, chief: Browser) -> None:
    sheet = sheets.book([sheets.Table("居民", ("姓名", "电话"), [("新来的", "13911112222")])], datetime(2026, 12, 1))  # noqa: DTZ001
    await chief.opens("/people/register")
    await chief.sends("/people/register", files={"file": ("居民.xlsx", sheet)})
    assert house.rows("SELECT count(*) FROM register_import") == [(1,)], chief.page.main


async def _talk(house: DeskHouse, chief: Browser) -> None:
    [(talk_id,)] = house.rows("SELECT id FROM talk")
    await chief.opens(f"/messages/talk/{talk_id}")
    await chief.sends(f"/messages/talk/{talk_id}/take")
    await chief.sends(f"/messages/talk/{talk_id}/say", words="马上来")
    assert house.rows("SELECT count(*) FROM talk_line WHERE words = '马上来'") == [(1,)], chief.page.main


async def _case(house: DeskHouse, chief: Browser) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    case_id = await town.reported(house, "花坛边的砖掉了", "building", "2栋")
    await chief.opens(f"/cases/{case_id}")
    await chief.sends(f"/cases/{case_id}/take")
    await chief.opens(f"/cases/{case_id}")
    await chief.sends(f"/cases/{case_id}/state", files={"photos": ("砖.jpg", picture.getvalue())}, words="在修了")
    assert house.rows("SELECT count(*) FROM case_file") == [(1,)], chief.page.main


async def _meals(house: DeskHouse, chief: Browser) -> None:
    person_id = await house.person("李荣珍")
    await chief.opens(f"/meals/standing/{person_id}")
    await chief.sends(f"/meals/standing/{person_id}", days=["1", "3"])
    assert house.rows("SELECT count(*) FROM standing_order") == [(1,)], chief.page.main


async def _doubles(house: DeskHouse) -> None:
    """Two that may be one and the same, and one who typed too many wrong codes."""
    for _record in range(2):
        await town.neighbour(house, "马双", "13922223333")
    tried = await _known(house, "马双")
    await town.do(house, lambda now_ms: codes.set_tries(tried, 5, now_ms))


async def _known(house: DeskHouse, name: str) -> int:
    """Somebody's id; 0 for nobody."""
    found = house.rows("SELECT id FROM person WHERE name = :name", {"name": name})
    return int(found[0][0]) if found else 0
