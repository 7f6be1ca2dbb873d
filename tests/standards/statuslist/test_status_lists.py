"""Status lists: packed as published, signed in both forms, judged, asked, and never "revoked" by accident."""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards.issuers import AT, Country
from standards.published import vectors

from tongban.errors import Malformed
from tongban.standards import cbor, cose, jose, pki, statuslist
from tongban.standards.signing import SoftwareSigner, generate
from tongban.standards.statuslist import StatusList
from tongban.verdicts import Outcome

UT = Country()
SIGNER = UT.signer(pki.LIST_SIGNER)
URI = "https://example.org/status/1"
TIMES: dict[str, Any] = {"issued_at": AT, "expires_at": AT + timedelta(hours=12), "ttl_seconds": 60}
FORMS: dict[str, Callable[..., bytes | str]] = {"jwt": statuslist.to_jwt, "cwt": statuslist.to_cwt}
BOTH = pytest.mark.parametrize("form", FORMS)


def some(bits: int = 2, size: int = 1024, **statuses: int) -> StatusList:
    """A list with `_index=status` set."""
    made = StatusList(bits=bits, size=size)
    for index, status in statuses.items():
        made[int(index[1:])] = status
    return made


LIST = some(_3=1, _4=2, _5=3)


def signed(form: str, statuses: StatusList = LIST, **changes: Any) -> bytes | str:
    return FORMS[form](statuses, **{"uri": URI, "signer": SIGNER, **TIMES, **changes})


def judged(token: bytes | str, **changes: Any) -> statuslist.Verified:
    return statuslist.verify(token, **{"anchors": UT.anchors, "at": AT, "uri": URI, **changes})


def outcomes(found: statuslist.Verified) -> dict[str, Outcome]:
    """Every check that does not hold."""
    return {check.check: check.outcome for check in found.report.checks if check.outcome is not Outcome.HOLDS}


def claim(idx: Any, uri: Any = URI) -> dict[str, Any]:
    return {"status_list": {"idx": idx, "uri": uri}}


# The bytes


def statuses_of(name: str) -> StatusList:
    """The statuses of the published examples that are short enough to be written here (section 4 of the draft)."""
    two = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
    one = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    bits, values = (2, two) if name.startswith("status_list_encoding2_") else (1, one)
    made = StatusList(bits=bits, size=len(values))
    for index, value in enumerate(values):
        made[index] = value
    return made


@pytest.mark.parametrize("name", ["status_list_encoding_json", "status_list_encoding2_json"])
def test_given_the_statuses_of_the_draft_the_published_list_is_made(name: str) -> None:
    published = {entry["name"]: entry for entry in encodings()}[name]
    packed = statuslist.compress(statuses_of(name).octets, smallest=True)
    assert jose.to_base64url(packed) == published["lst"]


def encodings() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(vectors("token-status-list.json").read_text())["encodings"]
    assert len(found) == 12
    return found


def test_given_the_published_lists_each_is_made_again_byte_for_byte() -> None:
    for entry in encodings():
        if entry["format"] == "json":
            octets = statuslist.decompress(jose.from_base64url(entry["lst"]))
            assert jose.to_base64url(statuslist.compress(octets, smallest=True)) == entry["lst"], entry["name"]
            assert StatusList.from_octets(octets, bits=entry["bits"]).bits == entry["bits"]
        else:
            encoded = bytes.fromhex(entry["hex"])
            found = cbor.decode(encoded)
            statuses = StatusList.from_octets(statuslist.decompress(found["lst"]), bits=found["bits"])
            assert statuslist.status_list_cbor(statuses, packed=found["lst"]) == encoded, entry["name"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # The test vectors of the draft set these places of 2^20 and no other.
        (
            "status_list_encoding1_long_json",
            {0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345},
        ),
    ],
)
def test_given_the_long_published_list_exactly_its_places_are_set(name: str, expected: set[int]) -> None:
    entry = {entry["name"]: entry for entry in encodings()}[name]
    statuses = StatusList.from_octets(statuslist.decompress(jose.from_base64url(entry["lst"])), bits=1)
    assert len(statuses) == 1 << 20
    assert {index for index in range(len(statuses)) if statuses[index]} == expected


