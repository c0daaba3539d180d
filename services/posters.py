"""Posters for the notice board: a page that any computer opens and prints, with a QR code and no need for a font file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Code:
    """An address as a QR code, and what stands under it ("微信、浏览器扫码")."""

    address: str
    caption: str


@dataclass(frozen=True, slots=True)
class Poster:
    """An A4 page: the title, a few lines (time, place, …), and under `call` ("扫码报名") one code or two."""

    title: str
    lines: Sequence[str]
    call: str
    codes: Sequence[Code]


def poster(title: str, lines: Sequence[str], call: str, codes: Sequence[Code], language: str = "zh-CN") -> bytes:
    """One poster as HTML."""
    return posters(title, [Poster(title, lines, call, codes)], language)


def posters(title: str, pages: Sequence[Poster], language: str = "zh-CN") -> bytes:
    """Some posters as HTML, a page each."""
    sections = "".join(map(_section, pages))
    return _PAGE.format(language=escape(language), title=escape(title), sections=sections).encode()


def drawn(address: str) -> str:
    """An address as a QR code: an SVG that stands within a page."""
    import segno  # only those pay for it who print

    made: str = segno.make(address, error="m").svg_inline(scale=10, border=2, omitsize=True)
    return made


def _section(page: Poster) -> str:
    figures = "".join(
        f"<figure>{drawn(code.address)}<figcaption>{escape(code.caption)}</figcaption></figure>" for code in page.codes
    )
    said = "".join(f"<p>{escape(line)}</p>" for line in page.lines if line)
    return _SECTION.format(title=escape(page.title), lines=said, call=escape(page.call), codes=figures, n=len(page.codes))


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
@page {{ size: A4; margin: 15mm }}
body {{ margin: 0 auto; max-width: 180mm; text-align: center; color: #111;
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif }}
section {{ padding: 10mm 0; break-inside: avoid }}
section + section {{ break-before: page }}
h1 {{ font-size: 46pt; line-height: 1.2; margin: 0 0 10mm }}
p {{ font-size: 22pt; line-height: 1.5; margin: 0 }}
h2 {{ font-size: 30pt; margin: 12mm 0 4mm }}
div {{ display: flex; justify-content: center; gap: 15mm }}
figure {{ margin: 0; width: calc(85mm - var(--n) * 5mm) }}
svg {{ width: 100%; height: auto; background: #fff }}
figcaption {{ font-size: 14pt }}
</style>
</head>
<body>
{sections}</body>
</html>
"""
_SECTION = """<section>
<h1>{title}</h1>
{lines}
<h2>{call}</h2>
<div style="--n: {n}">{codes}</div>
</section>
"""
