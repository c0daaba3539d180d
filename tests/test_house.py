"""The house's own rules, where a tool can hold them."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import catalogue

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = ("requirements.txt", "requirements-dev.txt")
SOMEONES_FOLDER = re.compile(r"(?<![\w./-])/(?:home|root|Users|work)/\w+")
LEFT_UNDONE = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def project_files() -> list[Path]:
    """Every text file that is part of the project: as git lists them or, where there is no git, the code."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for package in (*catalogue.PACKAGES, "tools", "tests") for path in (ROOT / package).rglob("*.py")]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:1024]]


def found(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the project, this page aside."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in project_files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_there_are_files_to_look_at() -> None:
    assert ROOT / "tools" / "catalogue.py" in project_files()


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert not found(SOMEONES_FOLDER)


def test_nothing_is_left_for_later_in_the_code() -> None:
    assert not found(LEFT_UNDONE)


@pytest.mark.parametrize("name", PINS)
def test_every_dependency_has_one_version_and_its_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    assert "://" not in text
    for line in filter(None, (line.split("#")[0].strip() for line in text.splitlines())):
        assert re.match(r"[a-z0-9._-]+==[\w.]+ ", line), line
        assert "--hash=sha256:" in line, line


def test_what_the_project_asks_for_is_what_is_pinned() -> None:
    asked = {
        "requirements.txt": PROJECT["project"]["dependencies"],
        "requirements-dev.txt": PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["dev"],
    }
    for name, dependencies in asked.items():
        pinned = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        assert {re.split(r"[ ;\[<>=]", dependency)[0] for dependency in dependencies} <= pinned


def test_both_files_pin_the_same_versions() -> None:
    runtime, dev = (set(re.findall(r"^\S+==\S+", (ROOT / name).read_text("utf-8"), re.MULTILINE)) for name in PINS)
    assert runtime <= dev


def test_every_package_has_its_floor() -> None:
    floors = {
        floor.strip() for layer in PROJECT["tool"]["importlinter"]["contracts"][0]["layers"] for floor in layer.split("|")
    }
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench", "tools"}
    assert packages <= floors == set(PROJECT["tool"]["importlinter"]["root_packages"]) == set(catalogue.PACKAGES)


def texts(**translations: str) -> Catalog:
    """A catalogue with these texts and translations."""
    catalog = Catalog()
    for source, translation in translations.items():
        catalog.add(source, translation)
    return catalog


@pytest.mark.parametrize(
    ("translated", "problem"),
    [
        (texts(), "not translated: '{谁}报名成功' ()"),
        (texts(**{"{谁}报名成功": ""}), "not translated: '{谁}报名成功' ()"),
        (texts(**{"{谁}报名成功": "Signed up"}), "other {places} than the source: '{谁}报名成功' → 'Signed up'"),
        (texts(**{"{谁}报名成功": "{谁} is in", "再见": "Bye"}), "no longer said by the code: '再见'"),
    ],
)
def test_a_gap_in_a_translation_is_found(translated: Catalog, problem: str) -> None:
    assert list(catalogue.incomplete(texts(**{"{谁}报名成功": ""}), translated)) == [problem]


def test_a_complete_translation_is_fine() -> None:
    assert not list(catalogue.incomplete(texts(**{"{谁}报名成功": ""}), texts(**{"{谁}报名成功": "{谁} is in"})))


@pytest.mark.parametrize(
    "call",
    [
        '_(f"你好{name}")',
        '_("你好{name}")',
        '_("你好", name=name)',
        '_("你好{name", name=name)',
        "_(greeting)",
        '_("你" + name)',
    ],
)
def test_a_text_that_could_not_be_translated_is_found(call: str, tmp_path: Path) -> None:
    module = tmp_path / "greeting.py"
    module.write_text(f"{call}\n", "utf-8")
    assert len(list(catalogue.misused(module))) == 1


@pytest.mark.parametrize(
    "call", ['_("你好")', '_("你好{name}", name=_("张阿姨"))', '_("你"\n  "好{name}", name=1)', '_("{a}", **values)']
)
def test_a_text_with_its_values_is_fine(call: str, tmp_path: Path) -> None:
    module = tmp_path / "greeting.py"
    module.write_text(f"{call}\n", "utf-8")
    assert not list(catalogue.misused(module))
