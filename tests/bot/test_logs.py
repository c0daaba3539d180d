"""The log in its two forms: a line for people, and a JSON object a line."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

import httpx
import pytest

from bot import logs
from tests.fakes.telegram import FakeTelegram
from tests.process.house import ROOT, House, environment
from tests.process.residents import patiently

Form: TypeAlias = Literal["text", "json"]
Writing: TypeAlias = Callable[[Form], logging.Logger]

FORMS: tuple[Form, ...] = ("text", "json")


@pytest.fixture
def written() -> io.StringIO:
    """What was logged."""
    return io.StringIO()


@pytest.fixture
def writing(written: io.StringIO) -> Iterator[Writing]:
    """A logger of one of our modules, in this form."""
    logger = logging.Logger("reminders.clock")

    def begin(form: Form) -> logging.Logger:
        handler = logging.StreamHandler(written)
        handler.setFormatter(logs.formatter(form))
        logger.addHandler(handler)
        return logger

    yield begin
    logger.handlers.clear()


def fails(log: logging.Logger) -> None:
    """Log an error with its traceback."""
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        log.exception("a look failed", extra={"kind": "session"})


def test_the_fields_of_a_record_follow_its_words(writing: Writing, written: io.StringIO) -> None:
    writing("text").error("a look at %s failed", "a reminder", extra={"kind": "session", "subject": 7})
    [line] = written.getvalue().splitlines()
    assert line.endswith(" ERROR reminders.clock: a look at a reminder failed kind=session subject=7")


def test_a_field_of_several_words_is_in_quotation_marks_and_stays_on_the_line(writing: Writing, written: io.StringIO) -> None:
    writing("text").error("given up", extra={"why": 'Bad Request:\n"chat" 不在了', "a": "x=1", "b": ""})
    [line] = written.getvalue().splitlines()
    assert line.endswith(r'given up why="Bad Request:\n\"chat\" 不在了" a="x=1" b=""')


def test_a_line_without_fields_is_as_it_ever_was(writing: Writing, written: io.StringIO) -> None:
    writing("text").warning("Telegram cannot be reached")
    assert written.getvalue().endswith(" WARNING reminders.clock: Telegram cannot be reached\n")


def test_each_line_is_an_object_with_the_moment_and_the_fields(writing: Writing, written: io.StringIO) -> None:
    log = writing("json")
    log.error("a look at %s failed", "a reminder", extra={"kind": "session", "subject": 7})
    log.warning('two\nlines and a "word"')
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    moment = datetime.fromisoformat(first.pop("time"))
    assert moment.utcoffset() == timedelta(0) and moment <= datetime.now(UTC)
    assert first == {
        "level": "ERROR",
        "logger": "reminders.clock",
        "message": "a look at a reminder failed",
        "kind": "session",
        "subject": 7,
    }
    assert (second["level"], second["message"]) == ("WARNING", 'two\nlines and a "word"')


def test_a_traceback_stands_below_its_line(writing: Writing, written: io.StringIO) -> None:
    fails(writing("text"))
    line, head, *_frames, error = written.getvalue().splitlines()
    assert line.endswith("a look failed kind=session")
    assert head == "Traceback (most recent call last):"
    assert error == "ZeroDivisionError: division by zero"


def test_a_traceback_is_a_field_of_its_object(writing: Writing, written: io.StringIO) -> None:
    fails(writing("json"))
    [line] = written.getvalue().splitlines()
    told = json.loads(line)
    head, *_frames, error = told["traceback"].splitlines()
    assert (told["message"], told["kind"]) == ("a look failed", "session")
    assert head == "Traceback (most recent call last):"
    assert error == "ZeroDivisionError: division by zero"


def complaints(form: Form, program: str) -> list[str]:
    """What a program with its log in this form writes to its standard error."""
    begin = f"import logging; from bot import logs; logs.configure({form!r}); {program}"
    done = subprocess.run(
        [sys.executable, "-c", begin], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    return done.stderr.splitlines()


def test_what_ends_the_program_can_be_read_in_both_forms() -> None:
    assert complaints("text", "1 / 0")[-1] == "ZeroDivisionError: division by zero"
    [line] = complaints("json", "1 / 0")
    told = json.loads(line)
    assert (told["level"], told["logger"]) == ("CRITICAL", "bot")
    assert told["traceback"].endswith("ZeroDivisionError: division by zero")


@pytest.mark.parametrize("form", FORMS)
def test_libraries_are_heard_only_when_something_is_wrong(form: Form) -> None:
    begin = (
        "log = logging.getLogger('httpx'); log.info('chatter'); log.warning('trouble'); logging.getLogger('bot').info('news')"
    )
    trouble, news = complaints(form, begin)
    assert "trouble" in trouble and "news" in news


async def test_the_service_logs_as_its_configuration_says(tmp_path: Path) -> None:
    async with FakeTelegram() as fake:
        house = House(tmp_path, telegram=("999:another", fake.base_url))
        house.config.write_text('log = "json"\n' + house.config.read_text("utf-8"), "utf-8")
        try:
            await house.start()
            await patiently(fake, lambda: fake.called("getMe"), "the first call")
            async with httpx.AsyncClient(base_url=house.url, trust_env=False) as http, asyncio.timeout(60):
                while (await http.get("/readyz")).status_code != 200:  # until it has understood that it is refused
                    pass
            assert await house.stop() == 0
        finally:
            await house.clear()
    [told] = [json.loads(line) for line in house.log.splitlines() if line.startswith("{")]
    assert (told["level"], told["logger"]) == ("ERROR", "bot.service")
