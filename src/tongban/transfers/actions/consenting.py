"""Before any money moves: an owner's leave to ask, and the answer with every reason at once."""

from __future__ import annotations

import hmac
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongban.cases.kinds import KEY_MAX
from tongban.clock import day_of
from tongban.errors import Malformed, NotFound, Refused
from tongban.identifiers import Plate, Vin
from tongban.identifiers.spelling import is_digits, spelled
from tongban.journal import actions as journal
from tongban.keys import queries as keys
from tongban.limits import actions as limits
from tongban.notices import actions as notices
from tongban.people import actions as people
from tongban.people import queries as people_queries
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.transfers.actions.alerting import raise_alert
from tongban.transfers.entries import ConsentGiven, ConsentGuessed, PreChecked
from tongban.transfers.models import Consent, ConsentGuess
from tongban.transfers.profile import profile
from tongban.transfers.queries import facts, permits
from tongban.transfers.queries.parts import ConsentRecord
from tongban.transfers.rules.precheck import Precheck, judge
from tongban.verdicts import Reason, Text, Verdict

CODE_DIGITS = 8


def give_consent(*, vehicle_id: UUID, key: str, citizen: CitizenRecord, at: datetime) -> str:
    """Let others ask about one's vehicle for some days; returns the code of 8 digits to hand to them.

    The same key again (a page that was loaded anew) is the same code, and nothing changes; another key makes the
    former code void. Refused("consent.over") when the code of this key is void or over. NotFound("vehicle.unknown").
    """
    if not 1 <= len(key) <= KEY_MAX:
        raise Malformed("transfer.key-malformed", f"expected a key of 1 to {KEY_MAX} characters, came {len(key)}")
    vehicle = own_vehicle(vehicle_id, citizen)
    code = code_of(vehicle.id, owner=citizen.id, key=key)
    until = at + timedelta(days=profile().consent_days)
    with transaction.atomic():
        given = Consent.objects.select_for_update().filter(
            vehicle_id=vehicle.id, owner_id=citizen.id, code_digest=digest_of(code)
        )
        if (before := given.order_by("-given_at").first()) is not None:
            if before.withdrawn_at is not None or before.until <= at:
                raise Refused("consent.over", Verdict.of([CONSENT_OVER]))
            return code
        Consent.objects.select_for_update().filter(vehicle_id=vehicle.id, withdrawn_at=None).update(withdrawn_at=at)
        Consent.objects.create(
            vehicle_id=vehicle.id, owner_id=citizen.id, code_digest=digest_of(code), given_at=at, until=until
        )
        entry = ConsentGiven(vehicle=str(vehicle.id), until=until.isoformat())
        journal.record(entry, by=citizen.key, about=[vehicle.key, citizen.key], at=at)
    return code


def code_of(vehicle_id: UUID, *, owner: UUID, key: str) -> str:
    """The eight digits that belong to a key: made anew each time from a secret, so that they need not be kept."""
    secret = keys.index_key("transfers/consent-codes")
    made = hmac.new(secret, f"{vehicle_id}/{owner}/{key}".encode(), "sha256").digest()
    return f"{int.from_bytes(made, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def withdraw_consent(*, vehicle_id: UUID, citizen: CitizenRecord, at: datetime) -> None:
    """Take the leave back; does nothing when there is none."""
    own_vehicle(vehicle_id, citizen)
    Consent.objects.filter(vehicle_id=vehicle_id, owner_id=citizen.id, withdrawn_at=None).update(withdrawn_at=at)


def precheck_own(
    *, vehicle_id: UUID, citizen: CitizenRecord, destination: str, at: datetime, on: date | None = None
) -> Precheck:
    """What the owner may know about their own vehicle before selling it to that office's district."""
    vehicle = own_vehicle(vehicle_id, citizen)
    found = judge(
        facts.situation_before(
            vehicle, destination=destination, buyer=None, trade=None, on=on or day_of(at), for_owner=True
        )
    )
    note(vehicle, found, destination=destination, on=on or day_of(at), by=citizen.key, asked_as="owner", at=at)
    return found


