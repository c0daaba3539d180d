"""A day of the canteen as a page that any computer opens and prints: the kitchen's sheet, labels to cut out, a list for each route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Label:
    """What is stuck on one portion. `way` tells how it reaches its eater; what is empty is left out."""

    who: str
    dish: str
    way: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A line of a courier's list."""

    address: str
    who: str
    phone: str
    what: str
    note: str
    due: str


@dataclass(frozen=True, slots=True)
class List:
    """The doors of one route, in walking order, under a title."""

    title: str
    stops: Sequence[Stop]


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on the page besides what people said: headings, and the heads of the columns of a route's list."""

    title: str
    kitchen: str
    notes: str
    labels: str
    day: str
    columns: Sequence[str]


def page(
    words: Words, head: Sequence[str], dishes: Sequence[Sequence[str | int]], notes: Sequence[str], labels: Sequence[Label],
    lists: Sequence[List], language: str = "zh-CN",
) -> bytes:  # fmt: skip
    """An HTML page with everything in it. `head` and `dishes` make the kitchen's table, its last row the total."""
    return "".join((
        _HEAD.format(language=escape(language), title=escape(words.title)),
        f"<section><h1>{escape(words.title)}</h1><h2>{escape(words.kitchen)}</h2>",
        _table(head, dishes, "kitchen"),
        f"<h2>{escape(words.notes)}</h2><ul>{''.join(f'<li>{escape(note)}</li>' for note in notes)}</ul>" if notes else "",
        "</section>",
        *(_list(one, words) for one in lists),
        f"<section><h1>{escape(words.labels)}</h1><div class=labels>" if labels else "",
        *(_label(one, words.day) for one in labels),
        "</div></section>" if labels else "",
        "</body></html>\n",
    )).encode()  # fmt: skip


def _list(one: List, words: Words) -> str:
    rows = "".join(
        f"<tr><td class=box>☐<td>{n}<td><b>{escape(stop.address)}</b><td>{escape(stop.who)}<br>{escape(stop.phone)}"
        f"<td>{escape(stop.what)}<br><i>{escape(stop.note)}</i><td class=due>{escape(stop.due)}"
        for n, stop in enumerate(one.stops, 1)
    )
    head = "".join(f"<th>{escape(column)}" for column in words.columns)
    return (
        f"<section><h1>{escape(one.title)}</h1><table class=route><thead><tr><th><th>{head}</thead><tbody>{rows}</tbody></table>"
        "</section>"
    )


def _label(one: Label, day: str) -> str:
    address = f"<p>{escape(one.address)}" if one.address else ""
    note = f"<p class=note>{escape(one.note)}" if one.note else ""
    return f"<div><p class=day>{escape(day)} · {escape(one.way)}<p class=who>{escape(one.who)}<p>{escape(one.dish)}{address}{note}</div>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str | int]], kind: str) -> str:
    titles = "".join(f"<th>{escape(title)}" for title in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(value))}" for value in row) for row in rows)
    return f"<table class={kind}><thead><tr>{titles}</thead><tbody>{body}</tbody></table>"


_HEAD = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
@page {{ size: A4; margin: 10mm }}
body {{ margin: 0 auto; max-width: 190mm; color: #111; font-size: 12pt; line-height: 1.4;
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif }}
section {{ break-after: page; margin-bottom: 12mm }}
section:last-of-type {{ break-after: auto }}
h1 {{ font-size: 20pt; margin: 0 0 4mm }}
h2 {{ font-size: 15pt; margin: 6mm 0 2mm }}
table {{ width: 100%; border-collapse: collapse }}
th, td {{ border: 0.3mm solid #888; padding: 1.5mm 2mm; text-align: left; vertical-align: top }}
th {{ background: #eee; white-space: nowrap }}
ul {{ list-style: none; margin: 0; padding: 0; font-size: 14pt }}
tr {{ break-inside: avoid }}
thead {{ display: table-header-group }}
.kitchen td, .kitchen th {{ font-size: 15pt; text-align: right }}
.kitchen td:first-child, .kitchen th:first-child {{ text-align: left }}
.kitchen tr:last-child td {{ font-weight: bold; border-top: 0.8mm solid #111 }}
.route {{ table-layout: fixed; overflow-wrap: anywhere }}
.route th:nth-child(1) {{ width: 7mm }}
.route th:nth-child(2) {{ width: 6mm }}
.route th:nth-child(3) {{ width: 28% }}
.route th:nth-child(4) {{ width: 21% }}
.route th:last-child {{ width: 16mm; white-space: normal }}
.route td.box {{ font-size: 20pt; line-height: 1 }}
.route b {{ font-size: 14pt }}
.route i {{ font-style: normal; font-weight: bold }}
.route td.due {{ white-space: nowrap; text-align: right }}
.labels {{ display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); border: 0.3mm dashed #888; border-width: 0.3mm 0 0 0.3mm }}
.labels div {{ border: 0.3mm dashed #888; border-width: 0 0.3mm 0.3mm 0; padding: 3mm; min-height: 30mm; break-inside: avoid;
  overflow-wrap: anywhere }}
.labels p {{ margin: 0 }}
.labels .day {{ font-size: 10pt }}
.labels .who {{ font-size: 17pt; font-weight: bold; line-height: 1.25 }}
.labels .note {{ font-weight: bold }}
</style>
</head>
<body>
"""
