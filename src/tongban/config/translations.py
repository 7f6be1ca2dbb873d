"""The phrases: Chinese in the sources is the master, English stands in each package's django.po.

`run translations` collects what templates and Python say, adds new phrases to the .po files without touching
what is there, and says which lack their English. One Chinese word with two English ones bears a context
(`pgettext`, `{% translate "…" context "…" %}`), since the catalogues of all packages are one at run time.
`compile_all` makes the .mo files that Django reads; it needs no gettext program, because none may be there.
"""

from __future__ import annotations

import ast
import io
import os
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHINESE = re.compile(r"[\u3400-\u9fff]")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy"}
CONTEXT = "\x04"  # stands between context and phrase, in our keys as in .mo files
PLURAL = "\0"  # stands between the forms of a phrase that counts, in our keys and texts as in .mo files


def main() -> int:
    """Collect, drop what nobody says any more, report, compile; exit code 1 when a phrase has no English.

    With --check nothing is added or dropped.
    """
    missing = 0
    for app in apps():
        catalogue = read_catalogue(po_file(app))
        wanted = sorted(set(phrases(app)))
        if "--check" not in sys.argv:
            add_phrases(po_file(app), [phrase for phrase in wanted if phrase not in catalogue])
            drop_phrases(po_file(app), [phrase for phrase in catalogue if phrase and phrase not in wanted])
        lacking = [phrase for phrase in wanted if not all(catalogue.get(phrase, "").split(PLURAL))]
        missing += len(lacking)
        for phrase in lacking:
            print(f"{app.name}: no English for {phrase!r}")
    compile_all()
    print(f"{missing} phrases without English")
    return 1 if missing else 0


def apps() -> list[Path]:
    """The packages that speak to people."""
    return sorted(path.parent for path in PACKAGE.glob("*/apps.py"))


def po_file(app: Path) -> Path:
    """Where a package keeps its English."""
    return app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def phrases(app: Path) -> Iterator[str]:
    """Every phrase that the package's templates and Python mark for translation."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 - only collecting needs Django

    for path in sorted(app.rglob("*.py")):
        yield from python_phrases(path.read_text())
    for path in sorted(app.glob("templates/**/*")):
        if path.is_file():
            yield from python_phrases(as_python(templatize(path.read_text(), origin=str(path))))


def as_python(templatized: str) -> str:
    """Django turns a template into lines of gettext calls among crossed-out text; keep the calls."""
    calls = re.findall(
        r"\b(?:gettext|ngettext|pgettext)\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[^)])*\)", templatized
    )
    return "\n".join(re.sub(r"\bu(?=['\"])", "", call) for call in calls)


BETWEEN = {"pgettext": CONTEXT, "pgettext_lazy": CONTEXT, "ngettext": PLURAL}


def python_phrases(source: str) -> Iterator[str]:
    """The literal arguments of gettext calls."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            wanted = {"ngettext": 2, "pgettext": 2, "pgettext_lazy": 2}.get(node.func.id, 1)
            constants = [one.value for one in node.args[:wanted] if isinstance(one, ast.Constant)]
            said = [one for one in constants if isinstance(one, str)]
            if node.func.id in BETWEEN:
                yield BETWEEN[node.func.id].join(said)
            else:
                yield from said


def read_catalogue(path: Path) -> dict[str, str]:
    """Phrase -> English of a .po file; {} when there is none.

    A phrase with a context is keyed by both, with CONTEXT between; one that counts is keyed by its two forms and has
    two, for one and for more, with PLURAL between.
    """
    if not path.exists():
        return {}
    found: dict[str, str] = {}
    key, text, field = "", "", ""
    for line in [*path.read_text().splitlines(), 'msgid ""']:
        if line.startswith(("msgctxt ", "msgid ")) and field == "msgstr":
            found[key] = text
            key, text, field = "", "", ""
        if line.startswith("msgctxt "):
            key, field = ast.literal_eval(line[8:]) + CONTEXT, "msgctxt"
        elif line.startswith("msgid "):
            key, text, field = key + ast.literal_eval(line[6:]), "", "msgid"
        elif line.startswith("msgid_plural "):
            key += PLURAL + ast.literal_eval(line[13:])
        elif line.startswith("msgstr "):
            text, field = ast.literal_eval(line[7:]), "msgstr"
        elif line.startswith("msgstr["):
            form, _, said = line.partition(" ")
            text += (PLURAL if form == "msgstr[1]" else "") + ast.literal_eval(said)
            field = "msgstr"
        elif line.startswith('"'):
            if field == "msgid":
                key += ast.literal_eval(line)
            else:
                text += ast.literal_eval(line)
    return found


def add_phrases(path: Path, added: list[str]) -> None:
    """Append phrases with an empty translation."""
    if not added:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.StringIO()
    if not path.exists():
        out.write('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: en\\n"\n')
    for phrase in added:
        forms = ("msgstr[0]", "msgstr[1]") if PLURAL in phrase else ("msgstr",)
        out.write(f"\n{head(phrase)}" + "".join(f'{form} ""\n' for form in forms))
    with path.open("a") as file:
        file.write(out.getvalue())


def drop_phrases(path: Path, dropped: list[str]) -> None:
    """Take phrases out; the others stay as they stand."""
    heads = tuple(f"{head(phrase)}msgstr" for phrase in dropped)
    if heads:
        entries = path.read_text().rstrip("\n").split("\n\n")
        path.write_text("\n\n".join(entry for entry in entries if not entry.startswith(heads)) + "\n")


def head(phrase: str) -> str:
    """The lines of a .po entry that name the phrase, with its context if it has one."""
    context, _, said = phrase.rpartition(CONTEXT)
    one, _, more = said.partition(PLURAL)
    lines = [f"msgctxt {quoted(context)}"] if context else []
    lines += [f"msgid {quoted(one)}"] + ([f"msgid_plural {quoted(more)}"] if more else [])
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A string as .po writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def compile_all() -> None:
    """Make every .mo that is missing or older than its .po; several processes may do so at the same time."""
    for po in PACKAGE.glob("*/locale/**/LC_MESSAGES/django.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            half_done = mo.with_suffix(f".{os.getpid()}")
            half_done.write_bytes(machine_object(read_catalogue(po)))
            half_done.replace(mo)


def machine_object(catalogue: dict[str, str]) -> bytes:
    """The GNU .mo format (gettext manual, section 10.3): sorted keys, two tables of lengths and offsets."""
    entries = sorted((key.encode(), text.encode()) for key, text in catalogue.items() if text)
    count, start = len(entries), 28
    ids = b"".join(key + b"\0" for key, _ in entries)
    texts = b"".join(text + b"\0" for _, text in entries)
    key_table, text_table = [], []
    key_place, text_place = start + 16 * count, start + 16 * count + len(ids)
    for key, text in entries:
        key_table += [len(key), key_place]
        text_table += [len(text), text_place]
        key_place += len(key) + 1
        text_place += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, count, start, start + 8 * count, 0, 0)
    return head + struct.pack(f"<{4 * count}I", *key_table, *text_table) + ids + texts


if __name__ == "__main__":
    sys.exit(main())
