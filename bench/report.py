"""What is printed: the machine, and tables."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from pathlib import Path


def machine() -> str:
    """One line on the machine that was measured on."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        told = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False)
        model = told.stdout.strip() or model
    node = ""
    if shutil.which("node"):
        node = ", Node " + subprocess.run(
            ["node", "--version"], capture_output=True, text=True, check=False
        ).stdout.strip().lstrip("v")
    load = f"{os.getloadavg()[0]:.1f}"
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}{node}; load before the run {load}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table that reads well in a terminal and is Markdown at the same time. All columns but the first are aligned right."""
    widths = [max(_width(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [
        _line(head, widths),
        "|" + "|".join("-" * (width + 1) + ("-" if n == 0 else ":") for n, width in enumerate(widths)) + "|",
    ]
    return "\n".join(lines + [_line(row, widths) for row in rows])


def verdict(kept: bool) -> str:
    """How a goal that was or was not reached is marked."""
    return "ok" if kept else "MISSED"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = []
    for n, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (width - _width(cell))
        padded.append(cell + space if n == 0 else space + cell)
    return "| " + " | ".join(padded) + " |"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
