"""Two records that become one, taking one's data along, and leaving: a timeline is never shorter than it was."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from language.catalogue import Voice
from language.message import Attached
from services.cases import asking, following, handling, moves, records, similar, twins
from services.cases.outcomes import Done
from services.records import departure, takeout
from services.talks import asking as talks_asking
from storage import (
    accounts,
    case_events,
    case_files,
    case_followers,
    case_records,
    errands,
    people,
    shift_places,
    teams,
)  # fmt: skip
from storage.case_events import Event
from tests.services.conftest import ZONE, Town
from tests.services.patrol import make_duty, make_team, shift_on
from tests.services.test_cases import report, stand


def gone(town: Town, person: int) -> list[str]:
    """The person is erased, as far as cases know them; returns the blobs to destroy."""

    async def erase() -> list[str]:
        blobs = await records.forget(person, town.now_ms)
        for account in await accounts.of_person(person):
            town.connection.execute("DELETE FROM outbox WHERE account_id = ?", (account.id,))
        await people.delete(person)
        return blobs

    return town.do(erase())


def timeline(town: Town, case_id: int) -> list[Event]:
    """What happened to the case."""
    return town.do(case_events.of_case(case_id))


def with_photo(town: Town, person: int, blob: str) -> int:
    """A hazard with a photo that is in the file store; returns the case."""
    case_id = report(town, person, files=(Attached("photo", "p", 1),))
    [file] = town.do(case_files.of_case(case_id))
    town.do(case_files.kept(file.id, blob, "photo.jpg"))
    return case_id


def test_who_leaves_leaves_no_words_and_no_photo_but_what_happened_and_when(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id, other = with_photo(town, zhang, "a" * 64), with_photo(town, zhang, "b" * 64)
    shared = with_photo(town, li, "b" * 64)
    town.do(following.join(case_id, li, town.now_ms))
    town.do(asking.ask(case_id, "张阿姨，在几楼？", staff, town.now_ms))
    town.do(handling.answer(case_id, "四楼左手", (), zhang, 0, "test", town.now_ms))
    town.do(handling.note(case_id, "电话13900000001", staff, town.now_ms))
    town.do(moves.set_state(case_id, "working", "明天来修", staff, town.now_ms, seen="new"))
    before = timeline(town, case_id)

    assert gone(town, zhang) == ["a" * 64]  # the other photo is li's, too
    case, after = stand(town, case_id), timeline(town, case_id)
    assert (case.words, case.place, case.details, case.reporter_id) == ("", "3栋2单元", "", None)  # somebody is to go there
    assert (case.category, case.place_key, case.state, case.closed_ms) == ("water", "home:3|2", "working", None)
    assert [(event.id, event.kind, event.state, event.at_ms) for event in after] == [
        (event.id, event.kind, event.state, event.at_ms) for event in before
    ]
    assert [event.words for event in after] == ["", "", "", "", "明天来修"]
    assert [event.erased for event in after] == [1, 1, 1, 1, 0]
    assert case.followers == 1
    assert [one.case.id for one in town.do(similar.find(town.community_id, "hazard", "水管漏水", "", ""))] == [shared]
    assert [file.blob for file in town.do(case_files.of_case(other))] == [""]
    assert stand(town, shared).words


def test_what_only_the_reporter_followed_ends_and_who_saw_to_it_hears_so_but_danger_goes_on(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id, dangerous = report(town, zhang), report(town, zhang, "煤气味很重")
    town.do(handling.take(case_id, staff, town.now_ms))
    gone(town, zhang)
    case = stand(town, case_id)
    assert (case.state, case.phase, case.closed_ms) == ("declined", "declined", town.now_ms)
    assert (case.place, case.place_key) == ("", "")
    assert stand(town, dangerous).place == "3栋2单元"
    assert timeline(town, case_id)[-1].kind == "orphaned"
    assert f"第{case_id}号的反映人注销了，没有别人关注，这件事就结束了。" in town.heard(staff)
    assert stand(town, dangerous).closed_ms is None


def test_what_was_repaired_is_done_once_nobody_is_left_to_say_so(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    case_id = report(town, zhang)
    town.do(moves.set_state(case_id, "solved", "", staff, town.now_ms, seen="new"))
    gone(town, zhang)
    assert (stand(town, case_id).state, stand(town, case_id).phase) == ("done", "done")


def test_what_staff_wrote_down_for_others_is_not_theirs_to_take_along(town: Town) -> None:
    staff, zhang = town.staff(), town.person("张汉梅")
    child = town.child(zhang)
    written, own = report(town, staff, whose=zhang), report(town, zhang, whose=child)
    held = town.do(records.held(staff))
    assert (held["brought_up"], held["written_down"]) == ([], [written])
    held = town.do(records.held(zhang))
    assert ([case["id"] for case in held["brought_up"]], held["written_down"]) == ([written, own], [])


def test_what_somebody_saw_to_who_leaves_waits_for_another_and_staff_hear_so(town: Town) -> None:
    zhou, li, zhang = town.staff(), town.staff("李荣珍"), town.person("张汉梅")
    case_id, done = report(town, zhang), report(town, zhang)
    town.do(handling.take(case_id, li, town.now_ms))
    town.do(handling.take(done, li, town.now_ms))
    town.do(moves.set_state(done, "done", "修好了", li, town.now_ms, seen="working"))
    gone(town, li)
    assert stand(town, case_id).owner_id is None
    assert [said for said in town.heard(zhou) if "没有人处理" in said] == [
        "这件事现在没有人处理了，谁来接手？\n漏水、下水 · 3栋2单元"
    ]
    assert isinstance(town.do(handling.take(case_id, zhou, town.now_ms)), Done)


def test_two_records_become_one(town: Town) -> None:
    staff, zhang, double = town.staff(), town.person("张汉梅"), town.person("张汉梅")
    own, both = with_photo(town, double, "a" * 64), report(town, double)
    town.do(following.join(both, zhang, town.now_ms))
    town.do(handling.give(own, staff, staff, town.now_ms, seen=None))
    town.connection.execute("UPDATE cases SET owner_id = ? WHERE id = ?", (double, both))
    assert stand(town, both).followers == 2
    town.do(records.hand_over(double, zhang))
    town.do(people.delete(double))
    assert (stand(town, own).reporter_id, stand(town, own).made_by, stand(town, own).owner_id) == (zhang, zhang, staff)
    assert (stand(town, both).owner_id, stand(town, both).followers) == (zhang, 1)
    follower = town.do(case_followers.get(both, zhang))
    assert follower is not None and follower.why == "reporter"
    assert timeline(town, own)[0].actor_id == zhang
    assert [file.added_by for file in town.do(case_files.of_case(own))] == [zhang]


def test_what_cases_hold_on_somebody_is_told_to_them(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id, other = with_photo(town, zhang, "a" * 64), report(town, li)
    town.do(following.join(other, zhang, town.now_ms))
    held = town.do(records.held(zhang))
    assert [case["words"] for case in held["brought_up"]] == ["3栋2单元水管漏水"]
    assert held["followed"] == [case_id, other] and held["seen_to"] == []
    assert [event["kind"] for event in held["said"]] == ["reported"]
    assert [file["blob"] for file in held["files"]] == ["a" * 64]
    town.do(handling.take(case_id, staff, town.now_ms))
    assert town.do(records.held(staff))["seen_to"] == [case_id]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "report",
                "join",
                "leave",
                "take",
                "move",
                "ask",
                "answer",
                "note",
                "merge",
                "again",
                "solved",
                "wait",
                "erase",
                "double",
            ]
        ),
        st.integers(0, 4),
        st.integers(0, 5),
        st.sampled_from(["new", "working", "solved", "done", "declined"]),
    ),
    min_size=4,
    max_size=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_timeline_only_grows(found_town: Callable[[], Town], steps: list[tuple[str, int, int, str]]) -> None:
    town = found_town()
    staff = town.staff()
    residents = [town.person(f"居民{n}") for n in range(5)]
    made = [report(town, residents[0])]
    seen: dict[int, list[tuple[int, str, str, int]]] = {}
    for step, who, which, state in steps:
        by, case_id = residents[who], made[which % len(made)]
        now_ms = town.now_ms
        if step == "report":
            made.append(report(town, by))
        elif step == "join":
            town.do(following.join(case_id, by, now_ms))
        elif step == "leave":
            town.do(following.leave(case_id, by))
        elif step == "take":
            town.do(handling.take(case_id, staff, now_ms))
        elif step == "move":
            town.do(handling.move(case_id, state, "因为", staff, now_ms, seen=stand(town, case_id).state))
        elif step == "ask":
            town.do(asking.ask(case_id, "几楼？", staff, now_ms))
        elif step == "answer":
            town.do(handling.answer(case_id, "四楼", (), by, 0, "test", now_ms))
        elif step == "note":
            town.do(handling.note(case_id, "记一下", staff, now_ms))
        elif step == "merge":
            town.do(twins.merge(case_id, "wave", staff, now_ms))
        elif step == "again":
            town.do(moves.again(case_id, "还没好", [], by, 0, "test", now_ms))
        elif step == "solved":
            town.do(moves.solved(case_id, by, now_ms))
        elif step == "wait":
            town.wait(hours=13)
            town.catch_up()
        elif step == "erase":
            gone(town, by)
            residents[who] = town.person(f"新居民{len(made)}")
        elif step == "double":
            keep = residents[(who + 1) % 5]
            town.do(records.hand_over(by, keep))
            town.do(people.delete(by))
            residents[who] = town.person(f"新居民{len(made)}")
        for one in made:
            now = [(event.id, event.kind, event.state, event.at_ms) for event in timeline(town, one)]
            assert now[: len(seen.get(one, []))] == seen.get(one, [])
            seen[one] = now
            case = stand(town, one)
            followers = town.connection.execute("SELECT COUNT(*) FROM case_follower WHERE case_id = ?", (one,)).fetchone()[0]
            assert case.followers == followers
            assert case.closed_ms is None or case.merged_into is not None or case.phase in ("done", "declined")
    town.connection.close()


def test_nothing_of_the_person_stands_in_the_tables_of_cases_any_more(town: Town) -> None:
    zhang = town.person("张汉梅")
    case_id = report(town, zhang, "我家漏水，王大爷知道")
    town.do(following.join(case_id, town.person("李荣珍"), town.now_ms))
    gone(town, zhang)
    for table in ("cases", "case_event", "case_file", "case_follower", "case_gram"):
        for row in town.connection.execute(f"SELECT * FROM {table}"):
            assert "大爷" not in str(row) and "漏水" not in str(row), table
    assert stand(town, case_id).closed_ms is None
    assert town.do(case_records.of(zhang)) == []


def test_the_photo_that_a_follower_was_sent_outlives_them(town: Town) -> None:
    staff, zhang, li = town.staff(), town.person("张汉梅"), town.person("李荣珍")
    case_id = report(town, zhang)
    town.do(following.join(case_id, li, town.now_ms))
    photo = (Attached("photo", "p", 1),)
    town.do(moves.set_state(case_id, "solved", "", staff, town.now_ms, seen="new", photos=photo, account_id=1, channel="test"))
    [file] = town.do(case_files.of_case(case_id))
    town.do(case_files.kept(file.id, "c" * 64, "photo.jpg"))
    town.catch_up()
    [told] = town.messages(li)
    assert told.document is not None and told.document.blob == "c" * 64
    town.do(departure.leave(li, town.now_ms, "nobody"))
    assert town.do(errands.of_kind(errands.SHRED)) == []
    town.do(departure.leave(staff, town.now_ms, "nobody"))  # whoever took it: nobody else has it now
    assert [errand.body for errand in town.do(errands.of_kind(errands.SHRED))] == ["c" * 64]


def test_what_the_neighbourhood_holds_on_somebody_is_said_in_words(town: Town) -> None:
    town.staff()
    zhang, li = town.person("张汉梅"), town.person("李荣珍")
    case_id, other = report(town, zhang), report(town, li, "灯不亮")
    town.do(following.join(other, zhang, town.now_ms))
    team_id = make_team(town)
    town.do(teams.join(team_id, zhang, town.now_ms, lead=True))
    duty = make_duty(town, team_id)
    town.do(shift_places.take(shift_on(town, duty, "24").id, zhang, town.now_ms))
    town.do(talks_asking.begin(zhang, town.now_ms, ZONE))
    words = takeout.to_read(town.do(takeout.collect(zhang)), Voice("zh", ZONE)).decode()
    assert f"您反映的事\n第{case_id}号「3栋2单元水管漏水」，11月23日 周一 09:00 反映的，收到了" in words
    assert f"您关注的事\n第{other}号" in words
    assert "话1句，照片和语音0个" in words
    assert "志愿队伍\n老街坊巡逻队，队长" in words
    assert "值班\n2026年11月24日" in words and "晚巡" in words
    assert "和工作人员聊过\n11月23日 周一 09:00" in words