def test_given_the_published_tokens_they_are_read() -> None:
    tokens = json.loads(vectors("token-status-list.json").read_text())["tokens"]
    for token in (bytes.fromhex(tokens["cwt_hex"]), tokens["jwt_raw"], tokens["jwt_raw"].encode()):
        found = statuslist.read(token)
        assert found.uri == "https://example.com/statuslists/1"
        assert found.statuses == statuses_of("status_list_encoding_json")
        assert found.expires_at is not None
        assert (found.expires_at - found.issued_at).days == 7000
        assert found.ttl_seconds == 43200


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_given_each_width_what_is_set_is_read_and_the_neighbours_stay(bits: int) -> None:
    statuses = StatusList(bits=bits, size=37)
    expected = [0] * 37
    for index in (0, 1, 7, 8, 36, 1):
        expected[index] = statuses[index] = (index + 1) % (1 << bits)
        assert [statuses[place] for place in range(37)] == expected
    assert len(statuses.octets) == -(-37 * bits // 8)


@given(st.sampled_from([1, 2, 4, 8]), st.data())
def test_given_any_changes_a_list_is_what_a_plain_python_list_would_be(bits: int, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 60))
    change = st.tuples(st.integers(0, size - 1), st.integers(0, (1 << bits) - 1))
    statuses, plain = StatusList(bits=bits, size=size), [0] * size
    for index, status in data.draw(st.lists(change)):
        statuses[index] = plain[index] = status
    again = StatusList.from_octets(statuslist.decompress(statuslist.compress(statuses.octets)), bits=bits)
    assert [again[index] for index in range(size)] == plain
    assert again == statuses


@pytest.mark.parametrize("index", [-1, 16, 1 << 40])
def test_given_an_index_outside_of_the_list_it_is_refused(index: int) -> None:
    statuses = StatusList(bits=1, size=16)
    with pytest.raises(IndexError):
        statuses[index]
    with pytest.raises(IndexError):
        statuses[index] = 1


def test_given_a_status_or_shape_that_does_not_fit_it_is_refused() -> None:
    with pytest.raises(ValueError, match="2 bits"):
        LIST[0] = 4
    for bits, size in ((3, 8), (0, 8), (1, 0), (8, 1 << 40)):
        with pytest.raises(ValueError, match="expected"):
            StatusList(bits=bits, size=size)


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"x",
        zlib.compress(b""),
        zlib.compress(b"abc")[:-1],
        zlib.compress(b"abc") + b"x",
        zlib.compress(b"abc")[2:],
        zlib.compress(bytes(2000)),
    ],
)
def test_given_no_single_zlib_stream_of_bounded_size_it_is_malformed(packed: bytes) -> None:
    with pytest.raises(Malformed):
        statuslist.decompress(packed, max_bytes=1000)


# Tokens


@BOTH
def test_given_an_honest_list_every_check_holds_and_it_says_what_was_set(form: str) -> None:
    found = judged(signed(form, aggregation_uri="https://example.org/status"))
    assert found.report.outcome is Outcome.HOLDS
    assert [check.check for check in found.report.checks] == [
        "list-certificate",
        "list-signature",
        "list-type",
        "list-address",
        "list-validity",
    ]
    assert found.token.form == form
    assert found.statuses == LIST
    assert found.token.aggregation_uri == "https://example.org/status"
    assert (found.token.issued_at, found.token.expires_at) == (AT, TIMES["expires_at"])


def test_given_a_cwt_it_has_the_form_of_18013_5_section_12_3_6() -> None:
    token = cbor.decode(signed("cwt", some(bits=1, size=8)))  # type: ignore[arg-type]
    assert token.tag == 18
    protected, unprotected, payload, _ = token.value
    assert cbor.decode(protected) == {1: -7, 16: "application/statuslist+cwt", 33: SIGNER.chain[0]}
    assert unprotected == {}
    claims = cbor.decode(payload)
    assert set(claims) == {2, 4, 6, 65533, 65534}
    assert claims[65533]["bits"] == 1


@BOTH
def test_given_the_smallest_packing_it_says_the_same_in_fewer_bytes(form: str) -> None:
    statuses = StatusList.from_octets(bytes(index * index % 251 == 1 for index in range(20000)), bits=1)
    packed = statuslist.compress(statuses.octets, smallest=True)
    fast, small = signed(form, statuses), signed(form, statuses, packed=packed)
    assert len(small) < len(fast)
    assert judged(small).statuses == judged(fast).statuses


