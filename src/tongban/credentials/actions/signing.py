"""What a kind says becomes what a phone shows: an mdoc, an SD-JWT VC and the small tokens of the licence code.

All are made from one record in one place, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tongban.credentials.kinds import Kind
from tongban.credentials.queries import list_reference
from tongban.credentials.records import Contents, Credentials, Place
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.standards import cose, mdoc, qrcode, sdjwt


def signed(
    kind: Kind,
    said: Contents,
    *,
    ends: Mapping[str, datetime],
    device_key: bytes,
    revocation: Place,
    entitlement: Place,
    at: datetime,
) -> Credentials:
    """Sign everything for one device key (uncompressed P-256 point). Times are cut to the minute (linkage)."""
    moment = at.replace(second=0, microsecond=0)
    ends = {form: end.replace(second=0, microsecond=0) for form, end in ends.items()}
    key = cose.public_key({1: 2, -1: 1, -2: device_key[1:33], -3: device_key[33:65]})
    document, code = keys.signer(Role.DOCUMENT), keys.signer(Role.CODE)
    return Credentials(
        mdoc=mdoc.issue(
            doctype=kind.doctype,
            namespaces=said.elements,
            device_key=key,
            signer=document,
            signed=moment,
            valid_from=moment,
            valid_until=ends["mdoc"],
            status={"status_list": list_reference("revocation", revocation)},
        ),
        sdjwt=sdjwt.issue(
            claims=said.claims,
            disclosable=kind.disclosable,
            vct=kind.vct(),
            holder_key=key,
            signer=document,
            issued_at=moment,
            expires_at=ends["sdjwt"],
            status={"status_list": list_reference("entitlement", entitlement)},
        )
        if kind.vct is not None
        else "",
        tokens={
            purpose.word: qrcode.issue_token(
                purpose=purpose,
                claims=said.facts[purpose],
                device_key=key,
                signer=code,
                list_number=entitlement[0],
                index=entitlement[1],
                issued_at=moment,
                expires_at=ends["code"],
            )
            for purpose in kind.purposes
        },
    )
