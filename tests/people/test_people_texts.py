"""Every sentence of these pages has its English, and no English is left over."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

import tongban.people

FOLDER = Path(tongban.people.__file__).parent


def sentences() -> set[str]:
    """What templates and Python hand to gettext."""
    found: set[str] = set()
    for path in [*FOLDER.rglob("*.html"), *FOLDER.glob("*.py")]:
        text = path.read_text()
        found |= set(re.findall(r'{% translate "([^"]+)"', text)) | set(re.findall(r'\b_\(\s*"([^"]+)"\s*\)', text))
        blocks = re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text)
        found |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks}
    return found


def test_given_the_pages_when_their_sentences_are_collected_then_the_catalogue_has_exactly_those_in_english():
    with (FOLDER / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file, locale="en") if message.id}

    assert set(catalogue) == sentences()
    assert all(catalogue.values())
    assert not [text for text in catalogue.values() if re.search(r"[\u4e00-\u9fff]", str(text))]
