"""Photos and voices of cases: waited for, told of where they cannot be had, and destroyed when their time is over."""

from __future__ import annotations

from language.message import Attached
from reminders.case_files import case_keep
from reminders.rules import RULES
from services.cases import arriving, files, moves, news, records
from services.cases.outcomes import Done
from storage import accounts, case_files, errands, reminders, web
from storage.case_files import CaseFile
from storage.errands import SHRED
from tests.services.conftest import Town
from tests.services.killing import Killed, killed
from tests.services.test_cases import report

PHOTO, VOICE, SHEET = Attached("photo", "p", 1), Attached("voice", "v", 1), Attached("document", "d", 1)
ONE, OTHER = "a1" * 32, "b2" * 32


def kept(town: Town, case_id: int, *blobs: str) -> list[CaseFile]:
    """The files of a case, whose bytes have come."""
    for file, blob in zip(town.do(case_files.of_case(case_id)), blobs, strict=True):
        town.do(arriving.arrived(file, blob, "photo.jpg", town.now_ms))
    return town.do(case_files.of_case(case_id))


def shredded(town: Town) -> list[str]:
    """The blobs that are to be destroyed."""
    return sorted(errand.body for errand in town.do(errands.of_kind(SHRED)))


def states(town: Town, case_id: int) -> list[str]:
    return [file.state for file in town.do(case_files.of_case(case_id))]


def test_what_is_kept_of_a_message(town: Town) -> None:
    """A picture sent as a document is a photo like any other; a sticker is none; an album has nine."""
    sticker = Attached("sticker", "s", 1)
    case_id = report(town, town.person("张汉梅"), files=(sticker, VOICE, SHEET, *[PHOTO] * 9))
    assert [file.kind for file in town.do(case_files.of_case(case_id))] == ["voice", *["photo"] * 8]
    assert len(town.do(errands.of_kind(files.FETCH))) == 9


def test_a_photo_that_came_may_be_handed_on_and_one_that_did_not_may_not(town: Town) -> None:
    case_id = report(town, town.person("张汉梅"), files=(PHOTO, VOICE))
    assert [files.document(file) for file in town.do(case_files.of_case(case_id))] == [None, None]
    photo, voice = map(files.document, kept(town, case_id, ONE, OTHER))
    assert photo is not None and (photo.blob, photo.name, photo.kind) == (ONE, "photo.jpg", "photo")
    assert voice is not None and voice.kind == "document"


def test_of_an_album_that_is_gone_the_sender_hears_once_and_may_send_it_again(town: Town) -> None:
    zhang = town.person("张汉梅")
    case_id = report(town, zhang, files=(PHOTO, PHOTO, VOICE))
    for file in town.do(case_files.of_case(case_id)):
        town.do(arriving.gone(file, town.now_ms))
        town.do(arriving.gone(file, town.now_ms))
    assert states(town, case_id) == ["lost"] * 3
    assert town.heard(zhang) == [
        "「漏水、下水 · 3栋2单元」的照片没有收到，请再拍一张发来。",
        "「漏水、下水 · 3栋2单元」的语音没有收到，请再发一次。",
    ]
    assert town.messages(zhang)[0].buttons[0].data == f"/case_more {case_id}"


