"""The documents say what the code says: pages made from tables are up to date, lists are complete, links lead somewhere.

When a page that is made from the code differs: `python3 run python -m tongban.config.documents`.
"""

from __future__ import annotations

import re
import runpy
import tomllib
from dataclasses import fields
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

from tongban.config import documents, modes, scanning
from tongban.credentials.profile import Profile as CredentialProfile
from tongban.credentials.records import MOVES
from tongban.licences import rulebook
from tongban.licences.profile import Profile as LicenceProfile
from tongban.licences.stages import APPLICATION_MOVES
from tongban.partners.profile import Profile as PartnerProfile
from tongban.transfers.profile import Profile as TransferProfile

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "tongban"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
AGAIN = "python3 run python -m tongban.config.documents"


def read(name):
    return (ROOT / name).read_text("utf-8")


def first_cells(text):
    """What stands in back quotes in the first column of every table of a page."""
    return [name for line in text.splitlines() if line.startswith("|") for name in ticked(line.split("|")[1])]


def ticked(text):
    return re.findall(r"`([^`]+)`", text)


# --- made from the code ------------------------------------------------------------------------------------------
MADE = (
    "rules/licence.md",
    "rules/roadside.md",
    "rules/law.md",
    "rules/transfer.md",
    "rules/truck-notices.md",
    "errors.md",
    "entries.md",
    "operate/limits.md",
    "budgets.md",
    "standards/truck-rules.schema.json",
    "standards/truck-pass-terms.schema.json",
    "journeys/licence.md",
    "journeys/transfer.md",
)
made = cache(documents.pages)  # reads every source file: once is enough
codes = cache(scanning.error_codes)


@pytest.mark.parametrize("name", MADE)
def test_a_page_made_from_the_code_is_up_to_date(name):
    assert (DOCS / name).read_text("utf-8") == made()[DOCS / name], f"run: {AGAIN}"


def test_every_page_made_from_the_code_is_compared():
    assert set(made()) == {DOCS / name for name in MADE}


def test_every_rule_of_the_licence_stands_in_the_rulebook():
    named = {code for line in rulebook.questions() for code in rulebook.codes_in(line[0])}
    assert named == {f"EL-{number:02}" for number in range(1, 13)}


def test_every_article_that_is_cited_has_its_day():
    rows = [line.split(" | ") for line in read("docs/rules/licence.md").splitlines() if "《" in line]
    assert rows
    for row in rows:
        assert any(re.fullmatch(r"[\d, -]{10,}(?: \|)?", cell) for cell in row), row


def test_every_error_code_is_described():
    text = read("docs/errors.md")
    assert "(not described yet)" not in text
    assert set(codes()) <= set(first_cells(text))


def test_the_scan_finds_codes_in_all_three_ways_of_writing_them():
    found = codes()
    assert found["cbor.trailing-bytes"].kinds == {"Malformed"}
    assert found["cose.sign1"].kinds == {"Malformed"}
    assert found["vin.malformed"].packages == {"identifiers"}
    assert found["keys.passphrase"].kinds == {"Malformed", "Unavailable"}


def test_every_journal_tag_is_listed_with_its_fields():
    lines = {line.split("`")[1]: line for line in read("docs/entries.md").splitlines() if line.startswith("| `")}
    assert set(lines) == {entry.tag for entry in scanning.journal_entries()}
    for entry in scanning.journal_entries():
        assert all(f"`{name}`" in lines[entry.tag] for name, _ in entry.fields)


def test_the_figures_have_an_arrow_for_every_move():
    text = read("docs/journeys/licence.md")
    for name, moves in (("application", APPLICATION_MOVES), ("licence", MOVES)):
        figure = text.split(f"<!-- figure: {name} -->")[1].split("<!-- end -->")[0]
        arrows = set(re.findall(r"(\w+) --> (\w+): ([\w-]+)", figure))
        assert arrows == {(stage.name, after.name, move.value) for (stage, move), after in moves.items()}


# --- the map -----------------------------------------------------------------------------------------------------
def test_the_map_has_the_floors_of_the_import_contract_and_every_real_package():
    contract = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = [[name.strip(" ()") for name in re.split(r"[|:]", floor)] for floor in contract]
    real = {path.stem for path in SOURCE.iterdir() if not path.name.startswith("__") and path.suffix in ("", ".py")}
    standing = [[name for name in floor if name in real] for floor in floors]
    table = read("docs/map.md").split("\n## ")[0]
    drawn = [ticked(line.split("|")[1]) for line in table.splitlines() if line.startswith("| `")]
    assert drawn == [floor for floor in standing if floor]
    assert set(flat(drawn)) == real


def flat(rows):
    return [name for row in rows for name in row]


