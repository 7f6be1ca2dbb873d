"""What a kind says becomes what a phone shows: an mdoc, an SD-JWT VC and the small tokens of the licence code.

All are made from one record in one place, so that they cannot disagree.
"""

from __future__ import annotations

from datetime import datetime

from tongban.credentials.kinds import Kind
from tongban.credentials.queries import list_reference
from tongban.credentials.records import Credentials, Holding, Place
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.standards import cose, mdoc, qrcode, sdjwt


def signed(kind: Kind, holding: Holding, *, device_key: bytes, revocation: Place, at: datetime) -> Credentials:
    """Sign everything for one device key (uncompressed P-256 point). Times are cut to the minute (linkage)."""
    moment = at.replace(second=0, microsecond=0)
    key = cose.public_key({1: 2, -1: 1, -2: device_key[1:33], -3: device_key[33:65]})
    said, lives = kind.contents(holding, at), kind.lives()
    return Credentials(
        mdoc=mdoc.issue(
            doctype=kind.doctype,
            namespaces=said.elements,
            device_key=key,
            signer=keys.signer(Role.DOCUMENT),
            signed=moment,
            valid_from=moment,
            valid_until=moment + lives.mdoc,
            status={"status_list": list_reference("revocation", revocation)},
        ),
        sdjwt=sdjwt.issue(
            claims=said.claims,
            disclosable=kind.disclosable,
            vct=kind.vct(),
            holder_key=key,
            signer=keys.signer(Role.DOCUMENT),
            issued_at=moment,
            expires_at=moment + lives.sdjwt,
            status={"status_list": list_reference("entitlement", holding.place)},
        )
        if kind.vct is not None and lives.sdjwt is not None
        else "",
        tokens={
            purpose.word: qrcode.issue_token(
                purpose=purpose,
                claims=said.facts[purpose],
                device_key=key,
                signer=keys.signer(Role.CODE),
                list_number=holding.place[0],
                index=holding.place[1],
                issued_at=moment,
                expires_at=moment + lives.code,
            )
            for purpose in kind.purposes
        },
    )
