"""A photo or a voice on its way from the platform into the file store: whatever happens, it is there once, small and plain."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.case_files import BELIEVED, case_file_doers
from bot.files import Files
from bot.links import Links
from bot.papers import papers_doers
from bot.sent import SIDE
from conversation.errand_runner import MOST_ATTEMPTS, ErrandRunner
from language.message import Attached
from reminders.channel import Channel, OutcomeUnknown, Refused, RetryAfter
from services import people
from services.cases import files as case_photos
from services.cases import kinds, places, records, reports
from services.cases.outcomes import Opened
from services.cases.reports import Report
from storage import accounts, case_files, communities, errands
from storage import people as people_stored
from storage.case_files import CaseFile
from storage.sql import sql
from storage.sqlite import SQLite
from tests.databases import fresh
from tests.fuzz.neighbourhood import ZONE, Screens

NOON = 1_795_320_000_000
OPUS = b"OggS\0\x02" + bytes(20) + b"OpusHead" + bytes(40)
_SAID = sql("SELECT body FROM outbox ORDER BY id")


def picture(width: int = 400, height: int = 300, colour: str = "orange", kind: str = "JPEG") -> bytes:
    """A photo as a phone takes it: with where it was taken, and which way up it was held."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned to the right
    exif.get_ifd(0x8825)[2] = (30.0, 33.0, 4.0)  # latitude
    exif[0x010E] = "taken at home"
    content = BytesIO()
    Image.new("RGB", (width, height), colour).save(content, kind, exif=exif)
    return content.getvalue()


