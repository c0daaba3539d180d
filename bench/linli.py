"""Linli as it is measured: its configuration, a community with courses, its command line, and how a newcomer signs up."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.fake_api import TOKEN
from bench.load import Rule, Script
from bench.place import ROOT, NoStart, Start, free_port, own_environment

# What a newcomer meets at Linli. Each rule is tried in turn, so the narrow ones stand first; when a flow's words change, change them
# here. `says` looks at the message's text, `offers` at its buttons. The last rule taps the first button that is no navigation.
SCRIPT = Script(
    opening="/courses",
    rules=(
        Rule("done", says=r"报名成功|候补第\d+位"),
        Rule("tap", offers="^同意$"),
        Rule("tap", offers="确认报名"),
        Rule("type", "张汉梅", says="姓名|名字|怎么称呼|称呼您"),
        Rule("type", "13800138000", says="电话|手机"),
        Rule("tap", offers="我自己|本人|自己"),
        Rule("tap", offers="^报名|我要报名"),
        Rule("tap"),
    ),
)


def write_config(start: Start) -> Path:
    """Write Linli's configuration into the folder and return its path. Calling it again changes the API's port and the pacing only."""
    path = start.folder / "config.toml"
    path.write_text(
        f'''timezone = "Asia/Shanghai"
data_dir = "{start.folder}"

[storage]
url = "sqlite:///{start.folder}/linli.db"

[telegram]
token = "{TOKEN}"
base_url = "{start.api}/bot"
mode = "polling"
messages_per_second = {start.messages_per_second}

[web]
host = "127.0.0.1"
port = {free_port()}

[demo]
enabled = false
''',
        encoding="utf-8",
    )
    return path


def write_community(folder: Path, courses: int = 4, seats: int = 100_000, meals: str = "") -> Path:
    """Write a community file with so many courses, and `meals` as its canteen, into the folder and return its path."""
    first = datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=14)
    parts = [
        '[community]\nid = "bench"\nname = "小军山社区"\naddress = "小军山路1号"\nphone = "027-10000000"\nhours = "8:30-17:30"\n'
    ]
    for n in range(courses):
        parts.append(
            f'[[courses]]\nid = "course-{n}"\ntitle = "瑜伽{n + 1}班"\nteacher = "刘老师"\nplace = "瑜伽室"\nseats = {seats}\n'
            f'starts = {first + timedelta(days=n)}T19:00:00\nminutes = 90\nsessions = 8\nevery = "week"\n'
        )
    path = folder / "community.toml"
    path.write_text("\n".join([*parts, meals]), encoding="utf-8")
    return path


def prepare(start: Start, seats: int = 100_000, courses: int = 4, meals: str = "") -> None:
    """A configuration, a schema and a community, so that the first resident finds something to sign up for. Raises NoStart."""
    config = write_config(start)
    community = write_community(start.folder, courses, seats, meals)
    load = [sys.executable, "-m", "bot", "load", str(community), "--config", str(config)]
    done = subprocess.run(load, cwd=ROOT, env=own_environment(), check=False, capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise NoStart(done.stderr.strip() or done.stdout.strip())


def command(start: Start) -> list[str]:
    """Linli's own command line, exactly as a community runs it."""
    return [sys.executable, "-m", "bot", "run", "--config", str(write_config(start))]
