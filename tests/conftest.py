"""What whole test runs share: which programs are here, and a PostgreSQL that lives as long as the run."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)


def _postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, or the one on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    initdb = debian[-1] if debian else Path(on_path).resolve() if on_path else None
    return initdb.parent if initdb and (initdb.parent / "pg_ctl").exists() else None


POSTGRES = _postgres_programs()

MISSING = {
    marker: reason
    for marker, reason, found in (
        ("browser", "Chromium is not installed (Debian: apt install chromium)", CHROMIUM),
        ("postgres", "PostgreSQL's programs are not installed (Debian: apt install postgresql)", POSTGRES),
    )
    if found is None
}
"""What this machine lacks, by the marker of the tests that need it."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A newcomer may lack a browser or a database: skip and say so. CI may not: fail."""
    for marker, reason in MISSING.items():
        if item.get_closest_marker(marker) is not None:
            if os.environ.get("CI") == "true":
                pytest.fail(f"{reason}, and CI checks everything", pytrace=False)
            pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, in a line each, what was left out and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {reason: sum(reason in str(report.longrepr) for report in skipped) for reason in MISSING.values()}
    left_out = {reason: count for reason, count in reasons.items() if count}
    if left_out:
        terminalreporter.section("not checked on this machine", sep="=", yellow=True)
        for reason, count in left_out.items():
            terminalreporter.write_line(f"{count} tests skipped: {reason}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser to drive. Only tests marked `browser` ask for it."""
    assert CHROMIUM is not None, "mark this test with @pytest.mark.browser"
    return CHROMIUM


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL of this run's own, on a socket in a folder of its own."""
    assert POSTGRES is not None, "mark this test with @pytest.mark.postgres"
    # PostgreSQL refuses to run as root, so root hands it to the user that the package made for it.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="linli-pg-") as folder:
        data = Path(folder, "data")
        if user:
            shutil.chown(folder, user)

        def run(program: str, *arguments: str) -> None:
            command = [f"{POSTGRES}/{program}", "-D", str(data), *arguments]
            with Path(folder, "output").open("a") as output:
                done = subprocess.run(command, user=user, cwd=folder, stdout=output, stderr=output, check=False)
            assert done.returncode == 0, Path(folder, "output").read_text()

        run("initdb", "-U", "linli", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "start", "-w", "-o", f"-k {folder} -c listen_addresses='' -c fsync=off")
        try:
            yield f"postgresql://linli@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")