# --- the glossary --------------------------------------------------------------------------------------------------
def glossary():
    for line in read("docs/glossary.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[0] not in ("Chinese", "---"):
            yield cells


SOURCES = "\n".join(path.read_text("utf-8") for path in sorted(SOURCE.rglob("*.py")))


@pytest.mark.parametrize("cells", list(glossary()), ids=lambda cells: cells[0])
def test_every_word_of_the_glossary_is_used_in_the_code(cells):
    assert ticked(cells[2]), "name at least one place in code"
    for name in ticked(cells[2]):
        assert re.search(rf"(?<!\w){re.escape(name)}(?!\w)", SOURCES), name


def test_the_glossary_has_one_word_for_one_term():
    terms = [cells[0] for cells in glossary()]
    words = [cells[1] for cells in glossary()]
    assert len(set(terms)) == len(terms)
    assert len(set(words)) == len(words)


# --- pages of the product ----------------------------------------------------------------------------------------
def addresses(patterns, prefix=""):
    """Every address of the product's own packages, as it is written in the urls files."""
    for one in patterns:
        route = prefix + re.sub(r"^\^|\$$", "", str(one.pattern))
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from addresses(one.url_patterns, route)
        elif isinstance(one, URLPattern) and one.callback.__module__.startswith("tongban."):
            yield "/" + route


def test_every_address_is_on_the_page_of_pages():
    listed = read("docs/journeys/pages.md")
    missing = [one for one in addresses(get_resolver().url_patterns) if f"`{plain(one)}`" not in listed]
    assert missing == []


def test_the_page_of_pages_lists_no_address_that_is_not_there():
    known = {plain(one) for one in addresses(get_resolver().url_patterns)}
    other = {"/sign-in/", "/sign-out/", "/register/", "/account/second-factor/"}
    other |= {"/demo/specimen/<name>.jpg"}  # there in the demonstration alone
    listed = {name for name in first_cells(read("docs/journeys/pages.md")) if name.startswith("/")}
    assert listed - known - other == set()


def plain(address):
    """An address with its variable parts in angle brackets, without their types."""
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", re.sub(r"<\w+:(\w+)>", r"<\1>", address))


# --- settings and commands -----------------------------------------------------------------------------------------
def variables():
    """Every environment variable of ours that the source reads."""
    found = {f"TONGBAN_{name}" for name in re.findall(r'env\.\w+\(\s*"(\w+)"', read("src/tongban/config/settings.py"))}
    return found | set(re.findall(r'environ(?:\.get)?[(\[]\s*"(TONGBAN_\w+)"', SOURCES))


def test_every_setting_is_described_and_none_that_is_not_there():
    listed = [name for name in first_cells(read("docs/operate/settings.md")) if name.startswith("TONGBAN_")]
    assert set(listed) == variables()
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize(
    ("page", "variable", "profile"),
    [
        ("docs/operate/settings.md", "CREDENTIALS", CredentialProfile),
        ("docs/operate/settings.md", "LICENCES", LicenceProfile),
        ("docs/operate/settings.md", "TRANSFERS", TransferProfile),
        ("docs/operate/settings.md", "PARTNERS", PartnerProfile),
    ],
)
def test_every_field_of_a_profile_is_described_with_its_default(page, variable, profile):
    part = read(page).split(f"\nFields of `TONGBAN_{variable}`")[1].split("\nFields of ")[0]
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (\S+) \|", part, re.M))
    assert rows == {one.name: default_of(one) for one in fields(profile)}


def default_of(one):
    """A field's default as it is written in the table."""
    return "{}" if one.default_factory is dict else str(one.default)


def test_settings_name_what_production_refuses():
    text = read("docs/operate/settings.md")
    found = modes.production_objections(
        modes.Installation("production", ROOT, ROOT, "sqlite3", "x", (), "short", "short", True)
    )
    assert len(found) == 3
    for objection in found:
        assert objection.split()[0] in text


def test_every_verb_of_run_is_described():
    verbs = set(runpy.run_path(str(ROOT / "run"), run_name="read")["VERBS"])
    assert {
        name.split()[-1] for name in first_cells(read("docs/operate/commands.md")) if name.startswith("run ")
    } == verbs


OWN = sorted(name for name, app in get_commands().items() if str(app).startswith("tongban"))


@pytest.mark.parametrize("name", OWN)
def test_every_management_command_is_described_with_its_options(name):
    lines = [line for line in read("docs/operate/commands.md").splitlines() if line.startswith(f"| `{name}`")]
    assert len(lines) == 1
    plain_django = {"--version", "-v", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color", "-h"}
    parser = load_command_class(get_commands()[name], name).create_parser("run", name)
    for action in parser._actions:
        spelt = action.option_strings or [action.dest]
        if not plain_django & set(spelt) and "--skip-checks" not in spelt:
            assert any(word in lines[0] for word in spelt), spelt


def test_the_readme_names_only_verbs_that_run_has():
    verbs = set(runpy.run_path(str(ROOT / "run"), run_name="read")["VERBS"])
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md"):
        assert set(re.findall(r"python3 run (\w+)", read(name))) <= verbs, name


def test_every_program_that_the_documents_start_is_there():
    named = {name for path in PAGES for name in re.findall(r"-m (tongban[\w.]*)", path.read_text("utf-8"))}
    assert "tongban.auditor" in named
    assert [name for name in sorted(named) if find_spec(name) is None] == []


def test_the_two_readmes_have_the_same_build():
    def build(name):
        lines = read(name).splitlines()
        return [re.match(r"#+|\||    |- |", line)[0] for line in lines if line and not line.startswith("文档正文")]

    assert build("README.md") == build("README.zh-CN.md")


# --- links -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document):
    text = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    has_pictures = any((DOCS / "pictures").glob("*.png"))
    wanted = [target for target in local if has_pictures or "pictures/" not in target]
    assert [target for target in wanted if not (document.parent / target).exists()] == []


def test_the_two_readmes_lead_to_the_same_places():
    def links(name):
        found = set(re.findall(r"\]\(([^)]+)\)", read(name)))
        return {re.sub(r"-(en|zh)\.png$", ".png", one) for one in found if not one.startswith("README")}

    assert links("README.md") == links("README.zh-CN.md")


def test_every_standard_and_every_identifier_has_its_line():
    folders = {path.parent.name for path in SOURCE.glob("standards/*/__init__.py")}
    assert set(first_cells(read("docs/standards/README.md"))) == folders
    kinds = set(re.findall(r"^class (\w+)\(Identi", read("src/tongban/identifiers/__init__.py"), re.M))
    assert set(first_cells(read("docs/standards/identifiers.md"))) == kinds
