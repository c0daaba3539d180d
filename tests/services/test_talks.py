"""A person: who is asked, in which order, what each side hears, and that nothing of it is lost or happens twice."""

from __future__ import annotations

import json
from collections.abc import Callable

from language.message import Attached, Document
from services.calendar import DAY_MS, HOUR_MS, to_ms
from services.opening import Span, kept, parse
from services.records import erasing, moving
from services.talks import asking, carrying, duty, records, talking
from services.talks.carrying import Said
from services.talks.talking import Heard, Over, Taken, Theirs
from storage import audit, communities, errands, roles, talks
from storage.errands import Errand
from storage.outbox import Lane, Weight
from storage.sql import sql
from storage.talks import EVERYONE, LEFT, TALKING, WAITING, Talk
from tests.services.conftest import NOW, ZONE, Town, local
from tests.services.killing import Killed, killed
from tests.services.test_identity import words_in

_ROWS = sql("SELECT lane, weight FROM outbox WHERE cause = :cause ORDER BY id")
NINE_TO_FIVE: list[Span] = parse("1-5 09:00-17:00") or []


def opens(town: Town, spans: list[Span] = NINE_TO_FIVE) -> None:
    """The office says when it is open."""
    found = town.do(communities.get(town.community_id))
    assert found is not None
    town.do(communities.save(found.slug, found.name, found.address, found.phone, found.hours, "", kept(spans)))


def on_duty(town: Town, name: str) -> int:
    """Somebody of the staff, on duty."""
    person_id = town.staff(name)
    assert town.do(duty.come(town.community_id, person_id, town.now_ms, ZONE))
    return person_id


def ask(town: Town, person_id: int) -> Talk:
    """The resident asks for a person."""
    found = town.do(asking.begin(person_id, town.now_ms, ZONE))
    assert found is not None
    return found


def now(town: Town, talk: Talk) -> Talk:
    """The talk as it stands."""
    found = town.do(talks.get(talk.id))
    assert found is not None
    return found


def say(town: Town, person_id: int, words: str, **more: bool) -> Heard | Over:
    """The resident says something."""
    return town.do(talking.hear(person_id, Said(words, **more), town.now_ms))  # type: ignore[arg-type]


def reply(town: Town, talk: Talk, by: int, words: str) -> Heard | Over:
    """Staff say something."""
    return town.do(talking.answer(talk.id, by, Said(words), town.now_ms))


def take(town: Town, talk: Talk, by: int) -> Taken | Theirs | Over:
    return town.do(talking.take(talk.id, by, town.now_ms))


def after(town: Town, minutes: float) -> None:
    """Time passes, and the clock has looked at everything meanwhile, minute by minute."""
    for _minute in range(round(minutes)):
        town.wait(hours=1 / 60)
        town.catch_up()


# Who is asked


def test_the_idlest_on_duty_is_asked_and_the_others_hear_nothing(town: Town) -> None:
    zhou, zhang, liu = on_duty(town, "周丹丹"), on_duty(town, "张敏"), town.staff("刘洋")
    first, second, third = (ask(town, town.person(name)) for name in ("李荣珍", "王桂花", "陈富明"))
    assert [first.staff_id, second.staff_id, third.staff_id] == [zhou, zhang, zhou]
    assert [len(town.heard(one)) for one in (zhou, zhang, liu)] == [2, 1, 0]
    assert town.heard(zhou)[0] == "李荣珍在找人，请您接一下。"


def test_of_two_who_are_free_the_one_whose_last_talk_is_longer_ago(town: Town) -> None:
    zhou, zhang = on_duty(town, "周丹丹"), on_duty(town, "张敏")
    first = ask(town, town.person("李荣珍"))
    take(town, first, zhou)
    town.wait(hours=0.1)
    town.do(talking.end(first.id, zhou, town.now_ms))
    assert ask(town, town.person("王桂花")).staff_id == zhang


def test_unanswered_the_next_one_is_asked_then_everybody_then_it_is_said_that_nobody_is_free(town: Town) -> None:
    zhou, zhang, liu = on_duty(town, "周丹丹"), on_duty(town, "张敏"), town.staff("刘洋")
    li = town.person("李荣珍")
    talk = ask(town, li)
    after(town, 2)
    assert (now(town, talk).state, now(town, talk).staff_id) == (WAITING, zhou)
    after(town, 1)
    assert (now(town, talk).state, now(town, talk).staff_id) == (WAITING, zhang)
    after(town, 3)
    assert now(town, talk).state == EVERYONE
    assert [len(town.heard(one)) for one in (zhou, zhang, liu)] == [1, 1, 1], "nobody is asked twice"
    assert town.heard(li) == []
    after(town, 3)
    assert now(town, talk).state == LEFT
    assert len(town.heard(li)) == 1 and "没人能马上来" in town.heard(li)[0] and "027-84951234" in town.heard(li)[0]
    after(town, 60)
    assert len(town.heard(li)) == 1 and len(town.heard(liu)) == 1


