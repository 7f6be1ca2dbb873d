"""A status list signed, as JWT and as CWT (sections 4.2, 4.3, 5.1, 5.2; ISO/IEC 18013-5 ed. 2, 12.3.6.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, inf
from typing import Any

from tongban.errors import Malformed
from tongban.standards import cbor, cose, jose
from tongban.standards.signing import PublicKey, Signer
from tongban.standards.statuslist.bits import WIDTHS, StatusList, compress, decompress
from tongban.verdicts import Outcome

JWT_TYPE = "statuslist+jwt"
CWT_TYPE = "application/statuslist+cwt"
SUB, EXP, IAT, STATUS_LIST, TTL = 2, 4, 6, 65533, 65534
MAX_TOKEN_BYTES = 1 << 24
READ = cose.UNDERSTOOD | {cose.TYP}  # what a list's signer may call critical


@dataclass(frozen=True, eq=False)
class ListToken:
    """A status list token as read; nothing of it has been verified, see `verify`.

    form: "jwt" or "cwt". typ: what its header says it is. uri: where it says it belongs. Moments are aware;
    expires_at is None when it names no end. chain: the signer's certificates in DER.
    """

    form: str
    typ: object
    uri: str
    issued_at: datetime
    expires_at: datetime | None
    ttl_seconds: int | None
    aggregation_uri: str | None
    statuses: StatusList
    chain: tuple[bytes, ...]
    message: jose.Jws | cose.Sign1

    def is_signed_by(self, public_key: PublicKey) -> bool:
        """True if the private half of `public_key` signed this token."""
        return self.judge(public_key)[0] is Outcome.HOLDS

    def judge(self, public_key: PublicKey) -> tuple[Outcome, str]:
        """Whether it did, and why not."""
        if isinstance(self.message, jose.Jws):
            return jose.judge(self.message, public_key=public_key)
        return cose.judge_signature(self.message, public_key=public_key, understood=READ)


def to_jwt(
    statuses: StatusList,
    *,
    uri: str,
    signer: Signer,
    issued_at: datetime,
    expires_at: datetime,
    ttl_seconds: int,
    aggregation_uri: str | None = None,
    packed: bytes | None = None,
) -> str:
    """The list as a signed JWT. uri: where it will be served, and what the status claims point to.

    ttl_seconds: after which a copy should be fetched anew. packed: what `compress` made of the list, if that was done.
    """
    status_list = {"bits": statuses.bits, "lst": jose.to_base64url(packed or compress(statuses.octets))}
    if aggregation_uri is not None:
        status_list["aggregation_uri"] = aggregation_uri
    claims = {
        "sub": uri,
        "iat": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
        "ttl": ttl_seconds,
        "status_list": status_list,
    }
    return jose.sign(
        payload=jose.to_json(claims), signer=signer, header={"typ": JWT_TYPE}, with_chain=bool(signer.chain)
    )


def to_cwt(
    statuses: StatusList,
    *,
    uri: str,
    signer: Signer,
    issued_at: datetime,
    expires_at: datetime,
    ttl_seconds: int,
    aggregation_uri: str | None = None,
    packed: bytes | None = None,
) -> bytes:
    """As `to_jwt`, as a tagged COSE_Sign1 with the certificates in the protected header (12.3.6.3).

    For the status of an mDL the list has to have 1 bit (12.3.6.5).
    """
    # Written by hand, because the map of 4.3 has an order that is not the deterministic one.
    payload = b"".join(
        (
            b"\xa5",
            *map(cbor.encode, (SUB, uri, EXP, int(expires_at.timestamp()), IAT, int(issued_at.timestamp()))),
            cbor.encode(STATUS_LIST),
            status_list_cbor(statuses, aggregation_uri=aggregation_uri, packed=packed),
            *map(cbor.encode, (TTL, ttl_seconds)),
        )
    )
    protected: dict[int, Any] = {cose.TYP: CWT_TYPE}
    if signer.chain:  # RFC 9360: a single certificate stands alone, several in an array
        protected[cose.X5CHAIN] = signer.chain[0] if len(signer.chain) == 1 else list(signer.chain)
    return cose.sign1(payload, signer=signer, protected=protected, tag=True)


def status_list_cbor(statuses: StatusList, *, aggregation_uri: str | None = None, packed: bytes | None = None) -> bytes:
    """The CBOR map of section 4.3: bits and lst, in the order of the published examples."""
    members: list[Any] = ["bits", statuses.bits, "lst", packed or compress(statuses.octets)]
    if aggregation_uri is not None:
        members += ["aggregation_uri", aggregation_uri]
    return cbor.head(5, len(members) // 2) + b"".join(map(cbor.encode, members))


def read(token: bytes | str) -> ListToken:
    """A status list token, JWT or CWT, whichever it is; Malformed for anything else. Nothing is verified."""
    if len(token) > MAX_TOKEN_BYTES:
        raise Malformed("statuslist.too-long", f"expected at most {MAX_TOKEN_BYTES} bytes, got {len(token)}")
    if isinstance(token, bytes) and not token.startswith(b"ey"):  # what every JWT begins with: {"
        return read_cwt(token)
    try:
        return read_jwt(token if isinstance(token, str) else token.decode("ascii"))
    except UnicodeDecodeError as error:
        raise Malformed("statuslist.token", "expected a JWT or a CWT") from error


def read_jwt(text: str) -> ListToken:
    """A token in the form of section 5.1."""
    jws = jose.parse(text.strip())
    claims = jws.claims
    status_list = claims.get("status_list")
    packed = status_list.get("lst") if isinstance(status_list, dict) else None
    if not isinstance(status_list, dict) or not isinstance(packed, str):
        raise Malformed("statuslist.list", "expected the claim status_list with a text lst")
    return token_of(
        jws,
        form="jwt",
        typ=jws.header.get("typ"),
        claims={SUB: claims.get("sub"), IAT: claims.get("iat"), EXP: claims.get("exp"), TTL: claims.get("ttl")},
        status_list={**status_list, "lst": jose.from_base64url(packed)},
        chain=jose.certificates(jws),
    )


def read_cwt(octets: bytes) -> ListToken:
    """A token in the form of section 5.2."""
    message = cose.parse_sign1(octets)
    claims = cbor.decode(message.payload) if message.payload is not None else None
    status_list = claims.get(STATUS_LIST) if isinstance(claims, dict) else None
    # Claims are numbers or text as their bytes say: 6.0 is none, though Python finds 6 under it.
    if not isinstance(claims, dict) or not isinstance(status_list, dict) or not {*map(type, claims)} <= {int, str}:
        raise Malformed("statuslist.list", "expected a map of claims with 65533, the status list")
    return token_of(
        message,
        form="cwt",
        typ=message.protected.get(cose.TYP),
        claims=claims,
        status_list=status_list,
        chain=cose.x5chain(message),
    )


def token_of(
    message: jose.Jws | cose.Sign1,
    *,
    form: str,
    typ: object,
    claims: Mapping[Any, Any],
    status_list: Mapping[Any, Any],
    chain: tuple[bytes, ...],
) -> ListToken:
    """What both forms have in common: the claims and the list, in their types."""
    uri, ttl, aggregation_uri = claims.get(SUB), claims.get(TTL), status_list.get("aggregation_uri")
    if not isinstance(uri, str) or not isinstance(aggregation_uri, str | None):
        raise Malformed("statuslist.uri", "expected sub, and aggregation_uri if there is one, to be text")
    if ttl is not None and (not is_number(ttl) or not ttl > 0 or ttl == inf or (form == "cwt" and not is_integer(ttl))):
        raise Malformed("statuslist.ttl", "expected ttl to be a positive number of seconds")
    bits, packed = status_list.get("bits"), status_list.get("lst")
    if form == "jwt":
        bits = jose.whole(bits)
    if not is_integer(bits) or bits not in WIDTHS or not isinstance(packed, bytes):
        raise Malformed("statuslist.list", "expected bits of 1, 2, 4 or 8 and a packed list")
    return ListToken(
        form=form,
        typ=typ,
        uri=uri,
        issued_at=moment(claims.get(IAT)),
        expires_at=None if claims.get(EXP) is None else moment(claims.get(EXP)),
        ttl_seconds=None if ttl is None else ceil(ttl),
        aggregation_uri=aggregation_uri,
        statuses=StatusList.from_octets(decompress(packed), bits=bits),
        chain=chain,
        message=message,
    )


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def moment(value: Any) -> datetime:
    """A NumericDate as a moment; Malformed("statuslist.moment") if it is none."""
    if is_number(value):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (OverflowError, ValueError, OSError):
            pass
    raise Malformed("statuslist.moment", "expected iat, and exp if there is one, to be a NumericDate")
