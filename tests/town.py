"""A small town for tests: one office, a few officers, drivers who do not exist. Made through the packages' own doors."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta

from tongban.credentials import actions as credentials
from tongban.identifiers import IdentityNumber, LicenceNumber, OfficeCode, Phone, identity_check
from tongban.journal import actions as journal
from tongban.licences import actions as licences
from tongban.licences import queries
from tongban.offices import actions as offices
from tongban.offices.records import Duty, OfficeKind
from tongban.people import actions as people
from tongban.registers import actions as registers
from tongban.registers.models import Driver
from tongban.simulation import portraits
from tongban.standards import qrcode
from tongban.standards.cose import key_map
from tongban.standards.signing import generate

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
OFFICE = OfficeCode("510100000400")
_counter = itertools.count(1)


def open_town(*, service_is_open=True):
    """The office, and the licence service open in its region."""
    offices.open_office(
        code=OFFICE,
        name_zh="示例市交通管理支队",
        name_en="Example City Traffic Office",
        kind=OfficeKind.CITY,
        by="officer:test",
        at=AT,
    )
    if service_is_open:
        offices.open_service(
            service="licences", region_prefix="51", from_day=date(2021, 12, 10), by="officer:test", at=AT
        )


def key():
    """A key as a page makes it."""
    return str(uuid.uuid4())


def officer(*duties: Duty, region="5101", identity_number=None):
    """An officer of the town with these duties."""
    n = next(_counter)
    account = people.open_officer_account(username=f"officer{n}", password=None)
    made = offices.create_officer(
        account_id=account.pk,
        name=f"样本·民警{n}",
        number=f"51{n:04d}",
        office=OFFICE,
        identity_number=identity_number or number(n, born="19800101"),
        by="officer:test",
        at=AT,
    )
    for duty in duties:
        offices.grant_duty(
            officer_id=made.id, duty=duty, region_prefix=region, from_day=date(2021, 1, 1), by="officer:test", at=AT
        )
    from tongban.offices import queries as office_queries

    return office_queries.officer(account, on=TODAY)


def number(sequence, *, born="19900307"):
    """A valid identity number."""
    first = f"{510104 + sequence // 1000}{born}{sequence % 1000:03d}"
    return IdentityNumber(first + identity_check(first))


def driver(**changes):
    """A driver in the register: C1, normal, six years valid; returns the record."""
    n = next(_counter)
    image = portraits.draw(n)
    values = {
        "number": str(number(n)),
        "name": f"样本·驾驶人{n}",
        "name_latin": f"YANGBEN JIASHIREN{n}",
        "sex": 1,
        "nationality": "CN",
        "born": date(1990, 3, 7),
        "first_issued": date(2015, 6, 17),
        "classes": "C1",
        "class_dates": {"C1": "2015-06-17"},
        "valid_from": date(2021, 6, 17),
        "valid_until": date(2031, 6, 17),
        "file_number": f"5101{n:08d}",
        "card_core_number": f"51{n:011d}",
        "office": str(OFFICE),
        "issuing_authority": "示例市交通管理支队",
        "address": "示例市样本路 1 号",
        "letters": "A",
        "points": 0,
        "cycle_start": date(2026, 6, 17),
        "cycle_end": date(2027, 6, 17),
        "portrait_digest": registers.store_portrait(image=image),
    } | changes
    row = Driver.objects.create(**values)
    from tongban.registers import queries as register_queries

    return register_queries.driver_by_id(row.id)


def citizen(record):
    """The bound citizen behind a driver's record."""
    n = next(_counter)
    account = people.open_account(username=f"citizen{n}", password=None)
    return people.confirm_at_window(
        account=account,
        name=record.name,
        number=IdentityNumber(record.number),
        phone=Phone(f"138{n:08d}"),
        by="officer:test",
        at=AT,
    )


def issued(record=None, *, at=AT):
    """A driver with an issued licence: (driver, citizen, licence view)."""
    record = record or driver()
    holder = citizen(record)
    licences.apply(application_id=uuid.uuid4(), citizen=holder, picture=None, at=at)
    return record, holder, queries.licence_of(holder.id, at=at)


def point(phone):
    """The uncompressed public point of a phone's key."""
    found = key_map(phone.public_key)
    return b"\x04" + found[-2] + found[-3]


def collected(holder, licence, *, phone=None, at=AT):
    """(phone, what it collected)."""
    phone = phone or generate()
    return phone, credentials.collect(
        queries.DRIVING_LICENCE, licence.id, citizen_id=holder.id, public_key=point(phone), at=at
    )


def refreshed(holder, phone, *, at=AT):
    """What that phone gets when it comes back, or None."""
    return credentials.refresh(queries.DRIVING_LICENCE, citizen_id=holder.id, public_key=point(phone), at=at)


def shown(phone, bundle, *, at=AT, purpose="roadside", challenge=None):
    """The text of the code as the phone shows it."""
    return qrcode.present(bundle.credentials.tokens[purpose], device=phone, at=at, challenge=challenge)


def later(**kwargs):
    """A moment after AT."""
    return AT + timedelta(**kwargs)


def sequence_journal():
    """Let the sequencer do its work."""
    return journal.sequence(at=AT, limit=10_000)


def licence_number(record):
    """The record's number as its type."""
    return LicenceNumber(record.number)
