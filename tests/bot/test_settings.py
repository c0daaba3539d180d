"""The configuration: read, overridden, and each mistake named with its key and how to mend it."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
from language.catalogue import Voice

ZH = Voice("zh", Settings().zone)


def written(folder: Path, text: str) -> Path:
    """A config.toml with this text."""
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    return file


def problems(file: Path | None, **environment: str) -> list[str]:
    """What is said about a configuration."""
    with pytest.raises(SettingsError) as caught:
        load_settings(file, environment)
    return [ZH.say(problem) for problem in caught.value.problems]


def test_without_a_file_everything_has_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(None, {"HOME": "somewhere", "LANG": "C"})
    assert settings.database == tmp_path / "data" / "linli.db"
    assert settings.data == tmp_path / "data"
    assert (settings.web.port, settings.timezone, settings.demo.enabled) == (8080, "Asia/Shanghai", True)
    assert (settings.log, settings.web.metrics_token) == ("text", "")
    assert settings.reminders.quiet == (time(21, 30), time(7, 30))


def test_the_example_is_a_configuration_with_all_keys_at_their_defaults() -> None:
    example = Path(__file__).resolve().parents[2] / "config.example.toml"
    settings = load_settings(example, {})
    assert settings == Settings(folder=example.parent)


def test_relative_paths_are_relative_to_the_file_and_four_slashes_are_absolute(tmp_path: Path) -> None:
    file = written(tmp_path, '[storage]\nurl = "sqlite:///here/linli.db"')
    assert load_settings(file, {}).database == tmp_path / "here" / "linli.db"
    absolute = {"LINLI_STORAGE__URL": "sqlite:////srv/linli/linli.db", "LINLI_DATA_DIR": "/srv/files"}
    settings = load_settings(file, absolute)
    assert (settings.database, settings.data) == (Path("/srv/linli/linli.db"), Path("/srv/files"))


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'timezone = "Asia/Shanghai"\n[web]\nport = 1\n[demo]\nenabled = true')
    environment = {
        "LINLI_TIMEZONE": "Asia/Urumqi",
        "LINLI_WEB__PORT": "8081",
        "LINLI_DEMO__ENABLED": "false",
        "LINLI_TELEGRAM__MESSAGES_PER_SECOND": "0.5",
        "LINLI_LOG": "json",
        "LINLI_WEB__METRICS_TOKEN": "12345",
        "LINLI_REMINDERS__QUIET_FROM": "22:00",
    }
    settings = load_settings(file, environment)
    assert (settings.zone.key, settings.web.port, settings.demo.enabled) == ("Asia/Urumqi", 8081, False)
    assert settings.telegram.messages_per_second == 0.5
    assert (settings.log, settings.web.metrics_token) == ("json", "12345")
    assert settings.reminders.quiet == (time(22), time(7, 30))


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xef\xbb\xbf" + b'timezone = "Asia/Urumqi"\r\n')
    assert load_settings(file, {}).timezone == "Asia/Urumqi"


@pytest.mark.parametrize(
    ("text", "key", "mend"),
    [
        ('timezon = "Asia/Shanghai"', "timezon", "timezone"),
        ("[web]\nprot = 8080", "web.prot", "port"),
        ("[nonsense]\nx = 1", "nonsense", "storage"),
        ("web = 8080", "web", "[web]"),
        ('[web]\nport = "many"', "web.port", "整数"),
        ("[web]\nport = 70000", "web.port", "65535"),
        ("[web]\nport = -1", "web.port", "65535"),
        ("[web]\nhost = 5", "web.host", "引号"),
        ('[web]\npublic_url = "linli.example.cn"', "web.public_url", "https://"),
        ("[web]\nmetrics_token = 5", "web.metrics_token", "引号"),
        ('[web]\nmetrics_token = "two words"', "web.metrics_token", "空格"),
        ('[web]\nmetrics_token = "口令"', "web.metrics_token", "字母"),
        ('log = "xml"', "log", "json"),
        ("[reminders]\nquiet_from = 2130", "reminders.quiet_from", "引号"),
        ('[reminders]\nquiet_until = "7:30"', "quiet_until", "07:30"),
        ("[demo]\nenabled = 3", "demo.enabled", "true"),
        ('timezone = "Wuhan"', "timezone", "Asia/Shanghai"),
        ('timezone = "../../etc/passwd"', "timezone", "Asia/Shanghai"),
        ("timezone = 8", "timezone", "引号"),
        ('[storage]\nurl = "postgresql://x"', "storage.url", "sqlite:///"),
        ('[storage]\nurl = "linli.db"', "storage.url", "sqlite:///"),
        ('[storage]\nurl = "sqlite:///"', "storage.url", "sqlite:///"),
        ('[telegram]\ntoken = "abc"', "telegram.token", "冒号"),
        ('[telegram]\nbase_url = "https://api.telegram.org"', "telegram.base_url", "/bot"),
        ('[telegram]\nproxy = "socks5://127.0.0.1:1080"', "telegram.proxy", "http://"),
        ('[telegram]\nmode = "push"', "telegram.mode", "webhook"),
        ('[telegram]\nmode = "webhook"', "telegram.webhook_url", "https"),
        ('[telegram]\nmessages_per_second = -1', "telegram.messages_per_second", "0"),
        ("[telegram]\nmessages_per_second = nan", "telegram.messages_per_second", "30"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_sentence_with_its_key_and_how_to_mend_it(text: str, key: str, mend: str, tmp_path: Path) -> None:
    [sentence] = problems(written(tmp_path, text))
    assert key in sentence
    assert mend in sentence
    assert "\n" not in sentence


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = problems(written(tmp_path, "colour = 1\n[web]\nport = []"), LINLI_TIMEZON="x", LINLI_WEB__HOSTT="x")
    assert len(found) == 4


@pytest.mark.parametrize("text", ["[web", "port = ", 'a = "1', "[a]\n[a]"])
def test_what_is_no_toml_is_said_with_its_place(text: str, tmp_path: Path) -> None:
    [sentence] = problems(written(tmp_path, text))
    assert "config.toml" in sentence and "TOML" in sentence


def test_a_file_that_is_not_there_is_said_where_it_was_named(tmp_path: Path) -> None:
    [sentence] = problems(tmp_path / "missing.toml")
    assert "missing.toml" in sentence


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    [folder] = problems(tmp_path)
    assert str(tmp_path) in folder
    file = tmp_path / "config.toml"
    file.write_bytes('timezone = "上海"'.encode("gbk"))
    [encoding] = problems(file)
    assert "UTF-8" in encoding