def test_what_was_lost_from_a_merged_case_is_sent_again_to_where_it_goes_on(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    first, second = report(town, town.person("李荣珍")), report(town, zhang, files=(PHOTO,))
    town.do(moves.merge([second], first, staff, town.now_ms))
    town.do(arriving.gone(town.do(case_files.of_case(second))[0], town.now_ms))
    assert town.messages(zhang)[-1].buttons[0].data == f"/case_more {first}"


def test_followers_wait_for_the_last_photo_of_what_was_done_and_no_longer(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang)
    town.wait(hours=1)
    solve(town, case_id, staff, PHOTO, PHOTO)
    first, second = town.do(case_files.of_case(case_id))
    told = len(town.heard(zhang))
    town.catch_up()
    town.do(arriving.arrived(first, ONE, "photo.jpg", town.now_ms))
    town.catch_up()
    assert len(town.heard(zhang)) == told
    town.do(arriving.gone(second, town.now_ms))
    town.catch_up()
    [message] = town.messages(zhang)[told:]
    assert message.document is not None and message.document.blob == ONE


def test_a_photo_that_comes_too_late_does_not_begin_the_telling_anew(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang)
    solve(town, case_id, staff, PHOTO)
    town.now_ms += news.PHOTO_WAIT_MS + 1
    town.catch_up()
    assert sum("处理好了" in text for text in town.heard(zhang)) == 1
    kept(town, case_id, ONE)
    town.catch_up()
    assert sum("处理好了" in text for text in town.heard(zhang)) == 1


def test_however_far_the_work_had_come_when_the_power_went_the_photo_is_there_once(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    for statements in range(12):
        case_id = report(town, zhang)
        solve(town, case_id, staff, PHOTO)
        [file] = town.do(case_files.of_case(case_id))
        try:
            town.do(killed(arriving.arrived(file, ONE, "photo.jpg", town.now_ms), statements))
        except Killed:
            assert states(town, case_id) == ["coming"]
            town.do(arriving.arrived(file, ONE, "photo.jpg", town.now_ms))
        assert states(town, case_id) == ["kept"]
        assert town.do(reminders.pending(news.NEWS, file.event_id or 0)) == town.now_ms
    assert shredded(town) == []


def test_when_nobody_waits_for_it_any_more_it_is_destroyed_unless_another_case_has_it(town: Town) -> None:
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    [file] = town.do(case_files.of_case(report(town, zhang, files=(PHOTO,))))
    town.do(records.forget(zhang, town.now_ms))
    town.do(arriving.arrived(file, ONE, "photo.jpg", town.now_ms))
    assert shredded(town) == [ONE]
    kept(town, report(town, li, files=(PHOTO,)), OTHER)
    town.do(arriving.arrived(file, OTHER, "photo.jpg", town.now_ms))
    assert shredded(town) == [ONE]


def test_a_voice_is_destroyed_a_month_after_the_case_was_closed_and_a_photo_after_two_years(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang, files=(PHOTO, VOICE))
    kept(town, case_id, ONE, OTHER)
    town.wait(days=400)
    town.catch_up()
    assert states(town, case_id) == ["kept", "kept"], "it is open"
    close(town, case_id, staff)
    town.wait(days=29)
    town.catch_up()
    assert states(town, case_id) == ["kept", "kept"]
    town.wait(days=1)
    town.catch_up()
    assert states(town, case_id) == ["kept", "destroyed"] and shredded(town) == [OTHER]
    town.wait(days=700)
    town.catch_up()
    assert states(town, case_id) == ["destroyed", "destroyed"] and shredded(town) == [ONE, OTHER]
    assert town.do(reminders.pending(files.KEEP, case_id)) is None


def test_a_case_that_is_open_again_keeps_what_it_has_until_it_is_closed_again(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang, files=(VOICE,))
    kept(town, case_id, ONE)
    close(town, case_id, staff)
    town.wait(days=20)
    assert isinstance(town.do(moves.again(case_id, "又漏了", [], zhang, 0, "test", town.now_ms)), Done)
    town.wait(days=60)
    town.catch_up()
    assert states(town, case_id) == ["kept"]
    close(town, case_id, staff, "working")
    town.wait(days=30)
    town.catch_up()
    assert states(town, case_id) == ["destroyed"]


def test_what_comes_to_a_case_that_is_closed_is_destroyed_in_its_time_too(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang, files=(VOICE,))
    close(town, case_id, staff)
    town.wait(days=31)
    town.catch_up()
    assert states(town, case_id) == ["coming"]
    kept(town, case_id, ONE)
    town.catch_up()
    assert states(town, case_id) == ["destroyed"] and shredded(town) == [ONE]


def test_a_photo_of_two_cases_is_destroyed_with_the_second(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    first, second = (report(town, zhang, files=(VOICE,)) for _case in range(2))
    for case_id in (first, second):
        kept(town, case_id, ONE)
    for case_id in (first, second):
        assert shredded(town) == []
        close(town, case_id, staff)
        town.wait(days=30)
        town.catch_up()
        assert states(town, case_id) == ["destroyed"]
    assert shredded(town) == [ONE]


def test_the_photo_of_a_case_outlives_whoever_looked_at_it(town: Town) -> None:
    case_id = report(town, town.person("张汉梅"), files=(PHOTO,))
    assert not town.do(web.in_use(ONE))
    kept(town, case_id, ONE)
    assert town.do(web.in_use(ONE))


def test_the_rule_is_known_to_the_clock() -> None:
    assert RULES[files.KEEP] is case_keep


def solve(town: Town, case_id: int, staff: int, *photos: Attached) -> None:
    """Staff say that it is done, with photos."""
    [account] = town.do(accounts.of_person(staff))
    done = town.do(
        moves.set_state(
            case_id, "solved", "", staff, town.now_ms, seen="new", photos=photos, account_id=account.id, channel="test"
        )
    )
    assert isinstance(done, Done)


def close(town: Town, case_id: int, staff: int, seen: str = "new") -> None:
    """Staff close it."""
    assert isinstance(town.do(moves.set_state(case_id, "done", "", staff, town.now_ms, seen=seen)), Done)