FORGED: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Outcome]]] = {
    "a foreign root": ({}, {"anchors": Country().anchors}, {"list-certificate": Outcome.DOES_NOT_HOLD}),
    "no anchors": ({}, {"anchors": pki.TrustAnchors()}, {"list-certificate": Outcome.CANNOT_BE_TOLD}),
    "a reader's certificate": ({"signer": UT.signer(pki.READER)}, {}, {"list-certificate": Outcome.DOES_NOT_HOLD}),
    "another key": (
        {"signer": SoftwareSigner(generate()._private_key, SIGNER.chain)},
        {},
        {"list-signature": Outcome.DOES_NOT_HOLD},
    ),
    "no certificate": (
        {"signer": generate()},
        {},
        {"list-certificate": Outcome.CANNOT_BE_TOLD, "list-signature": Outcome.CANNOT_BE_TOLD},
    ),
    "another address": ({"uri": URI + "0"}, {}, {"list-address": Outcome.DOES_NOT_HOLD}),
    "a list of yesterday": ({}, {"at": TIMES["expires_at"]}, {"list-validity": Outcome.CANNOT_BE_TOLD}),
    "a list of tomorrow": ({}, {"at": AT - timedelta(seconds=61)}, {"list-validity": Outcome.CANNOT_BE_TOLD}),
}


@BOTH
@pytest.mark.parametrize("case", FORGED)
def test_given_a_list_that_cannot_be_believed_it_says_why_and_tells_no_status(form: str, case: str) -> None:
    changes, view, expected = FORGED[case]
    found = judged(signed(form, **changes), **view)
    assert outcomes(found) == expected
    check = statuslist.lookup(claim(3), lists={URI: found}, at=AT)
    assert check.check == "status"
    assert check.outcome is Outcome.CANNOT_BE_TOLD
    assert next(iter(expected)) in check.reason


@BOTH
def test_given_a_pinned_signer_its_list_is_believed_with_certificate_and_without(form: str) -> None:
    anchors = pki.TrustAnchors.of(SIGNER.chain)
    for signer in (SIGNER, SoftwareSigner(SIGNER._private_key)):
        assert outcomes(judged(signed(form, signer=signer), anchors=anchors)) == {}


def test_given_another_type_of_token_the_list_does_not_hold() -> None:
    header, payload, _ = str(signed("jwt")).split(".")
    del header
    jwt = jose.sign(payload=jose.from_base64url(payload), signer=SIGNER, header={"typ": "JWT"}, with_chain=True)
    assert outcomes(judged(jwt)) == {"list-type": Outcome.DOES_NOT_HOLD}


def test_given_a_cwt_without_end_the_list_does_not_hold_and_a_jwt_may_have_none() -> None:
    packed = statuslist.compress(LIST.octets)
    payload = cbor.encode({2: URI, 6: int(AT.timestamp()), 65533: {"bits": 2, "lst": packed}})
    protected = {cose.TYP: statuslist.CWT_TYPE, cose.X5CHAIN: SIGNER.chain[0]}
    cwt = cose.sign1(payload, signer=SIGNER, protected=protected, tag=True)
    assert outcomes(judged(cwt)) == {"list-validity": Outcome.DOES_NOT_HOLD}
    claims = {"sub": URI, "iat": AT.timestamp(), "status_list": {"bits": 2, "lst": jose.to_base64url(packed)}}
    header = {"typ": statuslist.JWT_TYPE}
    jwt = jose.sign(payload=jose.to_json(claims), signer=SIGNER, header=header, with_chain=True)
    assert judged(jwt).report.outcome is Outcome.HOLDS


# Asking


@BOTH
@pytest.mark.parametrize(
    ("index", "value", "outcome", "reason"),
    [
        (0, 0, Outcome.HOLDS, ""),
        (3, 1, Outcome.DOES_NOT_HOLD, "revoked"),
        (4, 2, Outcome.DOES_NOT_HOLD, "suspended"),
        (5, 3, Outcome.DOES_NOT_HOLD, "status 3 of the application"),
        (1023, 0, Outcome.HOLDS, ""),
        (1024, None, Outcome.CANNOT_BE_TOLD, "the index is beyond the list"),
    ],
)
def test_given_a_list_that_holds_it_tells_the_status(
    form: str, index: int, value: int | None, outcome: Outcome, reason: str
) -> None:
    found = statuslist.find(claim(index), lists={URI: judged(signed(form))}, at=AT)
    assert (found.value, found.check.outcome, found.check.reason) == (value, outcome, reason)


@pytest.mark.parametrize(
    "question",
    [{}, {"status_list": []}, {"status_list": {"idx": 1}}, claim(-1), claim(True), claim("3"), claim(3.5), claim(3, 7)],
)
def test_given_a_claim_that_names_no_place_the_status_cannot_be_told(question: dict[str, Any]) -> None:
    check = statuslist.lookup(question, lists={URI: judged(signed("jwt"))}, at=AT)
    assert check.outcome is Outcome.CANNOT_BE_TOLD


def test_given_a_place_written_as_another_json_number_it_is_that_number() -> None:
    assert statuslist.lookup(claim(3.0), lists={URI: judged(signed("jwt"))}, at=AT) == statuslist.lookup(
        claim(3), lists={URI: judged(signed("jwt"))}, at=AT
    )


