"""The translations: brings `locale/*/LC_MESSAGES/linli.po` up to date with the code, and checks that nothing is missing.

python -m tools.catalogue update    adds new texts (still to be translated) and drops those the code no longer says
python -m tools.catalogue check     one line for each thing that is wrong; exit code 1 if there is any
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import jinja2
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from language.catalogue import LANGUAGES, LOCALE, SOURCE

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "desk", "handlers", "reminders", "conversation", "services", "storage", "web", "language")

HEADER = r"""# What Linli says. The source texts come from the code: `make catalogue` collects them.
msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
"""No dates in it: the file changes only when a text does."""


def places(text: str) -> set[str]:
    """The names of the `{places}` in a text. Raises ValueError for braces that do not match."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def modules(root: Path) -> Iterator[Path]:
    """Every module of the service, in a stable order."""
    for package in PACKAGES:
        yield from sorted((root / package).rglob("*.py"))


def collected(root: Path) -> Catalog:
    """Every text the code says, with the modules that say it."""
    catalog = Catalog(project="linli", charset="utf-8")
    for module in modules(root):
        for _, text, _, _ in extract_from_file("python", module, keywords={"_": None}):
            catalog.add(str(text), locations=[(module.relative_to(root).as_posix(), 0)])
    for template in templates(root):
        for call in _said_by(template):
            if text := _constant(call):
                catalog.add(text, locations=[(template.relative_to(root).as_posix(), 0)])
    return catalog


def templates(root: Path) -> Iterator[Path]:
    """Every template of the service, in a stable order."""
    for package in PACKAGES:
        yield from sorted((root / package).rglob("*.html")) if (root / package / "templates").is_dir() else ()


def _said_by(template: Path) -> Iterator[jinja2.nodes.Call]:
    tree = jinja2.Environment(extensions=["jinja2.ext.do"]).parse(template.read_text("utf-8"))
    for call in tree.find_all(jinja2.nodes.Call):
        if isinstance(call.node, jinja2.nodes.Name) and call.node.name == "_":
            yield call


def _constant(call: jinja2.nodes.Call) -> str:
    """The text of a call of `_()`; "" where it is none."""
    text = call.args[0] if len(call.args) == 1 else None
    return text.value if isinstance(text, jinja2.nodes.Const) and isinstance(text.value, str) else ""


def misused_in(template: Path) -> Iterator[str]:
    """What is wrong with the `_()` calls of a template, as `misused` says it of a module."""
    for call in _said_by(template):
        yield from _fits(f"{template.name}:{call.lineno}", _constant(call), {keyword.key for keyword in call.kwargs})


def _fits(where: str, text: str, given: set[str]) -> Iterator[str]:
    """What is wrong with a text ("" for none) and the values `given` for its places."""
    if not text:
        yield f"{where}: _() takes one plain string; values go in by name"
        return
    try:
        wanted = places(text)
    except ValueError as error:
        yield f"{where}: {error}: {text!r}"
        return
    if given != wanted:
        yield f"{where}: {text!r} has the places {sorted(wanted)}, given are {sorted(given)}"


def misused(module: Path) -> Iterator[str]:
    """What is wrong with the `_()` calls of a module: a text that cannot be collected, or values that do not fit its places."""
    for call in ast.walk(ast.parse(module.read_text("utf-8"))):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_"):
            continue
        text = call.args[0] if len(call.args) == 1 else None
        plain = text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""
        given: set[str | None] = {keyword.arg for keyword in call.keywords}
        if plain and None in given:  # values given as a whole: their names are not known here
            given = {*places(plain)}
        yield from _fits(f"{module.name}:{call.lineno}", plain, {str(name) for name in given})


def incomplete(source: Catalog, translated: Catalog) -> Iterator[str]:
    """What is missing from, or wrong in, a translation."""
    for message in source:
        if not message.id:
            continue
        known = translated.get(str(message.id))
        where = ", ".join(file for file, _ in message.locations)
        if known is None or not known.string:
            yield f"not translated: {message.id!r} ({where})"
        elif known.fuzzy:
            yield f"marked fuzzy: {message.id!r}"
        else:
            try:
                same = places(str(known.string)) == places(str(message.id))
            except ValueError:
                same = False
            if not same:
                yield f"other {{places}} than the source: {message.id!r} → {known.string!r}"
    for message in translated:
        if message.id and source.get(str(message.id)) is None:
            yield f"no longer said by the code: {message.id!r}"
    for message in translated.obsolete.values():
        yield f"obsolete entry: {message.id!r}"


def path(language: str) -> Path:
    """Where the catalogue of a language is kept."""
    return LOCALE / language / "LC_MESSAGES" / "linli.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands; an empty one if there is none yet."""
    if not path(language).exists():
        return Catalog(locale=language, project="linli", charset="utf-8")
    with path(language).open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update(language: str) -> int:
    """Bring a language's catalogue up to date. Returns how many texts still have no translation."""
    source, known = collected(ROOT), read(language)
    fresh = Catalog(locale=language, project="linli", charset="utf-8", fuzzy=False)
    missing = 0
    for message in source:
        if message.id:
            old = known.get(str(message.id))
            translation = str(old.string) if old and not old.fuzzy else ""
            missing += not translation
            fresh.add(str(message.id), translation, locations=message.locations)
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as file:
        file.write(HEADER.format(language=language).encode())
        write_po(file, fresh, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    return missing


def check(language: str) -> list[str]:
    """Everything that is wrong with the texts in the code or with a language's catalogue."""
    wrong = [problem for module in modules(ROOT) for problem in misused(module)]
    wrong += [problem for template in templates(ROOT) for problem in misused_in(template)]
    return wrong + list(incomplete(collected(ROOT), read(language)))


def main(arguments: list[str]) -> int:
    """Run `update` or `check` for every language but the source. Returns the exit code."""
    if arguments not in (["update"], ["check"]):
        print(__doc__, file=sys.stderr)
        return 2
    wrong = 0
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        if arguments == ["update"]:
            print(f"{path(language).relative_to(ROOT)}: {update(language)} to translate")
            continue
        for problem in check(language):
            print(f"{language}: {problem}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
