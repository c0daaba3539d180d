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


def poster(title: str, lines: Sequence[str], call: str, codes: Sequence[Code], language: str = "zh-CN") -> bytes:
    """An A4 page as HTML: the title, a few lines (time, place, …), and under `call` ("扫码报名") one code or two."""
    import segno  # only those pay for it who print

    figures = "".join(
        f"<figure>{segno.make(code.address, error='m').svg_inline(scale=10, border=2, omitsize=True)}"
        f"<figcaption>{escape(code.caption)}</figcaption></figure>"
        for code in codes
    )
    said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return _PAGE.format(
        language=escape(language), title=escape(title), lines=said, call=escape(call), codes=figures, n=len(codes)
    ).encode()


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
@page {{ size: A4; margin: 15mm }}
body {{ margin: 0 auto; max-width: 180mm; padding: 10mm 0; text-align: center; color: #111;
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif }}
h1 {{ font-size: 46pt; line-height: 1.2; margin: 0 0 10mm }}
p {{ font-size: 22pt; line-height: 1.5; margin: 0 }}
h2 {{ font-size: 30pt; margin: 12mm 0 4mm }}
div {{ display: flex; justify-content: center; gap: 15mm }}
figure {{ margin: 0; width: calc(85mm - {n} * 5mm) }}
svg {{ width: 100%; height: auto; background: #fff }}
figcaption {{ font-size: 14pt }}
</style>
</head>
<body>
<h1>{title}</h1>
{lines}
<h2>{call}</h2>
<div>{codes}</div>
</body>
</html>
"""