def test_given_no_list_or_a_mislaid_one_the_status_cannot_be_told() -> None:
    other = judged(signed("cwt", uri=URI + "0"), uri=None)
    for lists in ({}, {URI: other}):
        assert statuslist.lookup(claim(3), lists=lists, at=AT).outcome is Outcome.CANNOT_BE_TOLD


def test_given_a_list_that_expired_after_it_was_verified_the_status_cannot_be_told() -> None:
    lists = {URI: judged(signed("cwt"))}
    last = TIMES["expires_at"] - timedelta(seconds=1)
    assert statuslist.lookup(claim(3), lists=lists, at=last).outcome is Outcome.DOES_NOT_HOLD
    assert statuslist.lookup(claim(3), lists=lists, at=TIMES["expires_at"]).outcome is Outcome.CANNOT_BE_TOLD


# Strangers' bytes


@given(st.binary() | st.text())
def test_given_anything_reading_raises_malformed_only(token: bytes | str) -> None:
    with contextlib.suppress(Malformed):
        judged(token)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text(max_size=3)
    | st.binary(max_size=3)
    | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["bits", "lst", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([2, 4, 6, 65533, 65534]), VALUES))
def test_given_any_signed_claims_a_cwt_raises_malformed_only(claims: dict[int, Any]) -> None:
    good = {2: URI, 4: 2**31, 6: 0, 65533: {"bits": 1, "lst": zlib.compress(b"x")}}
    for payload in (claims, good | claims):
        with contextlib.suppress(Malformed):
            judged(cose.sign1(cbor.encode(payload), signer=SIGNER, protected={cose.TYP: 1}, tag=True))


@given(st.dictionaries(st.sampled_from(["sub", "exp", "iat", "ttl", "status_list"]), VALUES))
def test_given_any_signed_claims_a_jwt_raises_malformed_only(claims: dict[str, Any]) -> None:
    good = {"sub": URI, "iat": 0, "status_list": {"bits": 1, "lst": jose.to_base64url(zlib.compress(b"x"))}}
    for payload in (claims, good | claims):
        with contextlib.suppress(Malformed):
            judged(jose.sign(payload=jose.to_json(payload), signer=SIGNER))


@BOTH
def test_given_any_single_changed_byte_the_list_does_not_hold(form: str) -> None:
    token = signed(form, some(bits=1, size=16, _3=1))
    octets = token if isinstance(token, bytes) else token.encode()
    for place in range(len(octets)):
        for flip in (1, 0x20, 0x80):
            changed = octets[:place] + bytes([octets[place] ^ flip]) + octets[place + 1 :]
            with contextlib.suppress(Malformed):
                assert judged(changed).report.outcome is not Outcome.HOLDS, (place, flip)


# Places


KEY = bytes(range(32))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64, 100, 1000, 4097])
def test_given_any_size_every_place_is_given_out_once(size: int) -> None:
    places = [statuslist.permuted_index(sequence, size=size, key=KEY) for sequence in range(size)]
    assert sorted(places) == list(range(size))


@given(st.integers(1, 1 << 27), st.data())
def test_given_a_list_of_any_size_two_sequences_never_share_a_place(size: int, data: st.DataObject) -> None:
    first, second = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    places = [statuslist.permuted_index(sequence, size=size, key=KEY) for sequence in (first, second)]
    assert (places[0] == places[1]) is (first == second)
    assert all(0 <= place < size for place in places)


def test_given_another_key_the_places_are_others() -> None:
    size = 1 << 20
    first, second = (
        [statuslist.permuted_index(sequence, size=size, key=key) for sequence in range(200)]
        for key in (KEY, os.urandom(32))
    )
    assert len(set(first) & set(second)) < 20
    assert first != sorted(first)


@pytest.mark.parametrize(("sequence", "size", "key"), [(-1, 4, KEY), (4, 4, KEY), (0, 0, KEY), (0, 4, b"short")])
def test_given_a_sequence_beyond_the_list_or_a_short_key_it_is_refused(sequence: int, size: int, key: bytes) -> None:
    with pytest.raises(ValueError, match="expected"):
        statuslist.permuted_index(sequence, size=size, key=key)


def test_given_the_same_key_the_places_never_change_between_releases() -> None:
    # Made by this code: a change of these would hand out places twice.
    places = [statuslist.permuted_index(sequence, size=1 << 20, key=KEY) for sequence in range(5)]
    assert places == PLACES


PLACES = [728050, 787377, 547723, 554765, 336576]
