"""Our status lists before readers that we did not write, and theirs before ours.

npm @sd-jwt/jwt-status-list 0.19 and @owf/token-status-list, PyPI openvc-core and token-status-list.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from counterparts.programs import node
from openvc.status.issue import verify_status_list_token
from openvc.status.token_status_list import check_token_status
from openvc.status.token_status_list import encode_status_list as openvc_encode
from standards.issuers import Country
from token_status_list import BitArray

from tongban.standards import cose, jose, pki, statuslist
from tongban.standards.signing import SoftwareSigner
from tongban.verdicts import Outcome

pytestmark = pytest.mark.counterpart

NOW = datetime.now(UTC).replace(microsecond=0)  # openvc-core judges by the clock of the machine
UT = Country(at=NOW)
SIGNER = UT.signer(pki.LIST_SIGNER)
URI = "https://example.org/status/1"
SIZE = 1000
ALL = "https://example.org/status"  # optional in the draft, but this release of @owf reads no CWT without it
IAT, EXP = int(NOW.timestamp()), int(NOW.timestamp()) + 3600
TIMES: dict[str, Any] = {"issued_at": NOW, "expires_at": NOW + timedelta(hours=1), "ttl_seconds": 60}
EVERY_WIDTH = pytest.mark.parametrize("bits", [1, 2, 4, 8])
BOTH_LIBRARIES = pytest.mark.parametrize("library", ["owf", "sdjwt"])


def some(bits: int) -> dict[int, int]:
    """Statuses of every value that the width allows, in places at both ends and across bytes."""
    return {place: 1 + place % ((1 << bits) - 1) for place in (0, 1, 2, 7, 8, 9, 500, SIZE - 1)}


def ours(bits: int) -> statuslist.StatusList:
    made = statuslist.StatusList(bits=bits, size=SIZE)
    for place, status in some(bits).items():
        made[place] = status
    return made


def private_jwk(signer: SoftwareSigner) -> dict[str, str]:
    number = signer._private_key.private_numbers().private_value  # type: ignore[union-attr]
    return {**jose.jwk(signer.public_key), "d": jose.to_base64url(number.to_bytes(32, "big"))}


def told(token: bytes | str, place: int) -> int | None:
    """What we read in a token after judging it."""
    verified = statuslist.verify(token, anchors=UT.anchors, at=NOW, uri=URI)
    assert verified.report.outcome is Outcome.HOLDS, verified.report.checks
    claim = {"status_list": {"idx": place, "uri": URI}}
    return statuslist.find(claim, lists={URI: verified}, at=NOW).value


@EVERY_WIDTH
@BOTH_LIBRARIES
def test_both_npm_libraries_read_our_jwt(library: str, bits: int) -> None:
    token = statuslist.to_jwt(ours(bits), uri=URI, signer=SIGNER, **TIMES)
    found = node("statuslist.mjs", do="readJwt", library=library, token=token, size=SIZE)
    assert found == {"bits": bits, "statuses": {str(place): status for place, status in some(bits).items()}}


@EVERY_WIDTH
def test_owf_reads_our_cwt(bits: int) -> None:
    token = statuslist.to_cwt(ours(bits), uri=URI, signer=SIGNER, aggregation_uri=ALL, **TIMES)
    found = node("statuslist.mjs", do="readCwt", token=token.hex(), size=SIZE)
    assert found == {
        "bits": bits,
        "statuses": {str(place): status for place, status in some(bits).items()},
        "subject": URI,
        "typ": "application/statuslist+cwt",
        "expires": EXP,
    }


@EVERY_WIDTH
@BOTH_LIBRARIES
def test_we_judge_and_read_the_jwt_of_both_npm_libraries(library: str, bits: int) -> None:
    chain = jose.parse(jose.sign(payload=b"{}", signer=SIGNER, with_chain=True)).header["x5c"]
    header = {"alg": "ES256", "x5c": chain}
    payload = {"sub": URI, "iat": IAT, "exp": EXP, "ttl": 60}
    shape = {"library": library, "bits": bits, "size": SIZE, "statuses": some(bits)}
    token = node("statuslist.mjs", do="makeJwt", key=private_jwk(SIGNER), header=header, payload=payload, **shape)[
        "token"
    ]
    assert [told(token, place) for place in range(SIZE)] == [some(bits).get(place, 0) for place in range(SIZE)]


@EVERY_WIDTH
def test_we_judge_and_read_a_cwt_with_the_claims_of_owf(bits: int) -> None:
    times = {"iat": IAT, "exp": EXP, "ttl": 60}
    shape = {"bits": bits, "size": SIZE, "statuses": some(bits), "aggregationUri": ALL}
    payload = bytes.fromhex(node("statuslist.mjs", do="makeCwtPayload", subject=URI, **times, **shape)["payload"])
    protected = {cose.TYP: statuslist.CWT_TYPE, cose.X5CHAIN: SIGNER.chain[0]}
    token = cose.sign1(payload, signer=SIGNER, protected=protected, tag=True)
    assert [told(token, place) for place in range(SIZE)] == [some(bits).get(place, 0) for place in range(SIZE)]


@EVERY_WIDTH
def test_openvc_judges_and_reads_our_jwt(bits: int) -> None:
    token = statuslist.to_jwt(ours(bits), uri=URI, signer=SIGNER, **TIMES)
    claims = verify_status_list_token(token, public_key_jwk=jose.jwk(SIGNER.public_key), expected_uri=URI)
    for place in (0, 3, 9, SIZE - 1):
        referring = {"status": {"status_list": {"idx": place, "uri": URI}}}
        found = check_token_status(referring, resolve_status_list_token=lambda _uri: claims)
        assert found is not None
        assert found.status == some(bits).get(place, 0)


@EVERY_WIDTH
def test_the_packing_is_that_of_openvc_byte_for_byte_at_the_highest_level(bits: int) -> None:
    octets = bytes(ours(bits).octets)
    assert jose.to_base64url(statuslist.compress(octets, smallest=True)) == openvc_encode(octets)


@EVERY_WIDTH
def test_the_packing_is_that_of_token_status_list(bits: int) -> None:
    theirs = BitArray(bits, bytes(len(ours(bits).octets)))
    for place, status in some(bits).items():
        theirs.set(place, status)
    assert theirs.to_b64() == jose.to_base64url(statuslist.compress(bytes(ours(bits).octets), smallest=True))
    assert bytes(theirs.lst) == bytes(ours(bits).octets)