def precheck(
    *,
    consent_id: UUID,
    destination: str,
    citizen: CitizenRecord,
    at: datetime,
    trade: str | None = None,
    on: date | None = None,
) -> Precheck:
    """What a buyer, or a dealer of the prefecture `trade`, may know with the owner's consent, as of a day.

    A residence permit that the buyer handed in before counts.
    consent_id: of `consent_by_code`. NotFound("vehicle.no-consent") once that consent is over, taken back or used.
    """
    vehicle = vehicle_of(require_consent(consent_id, at=at))
    buyer = None if trade else people.learn_home(citizen.id, at=at)
    is_handed_in = buyer is not None and permits.is_held(buyer.id, destination=destination, at=at)
    found = judge(
        facts.situation_before(
            vehicle,
            destination=destination,
            buyer=buyer,
            trade=trade,
            on=on or day_of(at),
            for_owner=False,
            papers=("residence_permit",) if is_handed_in else (),
        )
    )
    asked_as = "dealer" if trade else "buyer"
    note(vehicle, found, destination=destination, on=on or day_of(at), by=citizen.key, asked_as=asked_as, at=at)
    return found


def consented_vehicle(
    *, plate_kind: str, plate: Plate, vin: Vin, code: str, citizen: CitizenRecord, at: datetime
) -> VehicleRecord:
    """The vehicle of `consent_by_code`."""
    return vehicle_of(consent_by_code(plate_kind=plate_kind, plate=plate, vin=vin, code=code, citizen=citizen, at=at))


def consent_by_code(
    *, plate_kind: str, plate: Plate, vin: Vin, code: str, citizen: CitizenRecord, at: datetime
) -> ConsentRecord:
    """The consent whose code this is; NotFound("vehicle.no-consent") alike for whatever is wrong.

    Whoever types it wrong `consent_tries` times can ask about this vehicle no more under this consent, and the owner
    is told; for others the code stays good. TooMany("limits.reached") for a citizen who tries too many wrong ones,
    whatever the vehicles.
    """
    by = {"citizen": str(citizen.id)}
    limits.take("consent-code", by=by, at=at)
    row = live_consent(plate_kind=plate_kind, plate=plate, at=at)
    cleaned = "".join(letter for letter in spelled(code) if is_digits(letter))
    if row is None or not is_right(row, cleaned, vin=vin, citizen=citizen, at=at):
        raise NotFound("vehicle.no-consent", say=NO_CONSENT)
    limits.give_back("consent-code", by=by, at=at)
    return record_of(row)


def live_consent(*, plate_kind: str, plate: Plate, at: datetime) -> Consent | None:
    """The consent under which this vehicle may be asked about now, whatever the code."""
    try:
        vehicle = registers.vehicle(plate_kind=plate_kind, plate=plate)
    except NotFound:
        return None
    return Consent.objects.filter(vehicle_id=vehicle.id, withdrawn_at=None, until__gt=at).first()


@transaction.atomic
def is_right(row: Consent, code: str, *, vin: Vin, citizen: CitizenRecord, at: datetime) -> bool:
    """True for the code and the VIN of a consent, typed by somebody who has not guessed too often; a wrong one counts.

    The count is locked before it is read, so that guesses sent at the same moment are judged one after another. It is
    made for a right code too: there is nothing to lock before.
    """
    guess, _ = ConsentGuess.objects.select_for_update().get_or_create(consent=row, citizen_id=citizen.id)
    if guess.tries >= profile().consent_tries:
        return False
    vehicle = registers.vehicle_by_id(row.vehicle_id)
    if hmac.compare_digest(row.code_digest, digest_of(code)) and vehicle.vin == vin:
        return True
    guess.tries += 1
    guess.save(update_fields=["tries"])
    if guess.tries == profile().consent_tries:  # the owner is told, once a person who guesses
        entry = ConsentGuessed(vehicle=str(vehicle.id), tries=guess.tries)
        journal.record(entry, by=citizen.key, about=[vehicle.key], at=at)
        notices.tell(row.owner_id, guessed_text(vehicle), link=f"/vehicles/{vehicle.id}/sell/", at=at)
    return False


