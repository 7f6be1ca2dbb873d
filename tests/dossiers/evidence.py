"""A toy kind of dossier: the evidence of a crash, which a brigade keeps and a court may ask for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import ClassVar
from uuid import UUID, uuid4

from tongban.dossiers.kinds import Kind
from tongban.dossiers.records import ReturnCode
from tongban.keys.roles import Role
from tongban.offices.matters import Matter
from tongban.offices.records import Duty
from tongban.standards import jose
from tongban.verdicts import Check, Outcome, Report, Text

WORDS = Text("字", "words")


@dataclass(frozen=True)
class Case:
    crash_id: UUID = field(default_factory=uuid4)
    pk: UUID = field(default_factory=uuid4)
    place: str = "510104"
    is_open: bool = True


@dataclass(frozen=True)
class Evidence:
    crash: str
    to_office: str
    digests: dict[str, list[str]]

    def pages(self):
        return ((item, n, digest) for item, found in self.digests.items() for n, digest in enumerate(found, 1))


class Format:
    encode = staticmethod(lambda evidence: json.dumps(asdict(evidence)).encode())
    decode = staticmethod(lambda octets: Evidence(**json.loads(octets)))
    digest = staticmethod(lambda evidence: hashlib.sha256(Format.encode(evidence)).hexdigest())

    @staticmethod
    def seal(evidence, *, signer, certificate):
        return jose.sign(payload=Format.encode(evidence), signer=signer)

    @staticmethod
    def verify(text, *, anchors, at, expected=None):
        octets = jose.parse(text).payload
        outcome = Outcome.HOLDS if octets == expected else Outcome.DOES_NOT_HOLD
        return Report((Check("manifest", "", outcome),), {"pages": Format.decode(octets).digests})

    @staticmethod
    def page_check(evidence, present):
        lost = [digest for _, _, digest in evidence.pages() if digest not in present]
        return Check("pages", "", Outcome.DOES_NOT_HOLD if lost else Outcome.HOLDS)


def entry(tag, *names):
    """An entry of the journal with these fields."""
    made = type(tag, (), {"__annotations__": dict.fromkeys(names, object) | {"tag": ClassVar[str]}, "tag": tag})
    return dataclass(frozen=True)(made)


JOURNEY = ("case", "crash", "from_office", "to_office", "manifest", "sequence")
EVIDENCE = Kind(
    name="evidence",
    subject="crash",
    items={"sketch": Text("现场图", "Sketch"), "film": Text("录像", "Film"), "letter": Text("来信", "Letter")},
    required=lambda crash_id: ("sketch", "film"),
    article="",
    codes={"E1": ReturnCode("E1", WORDS, WORDS, False), "E2": ReturnCode("E2", WORDS, WORDS, True)},
    subject_of=lambda row: row.crash_id,
    about=lambda row: [f"case:{row.pk}", f"crash:{row.crash_id}"],
    matter=lambda row: Matter("evidence.unknown", (Duty.WINDOW,), (row.place,), is_open=row.is_open),
    readers=(Duty.WINDOW,),
    format=Format,
    seal_role=Role.SEAL,
    manifest=lambda row, journey: Evidence(
        str(row.crash_id),
        journey.to_office,
        {item: [page.digest for page in pages] for item, pages in journey.pages.items()},
    ),
    opened=entry("evidence-opened", "crash", "office"),
    added=entry("evidence-added", "crash", "item", "page", "digest", "replaces"),
    sent=entry("evidence-sent", *JOURNEY),
    received=entry("evidence-received", *JOURNEY),
    given_back=entry("evidence-given-back", *JOURNEY),
    returned=entry("evidence-returned", "case", "item", "page", "code"),
    looked=entry("file-looked", "case", "item", "page"),
)
