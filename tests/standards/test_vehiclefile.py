"""The vehicle file's manifest: one spelling, every rule, repair of single pages."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standards import vehicle_files as files

from tongban.errors import Malformed
from tongban.standards import vehiclefile
from tongban.standards.vehiclefile import Item, Manifest, Page, Return

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def spelt(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    moments = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
    counts = st.integers(1, 2**31 - 1)

    def item(kind: str) -> Item:
        numbers = draw(st.lists(st.integers(1, 999), min_size=1, max_size=4, unique=True))
        return Item(
            type=kind,
            title=draw(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=100)),
            origin=draw(st.sampled_from(["scan", "born-digital"])),
            signer=draw(st.from_regex(r"[a-z][a-z0-9-]{0,9}:[A-Za-z0-9._-]{1,64}", fullmatch=True)),
            at=draw(moments),
            pages=tuple(
                Page(
                    number,
                    draw(st.binary(min_size=32, max_size=32)).hex(),
                    draw(counts),
                    draw(st.sampled_from(vehiclefile.MEDIA_TYPES)),
                )
                for number in sorted(numbers)
            ),
        )

    wanted = draw(st.sets(st.sampled_from(list(vehiclefile.ITEM_TYPES)), min_size=1))
    return Manifest(
        vin=draw(st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=17, max_size=17)),
        plate_kind=draw(st.from_regex(r"[0-9]{2}", fullmatch=True)),
        plate=draw(st.sampled_from(["川A8K2M6", "苏E12345D", "使014578"])),
        case=draw(st.from_regex(r"[A-Z]{2}[0-9-]{1,20}", fullmatch=True)),
        from_office=draw(st.from_regex(r"[0-9]{12}", fullmatch=True)),
        to_office=draw(st.from_regex(r"[0-9]{12}", fullmatch=True)),
        sequence=draw(counts),
        items=tuple(item(kind) for kind in vehiclefile.ITEM_TYPES if kind in wanted),
        made_at=draw(moments),
    )


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(manifest=manifests())
def test_what_is_encoded_is_decoded_to_the_same_manifest(manifest):
    assert vehiclefile.decode(vehiclefile.encode(manifest)) == manifest


@given(octets=st.binary(max_size=200) | JSON.map(spelt))
def test_any_bytes_are_malformed_or_a_manifest_that_encodes_to_them(octets):
    try:
        manifest = vehiclefile.decode(octets)
    except Malformed:
        return
    assert vehiclefile.encode(manifest) == octets


WHOLE = vehiclefile.encode(files.MANIFEST)


@given(position=st.integers(0, len(WHOLE) - 1), octet=st.integers(0, 255))
def test_a_changed_byte_is_malformed_or_says_something_else(position, octet):
    changed = WHOLE[:position] + bytes([octet]) + WHOLE[position + 1 :]
    try:
        found = vehiclefile.decode(changed)
    except Malformed:
        return
    assert (found == files.MANIFEST) == (changed == WHOLE)
    assert vehiclefile.encode(found) == changed


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


@given(place=st.sampled_from(places(json.loads(WHOLE))), value=JSON)
def test_whatever_stands_in_the_place_of_a_member_nothing_but_malformed_comes_of_it(place, value):
    document = {"whole": json.loads(WHOLE)}
    inside = document
    for key in ("whole", *place)[:-1]:
        inside = inside[key]
    inside[("whole", *place)[-1]] = value
    octets = spelt(document["whole"])
    try:
        manifest = vehiclefile.decode(octets)
    except Malformed:
        return
    assert vehiclefile.encode(manifest) == octets


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (WHOLE + b"\n", "vehicle-file.spelling"),
        (WHOLE.replace(b'{"at"', b'{ "at"', 1), "vehicle-file.spelling"),
        (WHOLE.replace("样".encode(), rb"\u6837", 1), "vehicle-file.spelling"),
        (WHOLE.replace(b'"v":1', b'"v":2'), "vehicle-file.version"),
        (WHOLE.replace(b'"v":1', b'"v":true'), "vehicle-file.version"),
        (WHOLE.replace(b'"v":1', b'"v":1,"w":1'), "vehicle-file.members"),
        (WHOLE.replace(b'"sequence":1', b'"sequence":1.0'), "vehicle-file.sequence"),
        (WHOLE.replace(b'"sequence":1', b'"sequence":1,"sequence":1'), "jose.json"),
        (b" " * (1 << 20) + WHOLE, "vehicle-file.too-long"),
    ],
)
def test_a_second_spelling_is_malformed(octets, code):
    assert octets != WHOLE
    with pytest.raises(Malformed) as caught:
        vehiclefile.decode(octets)
    assert caught.value.code == code


FIRST = files.MANIFEST.items[0]
PAGE = FIRST.pages[0]


def with_item(**changes: object) -> Manifest:
    return replace(files.MANIFEST, items=(replace(FIRST, **changes), *files.MANIFEST.items[1:]))


def with_page(**changes: object) -> Manifest:
    return with_item(pages=(replace(PAGE, **changes), *FIRST.pages[1:]))


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        (replace(files.MANIFEST, vin="LSVAA2180E22I0001"), "vin"),
        (replace(files.MANIFEST, plate_kind="2"), "plate-kind"),
        (replace(files.MANIFEST, plate="川A·8K2M6"), "plate"),
        (replace(files.MANIFEST, case=""), "case"),
        (replace(files.MANIFEST, from_office="510100"), "office"),
        (replace(files.MANIFEST, to_office="3205000000000"), "office"),
        (replace(files.MANIFEST, sequence=0), "sequence"),
        (replace(files.MANIFEST, made_at=datetime(2026, 3, 2)), "time"),  # noqa: DTZ001 - without a zone is the case
        (replace(files.MANIFEST, items=()), "item"),
        (replace(files.MANIFEST, items=(FIRST, FIRST)), "item"),
        (replace(files.MANIFEST, items=files.MANIFEST.items[::-1]), "item"),
        (with_item(type="diary"), "item"),
        (with_item(title=""), "title"),
        (with_item(title="一" * 101), "title"),
        (with_item(title="发票\n"), "title"),
        (with_item(origin="copy"), "origin"),
        (with_item(signer="样本·罗文"), "signer"),
        (with_item(pages=()), "page"),
        (with_item(pages=(PAGE, PAGE)), "page"),
        (with_page(number=0), "page"),
        (with_page(number=1000), "page"),
        (with_page(number=True), "page"),
        (with_page(size=0), "size"),
        (with_page(digest="AB" * 32), "digest"),
        (with_page(media_type="text/html"), "media-type"),
    ],
)
def test_a_manifest_that_breaks_a_rule_is_not_written(manifest, code):
    with pytest.raises(Malformed) as caught:
        vehiclefile.encode(manifest)
    assert caught.value.code == f"vehicle-file.{code}"


def test_the_digest_is_that_of_the_bytes_and_of_every_zone_the_same():
    shanghai = replace(files.MANIFEST, made_at=files.MANIFEST.made_at.astimezone(timezone(timedelta(hours=8))))
    assert vehiclefile.digest(shanghai) == hashlib.sha256(WHOLE).hexdigest()


def test_missing_names_the_pages_that_are_not_there():
    present = {page.digest for _, page in files.MANIFEST.pages()}
    assert vehiclefile.missing(files.MANIFEST, present) == ()
    lost = files.MANIFEST.items[2].pages[1]
    assert vehiclefile.missing(files.MANIFEST, present - {lost.digest}) == ((files.MANIFEST.items[2].type, 2),)
    assert not vehiclefile.page_check(files.MANIFEST, present - {lost.digest}).reason.endswith("altered: ")


def test_a_file_of_everything_required_lacks_nothing_and_without_one_names_it():
    assert vehiclefile.absent_types(files.MANIFEST) == ()
    kept = tuple(item for item in files.MANIFEST.items if item.type != "vin-rubbing")
    assert vehiclefile.absent_types(replace(files.MANIFEST, items=kept)) == ("vin-rubbing",)


# --- repair --------------------------------------------------------------------------------------------------------
LATER = files.MADE_AT + timedelta(hours=3)


def repaired(**pages: tuple[Page, ...]) -> Manifest:
    named = {kind.replace("_", "-"): found for kind, found in pages.items()}
    return vehiclefile.repair(files.MANIFEST, pages=named, signer="officer:keeper", at=LATER)


def test_a_repair_changes_the_returned_page_and_nothing_else():
    better = files.page(2, "certificate, scanned again")
    found = repaired(certificate=(better,))
    assert (found.sequence, found.made_at) == (files.MANIFEST.sequence + 1, LATER)
    assert vehiclefile.changed(files.MANIFEST, found) == (("certificate", better),)
    for before, after in zip(files.MANIFEST.items, found.items, strict=True):
        if before.type == "certificate":
            assert after.pages == (before.pages[0], better)
            assert (after.signer, after.at) == ("officer:keeper", LATER)
        else:
            assert after == before


def test_a_missing_page_and_a_missing_item_are_added_in_their_places():
    third, form = files.page(3, "certificate, third page"), files.page(1, "form")
    found = repaired(certificate=(third,), application=(form,))
    assert found.items[0].type == "application"
    assert set(vehiclefile.changed(files.MANIFEST, found)) == {("certificate", third), ("application", form)}


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        ({}, "vehicle-file.repair"),
        ({"certificate": ()}, "vehicle-file.repair"),
        ({"diary": (files.page(1, "diary"),)}, "vehicle-file.item"),
        ({"certificate": (Page(2, "no digest", 1, "image/png"),)}, "vehicle-file.digest"),
    ],
)
def test_a_repair_of_nothing_or_of_what_is_no_page_is_malformed(pages, code):
    with pytest.raises(Malformed) as caught:
        vehiclefile.repair(files.MANIFEST, pages=pages, signer="officer:keeper", at=LATER)
    assert caught.value.code == code


def test_a_page_is_not_repaired_by_itself():
    certificate = next(item for item in files.MANIFEST.items if item.type == "certificate")
    with pytest.raises(Malformed, match="by itself"):
        repaired(certificate=(certificate.pages[0],))


@pytest.mark.parametrize("code", vehiclefile.RETURN_CODES)
def test_a_page_is_returned_with_a_code_of_the_table(code):
    assert Return("certificate", 1, code, "扫描件缺右下角").code == code


@pytest.mark.parametrize(
    "given",
    [
        ("diary", 1, "A1", ""),
        ("certificate", 0, "A1", ""),
        ("certificate", True, "A1", ""),
        ("certificate", 1000, "A1", ""),
        ("certificate", 1, "A0", ""),
        ("certificate", 1, "a1", ""),
        ("certificate", 1, "A9", ""),
        ("certificate", 1, "A9", "  "),
        ("certificate", 1, "A1", "一" * 201),
        ("certificate", 1, "A1", "一\n二"),
    ],
)
def test_a_return_that_says_too_little_too_much_or_the_wrong_thing_is_malformed(given):
    with pytest.raises(Malformed, match=r"vehicle-file\.return"):
        Return(*given)