@dataclass
class Platform(Screens):
    """A platform that has files, and sometimes trouble: what stands under a name is given, or raised, one after the other."""

    name: str = "telegram"
    has: dict[str, list[bytes | BaseException]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    async def fetch(self, ref: str) -> bytes:
        self.asked.append(ref)
        answers = self.has[ref]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer


class PowerCut(BaseException):
    """The process ended here."""


class Doomed(Files):
    """A file store under which the power goes as soon as the next blob is on disk, or just before."""

    def __init__(self, folder: Path, *, before: bool = False) -> None:
        super().__init__(folder)
        self.before = before

    async def save(self, content: bytes) -> str:
        if not self.before:
            await super().save(content)
        raise PowerCut


class Full(Files):
    """A file store on a disk without any room."""

    async def save(self, content: bytes) -> str:
        raise OSError(28, "No space left on device")


class House:
    """What a case needs: a database, somebody who reports, a platform, a folder for files. Time passes when it is told to."""

    def __init__(self, db: SQLite, folder: Path) -> None:
        self.db, self.folder = db, folder
        self.now_ms = NOON
        self.platform = Platform()
        self.channel: Channel = self.platform
        self.zhang = self.account = 0

    async def settle(self) -> None:
        """张汉梅 moves in."""

        async def move_in() -> None:
            community = await communities.save("xiaojunshan", "小军山社区", "", "", "")
            account = await accounts.arrive("telegram", "1", "zh", NOON)
            self.zhang, self.account = account.person_id, account.id
            await people_stored.set_name(self.zhang, "张汉梅")
            await people.set_community(self.zhang, community.id)
            await people.consent(self.zhang, NOON)

        await self.db.write(move_in)

    async def report(self, *refs: str, kind: str = "photo") -> int:
        """She reports a hazard with what the platform has under these names; returns the case."""
        return await self.report_with(*(Attached(kind, ref, 1) for ref in refs))  # type: ignore[arg-type]

    async def report_with(self, *sent: Attached) -> int:
        """She reports a hazard with these files; returns the case."""
        made = Report(kinds.HAZARD, words="水管漏水", category="water", where=places.of_words("3栋2单元"), files=sent)
        opened = await self.db.write(
            lambda: reports.open_case(made, self.zhang, self.zhang, self.account, "telegram", self.now_ms)
        )
        assert isinstance(opened, Opened)
        return opened.case_id

    def begun(self, files: Files | None = None) -> ErrandRunner:
        """A process that has just begun to run errands, with what the last one left."""
        does = case_file_doers(
            self.db, files or Files(self.folder), {"telegram": self.channel}, lambda: self.now_ms, lambda: None
        )
        return ErrandRunner(self.db, does, lambda: self.now_ms)

    async def outlast(self, files: Files | None = None, times: int = 12) -> None:
        """Run errands, however long they are put off."""
        runner = self.begun(files)
        for _time in range(times):
            await runner.do_due()
            self.now_ms += 3_600_000

    async def files(self, case_id: int) -> list[CaseFile]:
        return await self.db.read(lambda: case_files.of_case(case_id))

    async def errands(self) -> int:
        return len(await self.db.read(lambda: errands.of_kind(case_photos.FETCH)))

    async def said(self) -> list[str]:
        """What was said unasked."""
        return [body for body in await self.db.read(lambda: _SAID.all(str)) if "没有收到" in body]

    def blobs(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())

    async def image(self, file: CaseFile) -> Image.Image:
        content = await Files(self.folder).load(file.blob)
        assert b"taken at home" not in content
        return Image.open(BytesIO(content))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    db = await SQLite.open(fresh(tmp_path))
    try:
        house = House(db, tmp_path / "files")
        await house.settle()
        yield house
    finally:
        await db.close()


async def test_a_photo_is_kept_upright_and_small_and_says_nothing_of_where_it_was_taken(house: House) -> None:
    house.platform.has["p"] = [picture(4000, 3000)]
    case_id = await house.report("p")
    await house.begun().do_due()
    [file] = await house.files(case_id)
    assert (file.state, file.name) == ("kept", "photo.jpg")
    image = await house.image(file)
    assert (image.format, image.size) == ("JPEG", (SIDE * 3 // 4, SIDE))
    assert not image.getexif() and set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert await house.errands() == 0 and house.blobs() == [file.blob]


@pytest.mark.parametrize("kind", ["photo", "document"])
@pytest.mark.parametrize("made", ["PNG", "WEBP", "JPEG"])
async def test_a_picture_is_a_photo_however_it_was_sent(house: House, kind: str, made: str) -> None:
    house.platform.has["p"] = [picture(kind=made)]
    case_id = await house.report("p", kind=kind)
    await house.begun().do_due()
    [file] = await house.files(case_id)
    assert file.kind == "photo" and (await house.image(file)).size == (300, 400)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (OPUS, "voice.ogg"),
        (b"\x1aE\xdf\xa3webm", "voice.webm"),
        (b"\0\0\0\x20ftypM4A ", "voice.m4a"),
        (b"ID3\x04", "voice.mp3"),
        (b"\xff\xfb\x90\0", "voice.mp3"),
    ],
)
async def test_a_voice_is_kept_as_it_is_under_a_name_that_players_understand(house: House, content: bytes, name: str) -> None:
    house.platform.has["v"] = [content]
    case_id = await house.report("v", kind="voice")
    await house.begun().do_due()
    [file] = await house.files(case_id)
    assert (file.name, await Files(house.folder).load(file.blob)) == (name, content)


def bomb() -> bytes:
    """Few bytes that claim to be 400 million pixels."""
    content = BytesIO()
    Image.new("1", (20_000, 20_000)).save(content, "PNG")
    return content.getvalue()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "photo"),
        (b"<html>not found</html>", "photo"),
        (b"%PDF-1.7", "document"),
        (picture()[:-700], "photo"),
        (b"MZ\x90\0", "voice"),
        (picture(), "voice"),
    ],
)
async def test_what_is_no_photo_and_no_voice_is_told_once_with_a_way_to_send_it_again(
    house: House, content: bytes, kind: str
) -> None:
    house.platform.has["x"] = [content]
    case_id = await house.report("x", "x", kind=kind)
    await house.outlast()
    assert [file.state for file in await house.files(case_id)] == ["lost", "lost"]
    [said] = await house.said()
    assert f"/case_more {case_id}" in said
    assert house.platform.asked == ["x", "x"] and house.blobs() == [] and await house.errands() == 0


async def test_a_picture_that_would_fill_the_memory_is_none(house: House) -> None:
    house.platform.has["bomb"] = [bomb()]
    assert len(bomb()) < 100_000
    case_id = await house.report("bomb")
    await house.outlast()
    assert [file.state for file in await house.files(case_id)] == ["lost"]


async def test_while_the_line_is_down_it_is_tried_again_and_nobody_is_told(house: House) -> None:
    trouble: list[bytes | BaseException] = [OutcomeUnknown("timeout"), RetryAfter(3), RetryAfter(1, asked=False)]
    house.platform.has["p"] = [*trouble, picture()]
    case_id = await house.report("p")
    await house.outlast()
    assert [file.state for file in await house.files(case_id)] == ["kept"]
    assert await house.said() == [] and len(house.platform.asked) == 4


