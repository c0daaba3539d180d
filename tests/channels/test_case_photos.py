"""A photo goes the whole way on each channel: from a neighbour's phone, through the file store, onto another one's screen."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bot.channels.telegram import Api, TelegramChannel
from bot.channels.telegram.receive import to_incoming
from bot.files import Files
from language.catalogue import Voice
from language.message import Document, Incoming, Outgoing
from reminders.channel import Delivery
from services.cases import files
from tests.bot.test_case_files import NOON, OPUS, House, house, picture  # noqa: F401
from tests.fakes import web_house
from tests.fakes.telegram import FakeTelegram
from tests.fakes.web_resident import WebResident

ZH = Voice("zh", ZoneInfo("Asia/Shanghai"))


def shown(content: bytes) -> None:
    """It can be opened, is upright, and says nothing of where it was taken."""
    with Image.open(BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", (300, 400))
        assert not image.getexif()


async def brought(house: House, incoming: Incoming) -> list[Document]:  # noqa: F811
    """What a message brings, as it is handed on once it is with its case."""
    case_id = await house.report_with(*incoming.files)
    await house.outlast(times=2)
    found = [files.document(file) for file in await house.files(case_id)]
    return [document for document in found if document is not None]


@pytest.mark.parametrize("sent_as", ["photo", "document"])
async def test_on_telegram(house: House, sent_as: str) -> None:  # noqa: F811
    async with FakeTelegram() as fake, Api(fake.token, fake.base_url) as api:
        channel = house.channel = TelegramChannel(api, files=Files(house.folder).load)
        zhang, li = fake.person(1), fake.person(2)
        if sent_as == "photo":
            zhang.sends_photo(picture())
        else:
            zhang.sends_file("document", picture(), "image/jpeg")
        [document] = await brought(house, await _heard(fake, api))
        for payload in channel.render(Outgoing(text="处理好了", document=document), ZH):
            await channel.deliver(Delivery(1, "2", payload))
        assert (li.last.method, li.last.text) == ("sendPhoto", "处理好了")
        shown(li.last.file)
        assert fake.violations == []


async def test_a_voice_on_telegram(house: House) -> None:  # noqa: F811
    async with FakeTelegram() as fake, Api(fake.token, fake.base_url) as api:
        channel = house.channel = TelegramChannel(api, files=Files(house.folder).load)
        zhang, staff = fake.person(1), fake.person(2)
        zhang.sends_file("voice", OPUS, "audio/ogg")
        [document] = await brought(house, await _heard(fake, api))
        for payload in channel.render(Outgoing(text="居民说的", document=document), ZH):
            await channel.deliver(Delivery(1, "2", payload))
        assert (staff.last.method, staff.last.file, staff.last.file_name) == ("sendDocument", OPUS, "voice.ogg")


async def _heard(fake: FakeTelegram, api: Api) -> Incoming:
    """The message that waits."""
    [update] = await api.updates(b"{}", 0)
    incoming = to_incoming(update, "linli_bot", 42, NOON)
    assert incoming is not None and fake.waiting
    return incoming


@pytest.mark.parametrize(
    ("content", "media_type"), [(picture(), "image/jpeg"), (picture(kind="PNG"), "image/jpeg"), (OPUS, "audio/ogg")]
)
async def test_on_the_page(house: House, tmp_path: Path, content: bytes, media_type: str) -> None:  # noqa: F811
    (tmp_path / "page").mkdir()
    async with web_house.open_house(tmp_path / "page") as web, WebResident(web.url) as zhang, WebResident(web.url) as li:
        house.channel = web.channel
        await zhang.open()
        await li.open()
        await zhang.upload(content)
        [document] = await brought(house, web.heard[-1])
        web.channel.files = Files(house.folder)
        answer = await li.http.get(f"/file/{document.blob}")
        assert answer.status_code == 404, "it was not shown to her yet"
        await web.say(
            next(act.chat for act in web.heard if act.chat != web.heard[-1].chat), Outgoing(text="看", document=document)
        )
        await li.catch_up()
        assert li.chat[-1].message.document is not None
        answer = await li.http.get(f"/file/{li.chat[-1].message.document.blob}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
        assert "content-disposition" not in answer.headers
        if media_type == "image/jpeg":
            shown(answer.content)
        else:
            assert answer.content == content