def test_after_a_stop_each_still_has_three_minutes(town: Town) -> None:
    on_duty(town, "周丹丹")
    zhang = on_duty(town, "张敏")
    talk = ask(town, town.person("李荣珍"))
    town.wait(hours=1)
    town.catch_up()
    assert (now(town, talk).state, now(town, talk).staff_id) == (WAITING, zhang)


def test_who_is_blocked_gone_off_duty_or_dismissed_is_passed_over(town: Town) -> None:
    zhou, zhang, liu = on_duty(town, "周丹丹"), on_duty(town, "张敏"), on_duty(town, "刘洋")
    chen = on_duty(town, "陈芳")
    town.connection.execute("UPDATE account SET blocked_ms = 1 WHERE person_id = ?", (zhou,))
    town.do(duty.go(town.community_id, zhang, NOW))
    town.do(roles.revoke(town.community_id, "staff", liu))
    assert ask(town, town.person("李荣珍")).staff_id == chen


def test_nobody_puts_themselves_through_to_themselves(town: Town) -> None:
    zhou = on_duty(town, "周丹丹")
    talk = ask(town, zhou)
    assert talk.state == LEFT and town.heard(zhou) == []
    assert take(town, talk, zhou) == Over()


def test_where_nobody_works_it_is_left_at_once(town: Town) -> None:
    assert ask(town, town.person("李荣珍")).state == LEFT


def test_one_talk_at_a_time(town: Town) -> None:
    zhou, li = on_duty(town, "周丹丹"), town.person("李荣珍")
    assert ask(town, li).id == ask(town, li).id
    assert len(town.heard(zhou)) == 1


# Hours


def test_duty_lasts_until_the_office_closes_or_four_hours(town: Town) -> None:
    zhou = town.staff()
    assert town.do(duty.come(town.community_id, zhou, NOW, ZONE)) == NOW + 4 * HOUR_MS
    opens(town)
    assert town.do(duty.come(town.community_id, zhou, NOW, ZONE)) == to_ms(local("2026-11-23 17:00"), ZONE)
    evening_ms = to_ms(local("2026-11-23 18:00"), ZONE)
    assert town.do(duty.until_ms(town.community_id, zhou, evening_ms)) is None
    assert town.do(duty.come(town.community_id, zhou, evening_ms, ZONE)) == evening_ms + 4 * HOUR_MS


def test_while_the_office_is_closed_nobody_is_told_before_it_opens(town: Town) -> None:
    opens(town)
    zhou, li = town.staff(), town.person("李荣珍")
    town.now_ms = to_ms(local("2026-11-27 18:00"), ZONE)  # a Friday
    talk = ask(town, li)
    say(town, li, "我的餐卡丢了")
    assert talk.state == LEFT
    town.now_ms = to_ms(local("2026-11-30 08:59"), ZONE)
    town.catch_up()
    assert town.heard(zhou) == []
    after(town, 1)
    assert town.heard(zhou) == ["李荣珍留了话，还没有人回。"]
    after(town, 120)
    assert len(town.heard(zhou)) == 1
    town.wait(days=1)
    town.catch_up()
    assert len(town.heard(zhou)) == 2, "every morning, as long as nobody answers"
    taken = take(town, talk, zhou)
    assert isinstance(taken, Taken) and [line.words for line in taken.lines] == ["我的餐卡丢了"]
    assert town.heard(li) == ["周丹丹（社区）来了，您直接说就行。"]


def test_who_is_on_duty_after_hours_is_asked_all_the_same(town: Town) -> None:
    opens(town)
    town.now_ms = to_ms(local("2026-11-23 18:00"), ZONE)
    zhou = on_duty(town, "周丹丹")
    assert ask(town, town.person("李荣珍")).staff_id == zhou


