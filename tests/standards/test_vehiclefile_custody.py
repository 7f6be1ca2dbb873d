"""The proof of who held a vehicle's file: whatever is changed, left out, swapped or foreign in it is told."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standards import vehicle_files as files
from standards.issuers import AT, Country
from standards.vehicle_files import CHENGDU, HANGZHOU, SUZHOU, Journey, faults, judged, onward

from tongban.errors import Malformed
from tongban.standards import pki
from tongban.standards.tlog.notes import NoteKey, VerifierKey
from tongban.standards.vehiclefile import custody
from tongban.verdicts import Outcome

JOURNEY = Journey(CHENGDU, SUZHOU, HANGZHOU, CHENGDU)
DOCUMENT = JOURNEY.document()
CHECKS = [
    "checkpoint-signature",
    "inclusion",
    "one-log",
    "entries",
    "complete",
    "agreement",
    "succession",
    "order",
    "seal-certificate",
    "seal",
    "sealed-manifest",
]


def changed(change) -> dict:
    """A copy of the whole proof after `change`."""
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


def test_a_whole_proof_holds_and_says_where_the_file_was():
    report = judged(DOCUMENT)
    assert faults(report) == {}
    assert [check.check for check in report.checks] == CHECKS
    moves = report.elements["moves"].values()
    assert [(move["from_office"], move["to_office"]) for move in moves] == [
        (CHENGDU, SUZHOU),
        (SUZHOU, HANGZHOU),
        (HANGZHOU, CHENGDU),
    ]
    assert report.elements["holder"] == CHENGDU


def test_it_holds_without_the_entry_with_which_custody_began():
    assert faults(judged(changed(lambda document: document.pop("opened")))) == {}


def test_a_file_given_back_after_the_case_ended_is_the_origin_s_again():
    journey = Journey(CHENGDU, SUZHOU)
    journey.move(onward(2, SUZHOU, CHENGDU), arrival="file-returned-to-origin")
    report = judged(journey.document())
    assert faults(report) == {}
    assert report.elements["holder"] == CHENGDU
    assert report.elements["moves"]["2"]["is_given_back"] is True


WHOLE = json.dumps(DOCUMENT, ensure_ascii=False)


@settings(max_examples=300)
@given(position=st.integers(0, len(WHOLE) - 1), letter=st.characters(codec="utf-8"))
def test_a_changed_letter_anywhere_is_told(position, letter):
    text = WHOLE[:position] + letter + WHOLE[position + 1 :]
    try:
        document = json.loads(text)
        report = judged(document)
    except (ValueError, Malformed):
        return
    assert (report.outcome is Outcome.HOLDS) == (document == DOCUMENT)


@given(octets=st.binary(max_size=60))
def test_any_bytes_are_a_report_or_malformed(octets):
    with pytest.raises(Malformed):
        custody.verify(octets, vkey=VerifierKey.parse(files.LOG_KEY.vkey), anchors=files.COUNTRY.anchors, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(moves=[]),
        lambda document: document.update(moves={}),
        lambda document: document.update(moves=document["moves"] * 40),
        lambda document: document.update(origin=None),
        lambda document: document.update(more=1),
        lambda document: document.update(opened=[]),
        lambda document: document["moves"][1].update(seal=None),
        lambda document: document["moves"][1].update(seal="a.b.c"),
        lambda document: document["moves"][1].pop("sent"),
        lambda document: document["moves"][1].update(sent=None),
        lambda document: document["moves"][1]["sent"].update(salt="ab"),
        lambda document: document["moves"][1]["sent"].update(salt="AB" * 32),
        lambda document: document["moves"][1]["sent"].update(proof=""),
        lambda document: document["moves"][1]["sent"].update(body="[]"),
        lambda document: document["moves"][1]["sent"].update(body="{}"),
        lambda document: document["moves"][1]["sent"].update(body='{"about":1,"at":1,"by":1,"details":{},"tag":"a"}'),
        lambda document: document["moves"][1].update(more=1),
    ],
)
def test_what_is_no_custody_proof_is_malformed(change):
    with pytest.raises(Malformed):
        judged(changed(change))


# --- the log -------------------------------------------------------------------------------------------------------
def test_another_salt_or_another_text_is_not_in_the_log():
    def salt(document):
        document["moves"][0]["received"]["salt"] = "00" * 32

    def text(document):
        entry = document["moves"][2]["sent"]
        entry["body"] = entry["body"].replace("system:files", "system:filer")

    reason = "the entry is not in the tree of the checkpoint at this index"
    assert faults(judged(changed(salt))) == {"inclusion": f"move 1 received: {reason}"}
    assert faults(judged(changed(text))) == {"inclusion": f"move 3 sent: {reason}"}


def test_the_key_of_another_log_proves_nothing():
    other = NoteKey(files.LOG_KEY.name, files.SoftwareSigner(files.Ed25519PrivateKey.generate()))
    found = faults(judged(DOCUMENT, vkey=VerifierKey.parse(other.vkey)))
    assert list(found) == ["checkpoint-signature"]
    assert found["checkpoint-signature"].count("not signed by") == 7


def test_a_log_of_two_histories_is_found_out_when_they_are_of_one_size():
    fork = Journey(CHENGDU, HANGZHOU, SUZHOU, CHENGDU)
    assert fork.log.tree.size == JOURNEY.log.tree.size
    shown = {**fork.document(), "opened": DOCUMENT["opened"]}
    found = faults(judged(shown))
    assert list(found) == ["one-log"]
    assert found["one-log"].startswith("move 1 sent: another tree of 10 entries than before")


# --- what the entries say --------------------------------------------------------------------------------------------
def test_swapped_moves_are_told():
    found = faults(judged(changed(lambda document: document["moves"].reverse())))
    assert set(found) == {"succession", "order"}
    assert (
        "move 1: not from the office of origin"
        in judged(changed(lambda document: document["moves"].insert(0, document["moves"].pop(1))))
        .check("succession")
        .reason
    )


def test_a_move_that_is_left_out_or_told_twice_is_told():
    assert "succession" in faults(judged(changed(lambda document: document["moves"].pop(1))))
    twice = changed(lambda document: document["moves"].insert(1, document["moves"][0]))
    assert {"succession", "order"} <= set(faults(judged(twice)))


def test_without_its_last_moves_it_says_where_the_file_was_before_them():
    report = judged(changed(lambda document: document["moves"].pop()))
    assert (faults(report), report.elements["holder"]) == ({}, HANGZHOU)


@pytest.mark.parametrize("leave_out", [lambda move: move.pop("received"), lambda move: move.update(received=None)])
def test_a_missing_arrival_cannot_be_told_and_the_sender_holds_the_file(leave_out):
    report = judged(changed(lambda document: leave_out(document["moves"][2])))
    assert faults(report) == {"complete": "move 3: no entry shows that the file arrived"}
    assert report.outcome is Outcome.CANNOT_BE_TOLD
    assert report.elements["holder"] == HANGZHOU


def test_an_arrival_shown_as_a_departure_and_the_other_way_round_is_told():
    def swap(document):
        move = document["moves"][1]
        move["sent"], move["received"] = move["received"], move["sent"]

    assert {"entries", "order"} <= set(faults(judged(changed(swap))))


def test_an_arrival_of_another_move_is_told():
    def swap(document):
        first, second = document["moves"][:2]
        first["received"], second["received"] = second["received"], first["received"]

    found = faults(judged(changed(swap)))
    assert found["agreement"].startswith(
        "move 1: sent and received differ in from_office, manifest, sequence, to_office"
    )
    assert "order" in found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("transfer", "another"),
        ("vehicle", "another"),
        ("from_office", HANGZHOU),
        ("to_office", HANGZHOU),
        ("manifest", "00" * 32),
        ("sequence", 2),
    ],
)
def test_an_office_that_notes_another_arrival_than_what_was_sent_is_told(name, value):
    journey = Journey(CHENGDU)
    journey.move(onward(1, CHENGDU, SUZHOU), **{name: value})
    found = faults(judged(journey.document()))
    assert list(found) == ["agreement"]
    assert f"move 1: sent and received differ in {name}" in found["agreement"]


@pytest.mark.parametrize("changes", [{"more": "1"}, {"sequence": "1"}, {"manifest": None}])
def test_an_entry_with_other_fields_is_told(changes):
    journey = Journey(CHENGDU)
    journey.move(onward(1, CHENGDU, SUZHOU), **changes)
    assert "entries" in faults(judged(journey.document()))


def test_an_entry_with_another_tag_is_told():
    journey = Journey(CHENGDU)
    journey.move(onward(1, CHENGDU, SUZHOU), arrival="file-seen")
    expected = "move 1 received: expected file-received or file-returned-to-origin"
    assert faults(judged(journey.document())) == {"entries": expected}


def test_a_proof_for_another_vehicle_or_origin_is_told():
    other = faults(judged(changed(lambda document: document.update(vehicle=files.TRANSFER))))
    assert list(other) == ["agreement"]
    assert other["agreement"].count("another vehicle") == 7
    elsewhere = faults(judged(changed(lambda document: document.update(origin=SUZHOU))))
    assert elsewhere == {"succession": "move 1: not from the office of origin; opened: not at the office of origin"}


def test_a_journey_from_an_office_to_itself_is_told():
    assert "move 1: from an office to itself" in faults(judged(Journey(CHENGDU, CHENGDU).document()))["succession"]


def test_a_proof_is_not_believed_before_its_last_entry():
    assert "order" in faults(judged(DOCUMENT, at=files.MADE_AT))


def test_overlapping_journeys_are_told():
    """Two offices would hold the file at once: the second sent it on before the first knew of its arrival."""
    journey = Journey(CHENGDU, SUZHOU, HANGZHOU)
    (sent, received), (sent_on, arrived) = journey.places
    journey.places = [(sent, sent_on), (received, arrived)]
    assert {"order", "entries"} <= set(faults(judged(journey.document())))


# --- the seals -----------------------------------------------------------------------------------------------------
def test_a_seal_of_another_move_is_told():
    def swap(document):
        first, second = document["moves"][:2]
        first["seal"], second["seal"] = second["seal"], first["seal"]

    reason = faults(judged(changed(swap)))["sealed-manifest"]
    assert "move 1: another manifest is sealed than was sent" in reason
    assert "move 2: another sequence is sealed than was sent" in reason


def test_a_seal_that_no_root_of_ours_vouches_for_is_told():
    assert list(faults(judged(DOCUMENT, anchors=Country("CN").anchors))) == ["seal-certificate"]
    report = judged(DOCUMENT, anchors=pki.TrustAnchors())
    assert (list(faults(report)), report.outcome) == (["seal-certificate"], Outcome.CANNOT_BE_TOLD)


def test_a_seal_that_claims_to_be_older_than_the_log_says_by_a_certificate_that_has_ended_is_told():
    journey = Journey(CHENGDU)
    manifest = onward(1, CHENGDU, SUZHOU)
    later = AT + timedelta(days=500)
    details = {"transfer": files.TRANSFER, "vehicle": files.VEHICLE, "from_office": CHENGDU, "to_office": SUZHOU}
    details |= {"manifest": files.vehiclefile.digest(manifest), "sequence": 1}
    journey.places = [tuple(journey.log.note(tag, later, **details) for tag in ("file-sent", "file-received"))]
    journey.seals = [files.sealed(manifest)]
    found = faults(judged(journey.document(), at=later))
    assert found == {"seal-certificate": "move 1: the certificate was not in force when the file was sent"}


def test_files_of_two_vehicles_are_not_one_journey():
    journey = Journey(CHENGDU, SUZHOU)
    journey.move(replace(onward(2, SUZHOU, HANGZHOU), vin="LSVAA2180E2100002"))
    assert faults(judged(journey.document())) == {"sealed-manifest": "the seals are of different vehicles"}


# --- anything in any place -------------------------------------------------------------------------------------------
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: object, path: tuple = ()) -> list[tuple]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


def replaced(whole: object, place: tuple, value: object) -> object:
    """A copy of `whole` with `value` in that place."""
    document = {"whole": copy.deepcopy(whole)}
    inside = document
    for key in ("whole", *place)[:-1]:
        inside = inside[key]
    inside[("whole", *place)[-1]] = value
    return document["whole"]


def judged_or_malformed(document) -> None:
    try:
        report = judged(document)
    except Malformed:
        return
    assert (report.outcome is Outcome.HOLDS) == (document in (DOCUMENT, {**DOCUMENT, "opened": None}))


@given(place=st.sampled_from(places(DOCUMENT)), value=JSON)
def test_whatever_stands_in_a_place_of_the_proof_comes_to_a_report_or_malformed(place, value):
    judged_or_malformed(replaced(DOCUMENT, place, value))


ENTRY = json.loads(DOCUMENT["moves"][1]["received"]["body"])


@given(place=st.sampled_from(places(ENTRY)), value=JSON)
def test_whatever_an_entry_says_in_a_place_comes_to_a_report_or_malformed(place, value):
    body = json.dumps(replaced(ENTRY, place, value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    judged_or_malformed(replaced(DOCUMENT, ("moves", 1, "received", "body"), body))
