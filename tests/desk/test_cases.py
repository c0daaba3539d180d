"""The board and the list of cases."""

from __future__ import annotations

from tests.desk.house import DeskHouse


async def test_board(house: DeskHouse) -> None:
    await house.happens("王强 reported 3栋2单元水管漏水")
    desk = await house.at_desk("staff")
    page = await desk.opens("/cases")
    print(page.main)
    page = await desk.opens("/cases/list")
    print(page.main)
    for q in ("kind=hazard", "q=漏水", "q=1", "late=1", "owner=me", "team=none", "time=7"):
        page = await desk.opens("/cases?" + q)
        assert page.status == 200, page.text
        print(q, page.path, page.main[-300:])