def test_the_office_closes_while_somebody_waits(town: Town) -> None:
    opens(town)
    town.now_ms = to_ms(local("2026-11-23 16:59"), ZONE)
    on_duty(town, "周丹丹")
    zhang, li = town.staff("张敏"), town.person("李荣珍")
    talk = ask(town, li)
    after(town, 3)
    assert now(town, talk).state == LEFT and town.heard(zhang) == []
    assert "11月24日" in town.heard(li)[0] and "下班了" in town.heard(li)[0]


def test_danger_is_told_to_everybody_at_once_aloud_at_any_hour_and_once(town: Town) -> None:
    opens(town)
    zhou, zhang, li = town.staff(), town.staff("张敏"), town.person("李荣珍")
    town.now_ms = to_ms(local("2026-11-23 23:30"), ZONE)
    talk = ask(town, li)
    for words in ("厨房煤气漏了", "快来，着火了"):
        say(town, li, words, danger=True)
    assert town.heard(zhou) == town.heard(zhang) == ["【紧急】李荣珍在找人：厨房煤气漏了"]
    rows = town.connection.execute("SELECT DISTINCT weight FROM outbox WHERE cause LIKE 'talk-all:%'").fetchall()
    assert rows == [(Weight.DANGER,)]
    assert [one.id for one in town.do(asking.waiting(town.community_id, zhou))] == [talk.id]


def test_danger_spoken_of_to_somebody_who_lets_the_talk_go_is_told_to_everybody_else(town: Town) -> None:
    zhou, zhang, li = on_duty(town, "周丹丹"), town.staff("张敏"), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    say(town, li, "我家煤气漏了", danger=True)
    assert town.heard(zhou)[-1] == "李荣珍：我家煤气漏了" and town.heard(zhang) == []
    after(town, 10)
    assert "【紧急】李荣珍在找人：我家煤气漏了" in town.heard(zhang)
    assert not any("【紧急】" in said for said in town.heard(zhou))


def test_that_an_alarm_reached_nobody_is_known(town: Town) -> None:
    li = town.person("李荣珍")
    ask(town, li)
    heard = say(town, li, "着火了", danger=True)
    assert isinstance(heard, Heard) and not heard.reached
    town.staff()
    wang = town.person("王桂花")
    ask(town, wang)
    heard = say(town, wang, "着火了", danger=True)
    assert isinstance(heard, Heard) and heard.reached


def test_who_asks_again_later_is_not_left_with_what_was_left(town: Town) -> None:
    li = town.person("李荣珍")
    talk = ask(town, li)
    assert now(town, talk).state == LEFT
    zhou = on_duty(town, "周丹丹")
    assert ask(town, li).state == LEFT, "nobody is rung for every tap"
    after(town, 3)
    assert (ask(town, li).id, now(town, talk).staff_id) == (talk.id, zhou)
    assert now(town, talk).state == WAITING and len(town.heard(zhou)) == 1


# Talking


def test_each_side_hears_the_other_with_the_name(town: Town) -> None:
    zhou, li = on_duty(town, "周丹丹"), town.person("李荣珍")
    talk = ask(town, li)
    say(town, li, "水管漏了")
    assert len(town.heard(zhou)) == 1, "before somebody has it, nobody reads it"
    assert isinstance(take(town, talk, zhou), Taken)
    reply(town, talk, zhou, "在几楼？")
    say(town, li, "三楼")
    assert town.heard(li) == ["周丹丹（社区）来了，您直接说就行。", "周丹丹（社区）：在几楼？"]
    assert town.heard(zhou)[1:] == ["李荣珍：三楼"]
    assert [(line.by_staff, line.words) for line in town.do(talks.lines(talk.id))] == [
        (0, "水管漏了"), (1, "在几楼？"), (0, "三楼"),
    ]  # fmt: skip


def test_an_answer_to_who_is_there_is_an_answer_and_to_who_slept_over_it_waits_for_the_day(town: Town) -> None:
    zhou, li = on_duty(town, "周丹丹"), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    reply(town, talk, zhou, "您说")
    assert town.do(_ROWS.all(lambda *row: row, cause="talk-line:1:1")) == [(Lane.REPLY, 0)]
    town.do(talking.end(talk.id, li, town.now_ms))
    left = ask(town, li)
    say(town, li, "留个话")
    town.wait(hours=8)
    take(town, left, zhou)
    reply(town, left, zhou, "看到了")
    assert town.do(_ROWS.all(lambda *row: row, cause="talk-line:3:1")) == [(Lane.NOTICE, 0)]


