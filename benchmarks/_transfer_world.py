"""Used cars on their way from Chengdu to Suzhou, as many as a benchmark needs: vehicles, files with pages, open cases.

Rows are put in directly and not by the acts that make them: what is measured begins with the sealing of a file. Every
file has the documents that the rules ask for, one page each; the pages of all files are drawn from one stock, because
pages are stored by their hash and what costs time, reading and hashing them, is the same.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.people.records import CitizenRecord

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ORIGIN, DESTINATION = "510100000000", "320500000000"
ITEMS = ("certificate", "licence-card", "vin-rubbing", "origin-proof", "conformity", "purchase-tax", "history")
PAGE_BYTES = 50_000  # a scanned A4 page in shades of grey
PAGES = 1409  # more than all that the clients of one round read in one transaction each; a prime
_counter = itertools.count(1)


@contextmanager
def installed(folder: Path, *, database: str) -> Iterator[None]:
    """Django with keys of its own and every table in the database of that address."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "TONGBAN_MODE": "development",
        "TONGBAN_DATA": str(folder),
        "TONGBAN_DATABASE_URL": database,
    }
    for name in ("TONGBAN_KEYS", "TONGBAN_TRANSFERS", "TONGBAN_LICENCES", "TONGBAN_CLOCK_OFFSET"):
        os.environ.pop(name, None)
    (folder / "static").mkdir(exist_ok=True)
    import django  # noqa: PLC0415 - the environment comes first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from tongban.keys import actions as keys  # noqa: PLC0415

    keys.hold_ceremony(at=AT)
    call_command("migrate", verbosity=0, interactive=False)
    store_pages()
    yield
    connections.close_all()


def store_pages() -> None:
    """The stock of pages."""
    from tongban.documents.models import Document  # noqa: PLC0415 - after django.setup()

    Document.objects.bulk_create(
        (
            Document(digest=digest, media_type="image/jpeg", size=PAGE_BYTES, stored_at=AT, content=page(n))
            for n, digest in enumerate(stock())
        ),
        batch_size=50,
    )


def page(number: int) -> bytes:
    """Bytes of the size of a scan, the same for the same number."""
    return hashlib.shake_256(b"page %d" % number).digest(PAGE_BYTES)


@cache
def stock() -> list[str]:
    """The names under which the pages are stored."""
    return [hashlib.sha256(page(n)).hexdigest() for n in range(PAGES)]


def cases(count: int) -> list[uuid.UUID]:
    """So many accepted cases whose complete files wait at the origin; returns their ids."""
    from django.db import transaction  # noqa: PLC0415 - after django.setup()

    from tongban.dossiers.models import Custody, FilePage  # noqa: PLC0415
    from tongban.registers.models import Vehicle, VehicleLine  # noqa: PLC0415
    from tongban.transfers.models import Transfer  # noqa: PLC0415

    digests = stock()
    numbers = [next(_counter) for _ in range(count)]
    vehicles = [vehicle(n) for n in numbers]
    rows = [case(n, one) for n, one in zip(numbers, vehicles, strict=True)]
    with transaction.atomic():
        Vehicle.objects.bulk_create(vehicles)
        VehicleLine.objects.bulk_create(
            VehicleLine(vehicle=one, kind="registered", on=one.registered_on, office=ORIGIN, plate=one.plate)
            for one in vehicles
        )
        Custody.objects.bulk_create(Custody(subject_id=one.id, office=ORIGIN, since=AT) for one in vehicles)
        Transfer.objects.bulk_create(rows)
        FilePage.objects.bulk_create(
            FilePage(
                subject_id=one.id,
                item=item,
                number=1,
                digest=digests[(n * len(ITEMS) + place) % PAGES],
                media_type="image/jpeg",
                size=PAGE_BYTES,
                origin="scan",
                signer="officer:benchmark",
                added_at=AT,
            )
            for n, one in zip(numbers, vehicles, strict=True)
            for place, item in enumerate(ITEMS)
        )
    return [row.id for row in rows]