def require_consent(consent_id: UUID, *, at: datetime) -> ConsentRecord:
    """The consent while it counts; NotFound("vehicle.no-consent") once it is over, taken back or used for a deal."""
    row = Consent.objects.filter(pk=consent_id, withdrawn_at=None, until__gt=at).first()
    if row is None:
        raise NotFound("vehicle.no-consent", say=NO_CONSENT)
    return record_of(row)


def vehicle_of(consent: ConsentRecord) -> VehicleRecord:
    """The vehicle, if who gave the consent owns it still; NotFound("vehicle.no-consent")."""
    vehicle = registers.vehicle_by_id(consent.vehicle_id)
    if vehicle.owner_number != people_queries.citizen_by_id(consent.owner_id).identity_number:
        raise NotFound("vehicle.no-consent", say=NO_CONSENT)
    return vehicle


def end_consents(vehicle_id: UUID, *, at: datetime) -> None:
    """A deal is entered: the leave to ask has served, and ends with all that was granted under it."""
    Consent.objects.filter(vehicle_id=vehicle_id, withdrawn_at=None).update(withdrawn_at=at)


def record_of(row: Consent) -> ConsentRecord:
    """The row as others see it: without the code's digest."""
    return ConsentRecord(id=row.pk, vehicle_id=row.vehicle_id, owner_id=row.owner_id, until=row.until)


def own_vehicle(vehicle_id: UUID, citizen: CitizenRecord) -> VehicleRecord:
    """The vehicle, if the register has this person as its owner; NotFound("vehicle.unknown") otherwise."""
    vehicle = registers.vehicle_by_id(vehicle_id)
    if vehicle.owner_number != citizen.identity_number:
        raise NotFound("vehicle.unknown")
    return vehicle


def note(
    vehicle: VehicleRecord, found: Precheck, *, destination: str, on: date, by: str, asked_as: str, at: datetime
) -> None:
    """The owner sees who asked, and when."""
    entry = PreChecked(
        vehicle=str(vehicle.id),
        destination=destination,
        on=on.isoformat(),
        blocked=facts.blocked_codes(found),
        asked_as=asked_as,
    )
    with transaction.atomic():
        journal.record(entry, by=by, about=[vehicle.key], at=at)
        if found.is_silent_alert:
            codes = tuple(sorted({alert.code for alert in found.alerts}))
            raise_alert(vehicle, codes=codes, destination=destination, asked_as=asked_as, at=at)


def digest_of(code: str) -> str:
    """The keyed digest of a consent code; the code itself is nowhere."""
    return hmac.new(keys.index_key("transfers/consent"), code.encode(), "sha256").hexdigest()


CONSENT_OVER = Reason(
    "consent-over",
    "",
    Text("这个授权码已经作废或者到期。", "This code is void or over."),
    Text("回到上一页再授权一次。", "Go back and give a new one."),
)
NO_CONSENT = Text(
    "没有找到。请核对号牌、车架号和车主给的授权码。授权码有期限，撤回或者签了交易就不能再用；输错几次，就不能再查这辆车，要请车主重新授权。",
    "Not found. Check plate, VIN and the owner's code. A code has an end, and ends when it is taken back or a deal is"
    " entered; after some wrong tries you cannot ask about this car until its owner gives a new one.",
)


def guessed_text(vehicle: VehicleRecord) -> Text:
    """What the owner reads when somebody has typed too many wrong codes."""
    return Text(
        f"有人查 {vehicle.plate} 时多次输错授权码，已经不让这个人再查。您给别人的授权码仍然有效；不放心就撤回，重新授权。",
        f"Somebody typed wrong codes for {vehicle.plate} several times and cannot ask any more. Your code stays good;"
        " if you are uneasy, take it back and give a new one.",
    )