def test_of_two_who_take_it_at_once_one_has_it_and_the_other_hears_who(town: Town) -> None:
    zhou, zhang, li = town.staff(), town.staff("张敏"), town.person("李荣珍")
    talk = ask(town, li)
    assert isinstance(take(town, talk, zhou), Taken)
    assert take(town, talk, zhang) == Theirs("周丹丹")
    assert take(town, talk, zhou) == Theirs("周丹丹")
    assert len(town.heard(li)) == 1
    assert not town.do(asking.free(talk.id)), "what still waits to be said to others is not said any more"


def test_only_staff_of_the_community_take_read_and_answer(town: Town) -> None:
    zhou, zhang, li, wang = town.staff(), town.staff("张敏"), town.person("李荣珍"), town.person("王桂花")
    elsewhere = town.do(communities.save("elsewhere", "别处", "", "", ""))
    other = town.person("外人")
    town.do(roles.grant(elsewhere.id, "staff", other, None, NOW))
    talk = ask(town, li)
    for stranger in (wang, other):
        assert take(town, talk, stranger) == Over()
        assert town.do(talking.seen_by_staff(talk.id, stranger)) is None
        assert town.do(asking.waiting(town.community_id, stranger)) == []
        assert town.do(duty.come(town.community_id, stranger, NOW, ZONE)) is None
    take(town, talk, zhou)
    for stranger in (wang, other, zhang):
        assert reply(town, talk, stranger, "您好") == Over()
        assert town.do(talking.end(talk.id, stranger, NOW)) == Over()
        assert town.do(talking.hand_on(talk.id, stranger, None, NOW)) == Over()
        assert town.do(talking.resident(talk.id, stranger, NOW)) is None
    assert town.do(talking.hand_on(talk.id, zhou, other, NOW)) != Over(), "whoever is free, for that one does not work here"
    assert town.heard(other) == []


def test_who_does_not_work_here_any_more_hears_nothing_more_of_it(town: Town) -> None:
    zhou, zhang, li = on_duty(town, "周丹丹"), on_duty(town, "张敏"), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    late = sends(town, li)
    town.do(roles.revoke(town.community_id, "staff", zhou))
    before = town.heard(zhou)
    town.do(carrying.file_arrived(late, PHOTO, town.now_ms))
    say(town, li, "我的身份证号是……")
    assert town.heard(zhou) == before
    town.catch_up()
    assert (now(town, talk).state, now(town, talk).staff_id) == (WAITING, zhang)
    taken = take(town, talk, zhang)
    assert isinstance(taken, Taken) and [line.words for line in taken.lines] == ["", "我的身份证号是……"]


def test_every_reading_and_every_act_of_staff_is_written_down(town: Town) -> None:
    zhou, zhang, li = town.staff(), town.staff("张敏"), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    town.do(talking.resident(talk.id, zhou, NOW))
    town.do(talking.hand_on(talk.id, zhou, zhang, NOW))
    take(town, talk, zhang)
    town.do(talking.end(talk.id, zhang, NOW))
    assert [act.action for act in town.do(audit.about(f"person:{li}"))] == [
        "take talk", "read talk", "see person", "hand on talk", "take talk", "read talk", "end talk",
    ]  # fmt: skip


def test_the_next_one_sees_what_was_said(town: Town) -> None:
    zhou, zhang, li = on_duty(town, "周丹丹"), on_duty(town, "张敏"), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    say(town, li, "我想办残疾证")
    assert [(one.name, one.on_duty) for one in town.do(talking.colleagues(talk, zhou, NOW))] == [("张敏", True)]
    town.do(talking.hand_on(talk.id, zhou, zhang, town.now_ms))
    say(town, li, "给老伴办")
    assert town.heard(zhang) == ["周丹丹请您接着和李荣珍聊。"]
    assert town.heard(li)[-1] == "周丹丹正在帮您转给同事，请稍等。"
    assert reply(town, talk, zhou, "还有……") == Over()
    taken = take(town, talk, zhang)
    assert isinstance(taken, Taken) and [line.words for line in taken.lines] == ["我想办残疾证", "给老伴办"]


def test_handed_on_and_not_taken_it_goes_to_others_but_not_back_at_once(town: Town) -> None:
    zhou, zhang, liu = on_duty(town, "周丹丹"), on_duty(town, "张敏"), on_duty(town, "刘洋")
    talk = ask(town, town.person("李荣珍"))
    take(town, talk, zhou)
    town.do(talking.hand_on(talk.id, zhou, zhang, town.now_ms))
    after(town, 3)
    assert now(town, talk).staff_id == liu
    assert len(town.heard(zhou)) == 1


