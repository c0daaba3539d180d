"""What taps and words at random have found once, each as a story of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from conversation.chat import Chat
from conversation.flows import Flows
from handlers import FLOWS
from language.text import _
from services import people, staff
from services.records import merging
from storage.database import Database
from storage.sql import sql
from tests.conversation.toy import Toy
from tests.fuzz.neighbourhood import Neighbourhood, neighbourhood

LI, WANG = 1, 2
JUNK = ("", "²", "0", "-1", "9" * 19, "9" * 40, "9" * 5000, "abc", "1-", "-", "1-²", "1 2 3", "1 ²", "٣")
_ERRORS = sql("SELECT error FROM parked ORDER BY id")
_AUTHORS = sql("SELECT DISTINCT actor_id FROM audit WHERE action = 'merge'")


async def at_work(place: Neighbourhood, who: int, role: str) -> None:
    """Somebody who has come in and has a role in the first community."""
    await place.does(who, text="/start")
    for _question in ("consent", "community"):
        await place.does(who, tap=place.screen(who)[-1].taps[0])
    await place.db.write(lambda: staff.grant(1, role, who, None, place.now_ms))


@pytest.mark.parametrize("role", ["nobody", "admin"])
async def test_a_command_with_an_odd_number_is_answered_as_one_about_nothing(role: str, tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        await at_work(place, LI, role)
        for command, flow in FLOWS.by_command.items():
            for words in JUNK if flow.argument else JUNK[:2]:
                _receipt, came = await place.does(LI, text=f"/{command} {words}")
                assert any(message.taps or message.keys for message in came), (command, words)
            assert await place.troubles() == [], command


async def test_staff_may_merge_a_double_of_themselves(tmp_path: Path) -> None:
    async with neighbourhood(tmp_path) as place:
        await at_work(place, LI, "staff")
        await place.does(WANG, text="/start")
        await place.db.write(lambda: people.set_community(WANG, 1))

        merged = await place.db.write(lambda: merging.merge(WANG, LI, LI, place.now_ms))

        assert isinstance(merged, merging.Merged)
        assert await place.db.read(lambda: _AUTHORS.all(int)) == [WANG], "who did it lives on as the record that stays"
        assert await place.db.read(lambda: staff.is_staff(WANG, 1))


async def test_a_statement_that_the_schema_forbids_is_parked_and_does_not_hold_up_the_next(tmp_path: Path) -> None:
    """Taken for trouble with the disk, the update would come again for ever, and everything of this person wait behind it."""
    forbidden = sql("INSERT INTO account (person_id, channel, external_id, seen_ms) VALUES (12345, 'x', 'y', 0)")
    flows = Flows()

    @flows.flow("broken", _("坏了"), command="broken")
    async def broken(chat: Chat) -> None:
        await forbidden.run()

    toy = await Toy.open(tmp_path, flows)
    said = await toy.types("/broken")
    assert "对不起" in said["text"]
    assert len(await errors(toy.db)) == 1
    assert "首页" in (await toy.types("/home"))["text"]
    await toy.db.close()


async def errors(db: Database) -> list[str]:
    """Why updates were parked."""
    return await db.read(lambda: _ERRORS.all(str))
