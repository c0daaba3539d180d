"""Settings: `config.toml`, each key overridable as LINLI_SECTION__KEY (top-level ones as LINLI_KEY)."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct, field

from language.text import Saying, _

ENVIRONMENT = "LINLI_"
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HEADER = re.compile(r"[!-~]*")
"""What a header can carry as one word."""


class Storage(Struct, frozen=True):
    url: str = "sqlite:///data/linli.db"


class Telegram(Struct, frozen=True):
    token: str = ""
    base_url: str = "https://api.telegram.org/bot"
    proxy: str = ""
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_secret: str = ""
    messages_per_second: float = 30


class Web(Struct, frozen=True):
    host: str = "0.0.0.0"
    port: int = 8080
    public_url: str = ""
    metrics_token: str = ""


class Reminders(Struct, frozen=True):
    quiet_from: str = "21:30"
    quiet_until: str = "07:30"

    @property
    def quiet(self) -> tuple[time, time]:
        """When the quiet hours begin and end, local time."""
        return time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_until)


class Demo(Struct, frozen=True):
    enabled: bool = True


class Settings(Struct, frozen=True):
    """All settings. `folder` is what relative paths are relative to: the folder of the configuration file."""

    timezone: str = "Asia/Shanghai"
    data_dir: str = "data"
    log: Literal["text", "json"] = "text"
    storage: Storage = field(default_factory=Storage)
    telegram: Telegram = field(default_factory=Telegram)
    web: Web = field(default_factory=Web)
    reminders: Reminders = field(default_factory=Reminders)
    demo: Demo = field(default_factory=Demo)
    folder: Path = Path()

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def data(self) -> Path:
        """The folder for files."""
        return self.folder / self.data_dir

    @property
    def database(self) -> Path:
        """The SQLite file: `sqlite:///relative` or `sqlite:////absolute`."""
        return self.folder / self.storage.url.removeprefix("sqlite:///")


class SettingsError(Exception):
    """The configuration cannot be used. `problems` are one sentence each: what, where, and how to mend it."""

    def __init__(self, problems: list[Saying]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the configuration")
        self.problems = problems


def load_settings(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings of the file (`config.toml` beside us where None is given; it may be missing) and of the environment.

    Raises SettingsError with every problem at once.
    """
    file = path or Path("config.toml")
    problems: list[Saying] = []
    given = _read(file, path is not None, problems)
    for name, value in environment.items():
        if name.startswith(ENVIRONMENT):
            section, _dot, key = name.removeprefix(ENVIRONMENT).lower().partition("__")
            target = given.setdefault(section, {}) if key else given
            if isinstance(target, dict):
                target[key or section] = value
    settings: Settings = _section(Settings, given, "", problems)
    settings = msgspec.structs.replace(settings, folder=file.absolute().parent)
    if not problems:
        _check(settings, problems)
    if problems:
        raise SettingsError(problems)
    return settings


def _read(file: Path, named: bool, problems: list[Saying]) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        if named:
            problems.append(_("找不到配置文件 {file}：请检查路径，或复制 config.example.toml 再修改。", file=str(file)))
    except tomllib.TOMLDecodeError as error:
        problems.append(_("{file} 不是有效的 TOML：{error}。请改正这一行。", file=str(file), error=str(error)))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(_("读不了 {file}：{error}。请检查权限，并用 UTF-8 保存。", file=str(file), error=str(error)))
    return {}


def _section(kind: type[Any], given: dict[str, Any], where: str, problems: list[Saying]) -> Any:
    fields = {f.name: f for f in msgspec.structs.fields(kind) if f.name != "folder"}
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1)
            hint = _("是不是想写 {near}？", near=near[0]) if near else _("可用的有：{keys}。", keys="、".join(fields))
            problems.append(_("配置里没有 {key} 这一项，{hint}", key=where + key, hint=hint))
            continue
        inner = fields[key].type
        if isinstance(inner, type) and issubclass(inner, Struct):
            if isinstance(value, dict):
                values[key] = _section(inner, value, f"{where}{key}.", problems)
            else:
                problems.append(_("{key} 应该是一节，写成 [{key}]。", key=where + key))
            continue
        try:
            values[key] = msgspec.convert(value, inner, strict=not isinstance(value, str))
        except msgspec.ValidationError:
            problems.append(_("配置项 {key} 的值不对，要写{kind}。", key=where + key, kind=_kind(inner)))
    return kind(**values)


def _kind(wanted: Any) -> Saying:
    """What a value of this type looks like in the file."""
    if choices := get_args(wanted):
        return _("其中一个：{choices}", choices="、".join(f'"{choice}"' for choice in choices))
    kinds: dict[Any, Saying] = {bool: _(" true 或 false"), int: _("整数，比如 8080"), float: _("数字，比如 30")}
    return kinds.get(wanted, _("文字，两边加引号"))


def _check(settings: Settings, problems: list[Saying]) -> None:
    telegram = settings.telegram
    try:
        ZoneInfo(settings.timezone)
    except (KeyError, ValueError, OSError):
        problems.append(_("timezone 写的“{zone}”不是时区名，比如：Asia/Shanghai。", zone=settings.timezone))
    if settings.storage.url.startswith("postgres"):
        problems.append(_("storage.url：这一版还不支持 PostgreSQL，请用 sqlite:///data/linli.db。"))
    elif not settings.storage.url.removeprefix("sqlite:///") or not settings.storage.url.startswith("sqlite:///"):
        problems.append(_("storage.url 要写成 sqlite:///data/linli.db 这样（绝对路径用四条斜杠）。"))
    if not 0 <= settings.web.port <= 65535:
        problems.append(_("web.port 要在 0 到 65535 之间。"))
    if settings.web.public_url and not settings.web.public_url.startswith(("http://", "https://")):
        problems.append(_("web.public_url 要写完整的网址，比如 https://linli.example.cn。"))
    if not _HEADER.fullmatch(settings.web.metrics_token):
        problems.append(_("web.metrics_token 只能用英文字母、数字和符号，中间不能有空格。"))
    if not all(_CLOCK.fullmatch(at) for at in (settings.reminders.quiet_from, settings.reminders.quiet_until)):
        problems.append(_("reminders.quiet_from 和 quiet_until 要写成几点几分，比如 21:30 和 07:30。"))
    if telegram.token and ":" not in telegram.token:
        problems.append(_("telegram.token 不完整：请从 BotFather 复制整个令牌，中间有一个冒号。"))
    if not _is_address(telegram.base_url) or not telegram.base_url.endswith("/bot"):
        problems.append(_("telegram.base_url 要以 http:// 或 https:// 开头、以 /bot 结尾。"))
    if telegram.proxy and not telegram.proxy.lower().startswith(("http://", "https://")):
        problems.append(_("telegram.proxy 要写成 http://主机:端口（SOCKS 代理请用它的 HTTP 端口）。"))
    if not 0 <= telegram.messages_per_second < 1_000_000:
        problems.append(_("telegram.messages_per_second 不能小于 0（0 表示不限速），一般写 30。"))
    if telegram.mode == "webhook" and not _takes_webhook(telegram):
        problems.append(_("webhook 方式需要 telegram.webhook_url，写成 https://您的域名/telegram 这样。"))


def _takes_webhook(telegram: Telegram) -> bool:
    """Telegram itself posts to https only; a Bot API server of one's own (another base_url) also to http."""
    own_server = telegram.base_url != Telegram().base_url
    return _is_address(telegram.webhook_url) and (own_server or telegram.webhook_url.startswith("https://"))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a port out of range, a broken IPv6 address
        return False