def test_handed_to_whoever_is_free_somebody_is_asked_at_once(town: Town) -> None:
    zhou, zhang = on_duty(town, "周丹丹"), on_duty(town, "张敏")
    talk = ask(town, town.person("李荣珍"))
    take(town, talk, zhou)
    town.do(talking.hand_on(talk.id, zhou, None, town.now_ms))
    town.catch_up()
    assert (now(town, talk).state, now(town, talk).staff_id) == (WAITING, zhang)


def test_either_side_ends_it_and_the_other_hears_it(town: Town) -> None:
    zhou, li, wang = town.staff(), town.person("李荣珍"), town.person("王桂花")
    first, second = ask(town, li), ask(town, wang)
    for talk in (first, second):
        take(town, talk, zhou)
    assert isinstance(town.do(talking.end(first.id, li, NOW)), Talk)
    assert isinstance(town.do(talking.end(second.id, zhou, NOW)), Talk)
    assert town.do(talking.end(first.id, zhou, NOW)) == Over()
    assert town.heard(zhou)[-1] == "李荣珍说聊完了。"
    assert town.heard(wang)[-1] == "周丹丹（社区）结束了这次聊天。还有事，随时再找人。"
    assert say(town, li, "还在吗") == Over() and reply(town, first, zhou, "您说") == Over()


def test_a_talk_in_which_nobody_speaks_ends_after_half_an_hour_with_a_kind_word(town: Town) -> None:
    zhou, li = town.staff(), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    after(town, 20)
    reply(town, talk, zhou, "您说")
    say(town, li, "谢谢")
    after(town, 29)
    assert now(town, talk).state == TALKING
    after(town, 1)
    assert now(town, talk).ended_ms is not None
    assert "半小时" in town.heard(li)[-1] and "半小时" in town.heard(zhou)[-1]
    after(town, 60)
    assert "半小时" not in town.heard(li)[-2]


def test_who_takes_a_talk_and_says_nothing_does_not_have_it_for_long(town: Town) -> None:
    zhou, zhang, li = on_duty(town, "周丹丹"), on_duty(town, "张敏"), town.person("李荣珍")
    talk = ask(town, li)
    say(town, li, "水管漏了")
    take(town, talk, zhou)
    after(town, 9)
    assert now(town, talk).staff_id == zhou
    after(town, 1)
    assert (now(town, talk).state, now(town, talk).staff_id) == (WAITING, zhang)
    assert "再帮您找别人" in town.heard(li)[-1]


# Files


def sends(town: Town, person_id: int, kind: str = "photo") -> Errand:
    """The resident sends a file; returns the errand that fetches it."""
    said = Said(files=(Attached(kind, "ref", 3),), account_id=1, channel="test")  # type: ignore[arg-type]
    town.do(talking.hear(person_id, said, town.now_ms))
    return town.do(errands.of_kind(carrying.FILE))[-1]


BLOB = "ab" * 32
PHOTO = Document(BLOB, "photo.jpg")


def test_a_photo_is_handed_on_when_it_is_there_and_destroyed_after_thirty_days(town: Town) -> None:
    zhou, li = town.staff(), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    errand = sends(town, li)
    assert len(town.heard(zhou)) == 1
    town.do(carrying.file_arrived(errand, PHOTO, town.now_ms))
    document = town.messages(zhou)[-1].document
    assert document is not None and (document.blob, document.kind) == (BLOB, "photo")
    assert town.heard(zhou)[-1] == "李荣珍发来照片："
    shred = town.do(errands.of_kind(errands.SHRED))
    assert [(one.body, one.due_ms) for one in shred] == [(BLOB, town.now_ms + 30 * DAY_MS)]


def test_a_photo_that_was_sent_before_is_there_for_who_comes(town: Town) -> None:
    zhou, li = town.staff(), town.person("李荣珍")
    talk = ask(town, li)
    town.do(carrying.file_arrived(sends(town, li), PHOTO, town.now_ms))
    assert len(town.heard(zhou)) == 1
    taken = take(town, talk, zhou)
    assert isinstance(taken, Taken)
    assert [carrying.document(line) for line in taken.lines] == [Document(BLOB, "photo.jpg", "photo")]


def test_of_a_file_that_cannot_be_had_both_hear(town: Town) -> None:
    zhou, li = town.staff(), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    town.do(carrying.file_arrived(sends(town, li, "voice"), None, town.now_ms))
    assert town.heard(zhou)[-1] == "李荣珍发来语音，没有收到。"
    assert town.heard(li)[-1] == "刚才的语音没有传过去，请再发一次。"