def vehicle(n: int, *, owner_number: str = "510104199003070010"):  # type: ignore[no-untyped-def]  # a row of registers
    """A small private car of Chengdu, in order; not yet stored."""
    from tongban.registers.models import Vehicle  # noqa: PLC0415 - after django.setup()

    return Vehicle(
        plate_kind="02",
        plate=f"川A{n:06d}",
        vin=f"LSVAA11B0N{n:07d}",
        engine_number=f"E{n:07d}",
        model="示例牌 SL7000",
        owner_name="样本·车主",
        owner_number=owner_number,
        owner_address="成都市示例路 2 号",
        owner_since=date(2019, 5, 6),
        use="A",
        type="K33",
        colour="A",
        fuel="A",
        emission="6b",
        origin="A",
        seats=5,
        total_mass_kg=1900,
        length_mm=4500,
        registered_on=date(2019, 5, 6),
        inspected_until=date(2027, 5, 31),
        insured_until=date(2027, 5, 5),
        certificate_number=f"51{n:010d}",
        office=ORIGIN,
        mileage_km=60_000,
    )


def case(n: int, record, *, seller=None, buyer=None):  # type: ignore[no-untyped-def]  # rows of the services
    """An accepted case on that vehicle, its file asked for; not yet stored."""
    from tongban.transfers.models import Transfer  # noqa: PLC0415 - after django.setup()

    return Transfer(
        number=f"2026{n:08d}",
        way="one-place",
        ground="sale",
        stage="file-requested",
        stage_since=AT,
        vehicle_id=record.id,
        plate_kind=record.plate_kind,
        plate=record.plate,
        vin=record.vin,
        origin=ORIGIN,
        destination=DESTINATION,
        seller_id=uuid.uuid4() if seller is None else seller.id,
        buyer_id=uuid.uuid4() if buyer is None else buyer.id,
        deal={"delivered_on": "2026-11-19", "on": "2026-11-20", "price_fen": 8_500_000, "trade_prefecture": "3205"},
        created_at=AT,
        seller_by=AT,
        precheck={f"UC-{rule:02d}": "ok" for rule in range(1, 21)},
    )


def case_with_people() -> uuid.UUID:
    """A case whose seller and buyer are known to the platform, with a complete file, for the pre-check."""
    from tongban.transfers.models import Transfer  # noqa: PLC0415 - after django.setup()

    (case_id,) = cases(1)
    row = Transfer.objects.get(pk=case_id)
    seller, buyer = person(1), person(2)
    from tongban.registers.models import Vehicle  # noqa: PLC0415

    Vehicle.objects.filter(pk=row.vehicle_id).update(owner_number=str(seller.identity_number))
    Transfer.objects.filter(pk=case_id).update(seller_id=seller.id, buyer_id=buyer.id)
    return case_id


def precheck_of_given_facts(row) -> Callable[[], object]:  # type: ignore[no-untyped-def]  # a row of transfers
    """All twenty questions about a case whose facts are at hand."""
    from tongban.transfers.queries import facts  # noqa: PLC0415 - after django.setup()
    from tongban.transfers.rules import precheck  # noqa: PLC0415

    case = facts.situation(row, on=TODAY)
    return lambda: precheck.judge(case)


def person(n: int) -> CitizenRecord:
    """A citizen with an account."""
    from tongban.identifiers import IdentityNumber, Phone, identity_check  # noqa: PLC0415 - after django.setup()
    from tongban.people import actions as people  # noqa: PLC0415

    first = f"51010419900307{n:03d}"
    return people.confirm_at_window(
        account=people.open_account(username=f"benchmark{n}", password=None),
        name=f"样本·车主{n}",
        number=IdentityNumber(first + identity_check(first)),
        phone=Phone(f"139{n:08d}"),
        by="officer:benchmark",
        at=AT,
    )