async def test_a_platform_is_not_believed_at_once_that_it_has_a_photo_no_more(house: House) -> None:
    house.platform.has |= {"back": [*[Refused("temporarily unavailable")] * BELIEVED, picture()], "gone": [Refused("gone")]}
    back, gone = await house.report("back"), await house.report("gone")
    await house.outlast()
    assert [file.state for file in await house.files(back)] == ["kept"]
    assert [file.state for file in await house.files(gone)] == ["lost"]
    assert house.platform.asked.count("gone") == BELIEVED + 1
    assert len(await house.said()) == 1


async def test_after_a_week_of_trouble_it_is_given_up_aloud(house: House) -> None:
    house.platform.has["p"] = [OutcomeUnknown("timeout")]
    case_id = await house.report("p")
    await house.outlast(times=MOST_ATTEMPTS)
    assert [file.state for file in await house.files(case_id)] == ["lost"]
    assert len(await house.said()) == 1 and await house.errands() == 0


async def test_a_channel_that_is_switched_off_for_a_while_loses_no_photo(house: House) -> None:
    house.platform.has["p"] = [picture()]
    case_id = await house.report("p")
    without = case_file_doers(house.db, Files(house.folder), {}, lambda: house.now_ms, lambda: None)
    await ErrandRunner(house.db, without, lambda: house.now_ms).do_due()
    assert [file.state for file in await house.files(case_id)] == ["coming"]
    await house.outlast()
    assert [file.state for file in await house.files(case_id)] == ["kept"]


async def test_a_full_disk_loses_no_photo(house: House) -> None:
    house.platform.has["p"] = [picture()]
    case_id = await house.report("p")
    await house.outlast(Full(house.folder), times=3)
    assert [file.state for file in await house.files(case_id)] == ["coming"]
    assert await house.errands() == 1 and await house.said() == []
    await house.outlast()
    assert [file.state for file in await house.files(case_id)] == ["kept"]


@pytest.mark.parametrize("step", ["as the bytes come", "before they are saved", "before the case knows"])
async def test_wherever_the_power_goes_the_photo_is_there_once_afterwards(house: House, step: str) -> None:
    house.platform.has["p"] = [PowerCut(), picture()] if step == "as the bytes come" else [picture()]
    case_id = await house.report("p")
    store = Files(house.folder) if step == "as the bytes come" else Doomed(house.folder, before=step == "before they are saved")
    with pytest.raises(PowerCut):
        await house.begun(store).do_due()
    assert [file.state for file in await house.files(case_id)] == ["coming"]
    assert len(house.blobs()) == (step == "before the case knows")

    await house.begun().do_due()
    [file] = await house.files(case_id)
    assert file.state == "kept" and house.blobs() == [file.blob]
    assert await house.errands() == 0 and await house.said() == []


async def test_the_same_photo_from_many_neighbours_is_stored_once(house: House) -> None:
    house.platform.has["p"] = [picture(1200, 900)]
    made = [await house.report("p") for _neighbour in range(20)]
    await house.outlast(times=3)
    blobs = {file.blob for case_id in made for file in await house.files(case_id)}
    assert len(blobs) == 1 and house.blobs() == list(blobs)


async def test_a_photo_that_comes_as_its_twin_is_destroyed_stays(house: House) -> None:
    """Whoever destroys looks whether a case has the bytes; while that is found out, nobody finds that they are there already."""
    house.platform.has["p"] = [picture()]
    first = await house.report("p")
    await house.begun().do_due()
    [file] = await house.files(first)
    second = await house.report("p")
    await house.db.write(lambda: case_files.destroyed(file.id))
    await house.db.write(lambda: errands.add(errands.SHRED, None, file.blob, NOON))
    files = Files(house.folder)
    shredding = papers_doers(house.db, files, lambda: NOON, lambda: None, ZONE, Links(bot="b", web=""))
    bringing = case_file_doers(house.db, files, {"telegram": house.platform}, lambda: NOON, lambda: None)
    await ErrandRunner(house.db, {**shredding, **bringing}, lambda: NOON).do_due()
    [twin] = await house.files(second)
    assert twin.blob == file.blob and await files.load(twin.blob)


async def test_what_is_not_waited_for_any_more_is_not_fetched(house: House) -> None:
    house.platform.has["p"] = [picture()]
    await house.report("p")
    await house.db.write(lambda: records.forget(house.zhang, NOON))
    await house.begun().do_due()
    assert house.platform.asked == [] and await house.errands() == 0
