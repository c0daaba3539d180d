"""The commands beside `run`, called as the operator calls them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bot import console
from bot.__main__ import main
from tests.process.house import community

Linli: TypeAlias = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def linli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Linli:
    """Runs a command in a folder of its own; the exit code, the lines said, and the lines complained."""
    (tmp_path / "config.toml").write_text('[storage]\nurl = "sqlite:///data/linli.db"', "utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> tuple[int, list[str], list[str]]:
        code = main(arguments)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out.splitlines(), said.err.splitlines()

    return run


def stored(folder: Path, query: str) -> list[Any]:
    """What the database says."""
    db = sqlite3.connect(folder / "data" / "linli.db")
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def rows(folder: Path) -> list[str]:
    """Everything in the database."""
    db = sqlite3.connect(folder / "data" / "linli.db")
    try:
        return list(db.iterdump())
    finally:
        db.close()


def file(folder: Path, text: str) -> str:
    """A community file with this text."""
    path = folder / "community.toml"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_right_configuration_and_a_right_file_are_said_to_be_right(linli: Linli, tmp_path: Path) -> None:
    code, said, complained = linli("check", file(tmp_path, community()))
    assert (code, complained) == (0, [])
    assert len(said) == 2
    assert not (tmp_path / "data").exists(), "to check is not to change"


def test_a_wrong_configuration_is_told_line_by_line(linli: Linli, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[web]\nport = []\nhots = 1", "utf-8")
    code, said, complained = linli("check")
    assert (code, said, len(complained)) == (1, [], 2)


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_broken_community_file_is_told_line_by_line_and_changes_nothing(command: str, linli: Linli, tmp_path: Path) -> None:
    linli("load", file(tmp_path, community()))
    before = rows(tmp_path)
    broken = community().replace("seats = 5", 'seats = "five"', 1).replace('place = "二楼"', "plaice = 3", 1)

    code, said, complained = linli(command, file(tmp_path, broken))

    assert (code, said) == (1, [])
    assert len(complained) == 2
    assert any("seats" in line for line in complained) and any("plaice" in line for line in complained)
    assert rows(tmp_path) == before


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[[courses]]", b"[community\n", b"community = 1", b"courses = 5"])
def test_a_file_that_is_no_community_is_said_to_be_none(content: bytes, linli: Linli, tmp_path: Path) -> None:
    path = tmp_path / "community.toml"
    path.write_bytes(content)
    code, said, complained = linli("load", str(path))
    assert (code, said) == (1, [])
    assert complained


def test_a_file_that_is_not_there_is_said(linli: Linli, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        code, _said, complained = linli("load", str(path))
        assert code == 1
        assert len(complained) == 1


def test_to_load_again_changes_nothing_and_to_load_a_change_changes_it(linli: Linli, tmp_path: Path) -> None:
    for _time in range(2):
        code, said, _complained = linli("load", file(tmp_path, community()))
        assert code == 0
        assert "小军山社区" in said[-1]
    assert stored(tmp_path, "SELECT slug, seats FROM course ORDER BY slug") == [("c0", 5), ("c1", 5)]

    linli("load", file(tmp_path, community(seats=7)))
    assert stored(tmp_path, "SELECT slug, seats FROM course ORDER BY slug") == [("c0", 7), ("c1", 7)]


def test_an_invitation_is_for_one_community(linli: Linli, tmp_path: Path) -> None:
    code, _said, [why] = linli("invite", "staff")
    assert code == 1 and "load" in why

    linli("load", file(tmp_path, community()))
    code, said, _complained = linli("invite", "staff")
    assert code == 0
    assert re.fullmatch(r"邀请码：\S{8,9}", said[0])

    linli("load", file(tmp_path, community().replace("xiaojunshan", "jingwu", 1)))
    code, _said, [why] = linli("invite", "admin")
    assert code == 1 and "jingwu" in why and "--community" in why
    assert linli("invite", "admin", "--community", "jingwu")[0] == 0
    assert linli("invite", "admin", "--community", "nowhere")[0] == 1


def test_a_link_to_the_desk_is_for_one_community(linli: Linli, tmp_path: Path) -> None:
    code, _said, [why] = linli("desk")
    assert code == 1 and "load" in why
    linli("load", file(tmp_path, community()))
    code, said, _complained = linli("desk")
    assert code == 0
    assert re.fullmatch(r"  http://localhost:8080/desk/in/[A-Z0-9]{26}", said[1])
    linli("load", file(tmp_path, community().replace("xiaojunshan", "jingwu", 1)))
    assert linli("desk")[0] == 1
    assert linli("desk", "--community", "jingwu")[0] == 0


def test_a_backup_is_a_database_of_its_own_and_never_overwrites(linli: Linli, tmp_path: Path) -> None:
    linli("load", file(tmp_path, community()))
    copy = tmp_path / "copy.db"
    assert linli("backup", str(copy))[0] == 0
    assert copy.stat().st_mode & 0o077 == 0, "what residents told us is for the operator's eyes only"
    db = sqlite3.connect(copy)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("SELECT count(*) FROM course").fetchall() == [(2,)]
    db.close()

    code, _said, complained = linli("backup", str(copy))
    assert (code, len(complained)) == (1, 1)
    code, _said, complained = linli("backup", str(tmp_path / "no" / "folder" / "copy.db"))
    assert (code, len(complained)) == (1, 1)


def test_a_draw_can_be_held_and_checked_by_anybody(linli: Linli, tmp_path: Path) -> None:
    drawn = community(draw=True)
    assert linli("load", file(tmp_path, drawn))[2] == []
    code, _said, [why] = linli("draw", "c0")
    assert code == 1 and "截止" in why
    assert linli("draw", "c0", "--verify")[0] == 1
    assert linli("draw", "c1")[0] == 1, "c1 is no draw"
    assert linli("draw", "nothing")[0] == 1
    assert linli("draw", "9" * 30)[0] == 1
    assert linli("draw", "²")[0] == 1

    db = sqlite3.connect(tmp_path / "data" / "linli.db")
    db.execute("UPDATE course SET closes_ms = 1 WHERE slug = 'c0'")
    db.commit()
    db.close()
    code, said, _complained = linli("draw", "c0")
    assert code == 0
    seed = next(line for line in said if line.startswith("种子"))
    code, said, _complained = linli("draw", "c0", "--verify")
    assert code == 0
    assert "复核无误" in said[0] and seed in said

    db = sqlite3.connect(tmp_path / "data" / "linli.db")
    db.execute("UPDATE draw SET seed = 'ff' || substr(seed, 3)")
    db.commit()
    db.close()
    code, _said, [why] = linli("draw", "c0", "--verify")
    assert code == 1 and "对不上" in why


@pytest.mark.parametrize("arguments", [[], ["sing"], ["invite", "king"], ["load"], ["draw"], ["backup"]])
def test_a_wrong_call_is_said_and_is_two(arguments: list[str], linli: Linli) -> None:
    with pytest.raises(SystemExit) as left:
        linli(*arguments)
    assert left.value.code == 2


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en_US.UTF-8", "en"), ("de_DE", "en"), ("zh_CN.UTF-8", "zh"), ("C.UTF-8", "zh"), ("POSIX", "zh"), ("", "zh")],
)
def test_the_terminal_is_spoken_to_in_its_language(locale: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", locale)
    assert console.voice().language == language