# Nothing twice, nothing half


def test_killed_at_any_statement_nothing_happened_and_done_again_it_happens_once(found_town: Callable[[], Town]) -> None:
    statements = 0
    while True:
        town = found_town()
        zhou, li = on_duty(town, "周丹丹"), town.person("李荣珍")
        talk = ask(town, li)
        try:
            town.do(killed(talking.take(talk.id, zhou, town.now_ms), statements))
            break
        except Killed:
            assert now(town, talk).state == WAITING and town.heard(li) == []
            assert isinstance(take(town, talk, zhou), Taken)
            assert len(town.heard(li)) == 1
        statements += 1
        town.connection.close()
    assert statements > 5


# Records


def test_of_two_records_of_one_human_the_keepers_talk_goes_on(town: Town) -> None:
    zhou, keep, twin = on_duty(town, "周丹丹"), town.person("李荣珍"), town.person("李荣珍")
    mine, theirs = ask(town, keep), ask(town, twin)
    for talk in (mine, theirs):
        take(town, talk, zhou)
    town.do(records.hand_over(twin, keep, NOW))
    assert now(town, theirs).ended_ms is not None and now(town, theirs).person_id == keep
    assert now(town, mine).ended_ms is None
    assert "结束了" in town.heard(zhou)[-1]
    town.do(records.hand_over(zhou, keep, NOW))
    assert town.do(duty.until_ms(town.community_id, keep, NOW))
    assert now(town, mine).staff_id == keep


def test_who_moves_to_another_community_talks_with_the_old_one_no_more(town: Town) -> None:
    zhou, li = on_duty(town, "周丹丹"), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    town.do(moving.move(li, town.community_id, town.now_ms))
    assert now(town, talk).ended_ms is None, "the same one"
    there = town.do(communities.save("elsewhere", "别处", "", "", ""))
    town.do(moving.move(li, there.id, town.now_ms))
    assert now(town, talk).ended_ms is not None and "换了社区" in town.heard(zhou)[-1]
    assert ask(town, li).community_id == there.id


def test_who_leaves_leaves_no_word_of_a_talk_behind(town: Town) -> None:
    zhou, li = town.staff(), town.person("李荣珍之独名")
    talk = ask(town, li)
    take(town, talk, zhou)
    say(town, li, "独一无二的话")
    town.do(carrying.file_arrived(sends(town, li), PHOTO, town.now_ms))
    assert town.do(records.forget(li, NOW)) == [BLOB]
    town.do(erasing.erase(li, NOW, "feed"))
    assert "独一无二的话" not in words_in(town)
    assert town.do(talks.get(talk.id)) is None
    assert "结束了" in town.heard(zhou)[-1]


def test_the_talks_of_staff_who_leave_go_to_somebody_else(town: Town) -> None:
    zhou, zhang, li = on_duty(town, "周丹丹"), on_duty(town, "张敏"), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    town.do(records.forget(zhou, NOW))
    town.do(erasing.erase(zhou, NOW, "feed"))
    town.catch_up()
    assert now(town, talk).staff_id == zhang
    assert "再帮您找别人" in town.heard(li)[-1]


def test_what_is_held_has_every_word(town: Town) -> None:
    zhou, li = on_duty(town, "周丹丹"), town.person("李荣珍")
    talk = ask(town, li)
    say(town, li, "水管漏了")
    take(town, talk, zhou)
    reply(town, talk, zhou, "马上来")
    held = town.do(records.held(li))
    assert [(line["by"], line["words"]) for line in held["talks"][0]["lines"]] == [("me", "水管漏了"), ("staff", "马上来")]
    theirs = town.do(records.held(zhou))
    assert len(theirs["talks_as_staff"]) == 1 and theirs["on_duty"][0]["since_ms"] == NOW
    assert json.dumps([held, theirs], ensure_ascii=False)


def test_thirty_days_after_its_end_nothing_of_a_talk_is_left(town: Town) -> None:
    zhou, li = town.staff(), town.person("李荣珍")
    talk = ask(town, li)
    take(town, talk, zhou)
    say(town, li, "水管漏了")
    town.do(talking.end(talk.id, li, NOW))
    town.do(talks.prune(NOW))
    assert town.do(talks.lines(talk.id))
    town.do(talks.prune(NOW + 1))
    assert town.do(talks.get(talk.id)) is None and town.do(talks.lines(talk.id)) == []
