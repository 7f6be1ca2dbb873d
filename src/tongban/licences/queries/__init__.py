"""Reading, for anyone: the licence of a person, how it stands, what waits for review, the figures.

Every view of a licence recomputes its standing from the register (facts 3.4: "at each display"); what the
row stores is what the status lists say, and the follower of register events brings it up to date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from tongban.clock import CHINA, day_of
from tongban.credentials import queries as held
from tongban.credentials.records import Holding
from tongban.errors import NotFound
from tongban.licences.models import Application, Licence, Photo, ProposedDecision
from tongban.licences.queries.vehicles import OwnVehicle as OwnVehicle
from tongban.licences.queries.vehicles import VehicleLicenceView as VehicleLicenceView
from tongban.licences.queries.vehicles import own_vehicle as own_vehicle
from tongban.licences.queries.vehicles import own_vehicles as own_vehicles
from tongban.licences.queries.vehicles import shown_owner as shown_owner
from tongban.licences.queries.vehicles import vehicle_face as vehicle_face
from tongban.licences.queries.vehicles import vehicle_facts as vehicle_facts
from tongban.licences.queries.vehicles import vehicle_licence as vehicle_licence
from tongban.licences.queries.vehicles import vehicle_licence_by_id as vehicle_licence_by_id
from tongban.licences.queries.vehicles import vehicle_owner as vehicle_owner
from tongban.licences.queries.vehicles import vehicle_standing as vehicle_standing
from tongban.licences.queries.vehicles import verdict_of_conditions as verdict_of_conditions
from tongban.licences.queries.vehicles import void_vehicle_licences as void_vehicle_licences
from tongban.licences.rules.examination import Finding
from tongban.licences.rules.facts import LicenceFacts
from tongban.licences.rules.letters import LETTERS
from tongban.licences.rules.paper_card import BUSINESSES
from tongban.licences.rules.photo import REQUIREMENTS, photo_reason
from tongban.licences.rules.sources import in_english
from tongban.licences.rules.standing import AID_WORDS, Standing, standing, verdict_of
from tongban.licences.rules.standing import TO_ASK as DRIVERS_TO_ASK
from tongban.licences.rules.vehicle.conditions import TO_ASK as VEHICLES_TO_ASK
from tongban.licences.rules.vehicle.told import CHECK_REASONS as CHECK_REASONS
from tongban.licences.stages import ApplicationStage
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord
from tongban.verdicts import Reason, Text, Verdict

DRIVING_LICENCE = Licence.KIND
TO_ASK = DRIVERS_TO_ASK | VEHICLES_TO_ASK
"""Codes of notes that forbid nothing and yet have to be asked about."""
LAPSE_SHOWN = timedelta(days=14)  # a decision that lapsed is told until then, over any holiday
UNDECIDED = ~Exists(ProposedDecision.objects.filter(application_id=OuterRef("pk"), outcome=""))
"""Photos on which nobody has decided, not even so that it can be undone."""
SDJWT_DISCLOSABLE = (
    "name",
    "family_name",
    "given_name",
    "birth_date",
    "document_number",
    "licence_classes",
    "may_drive",
    "valid_from",
    "valid_until",
    "first_issue_date",
    "points",
    "points_below_12",
    "status_letters",
    "age_over_18",
    "issuing_office_name",
)


@dataclass(frozen=True)
class LicenceView(Holding):
    """An electronic licence with the register behind it, at one moment. is_reissued: the driver has another card since."""

    driver: DriverRecord
    standing: Standing
    photo_id: UUID
    photo_changed_at: datetime | None
    is_reissued: bool


@dataclass(frozen=True)
class ApplicationView:
    """An application as applicant and officer see it."""

    id: UUID
    driver_id: UUID
    citizen_id: UUID
    region: str
    stage: ApplicationStage
    attempt: int
    returned: int
    photo_id: UUID
    submitted_at: datetime
    due_at: datetime
    decided_at: datetime | None
    broken: tuple[Reason, ...]
    findings: tuple[Finding, ...]
    claimed_by: UUID | None
    claimed_until: datetime | None
    licence_id: UUID | None

    @property
    def is_photo_change(self) -> bool:
        """True if it changes the photo of a licence that there is (EL-04)."""
        return self.licence_id is not None


def facts_of(driver: DriverRecord) -> LicenceFacts:
    """What the rules look at, of a driver's record."""
    return LicenceFacts(
        letters=driver.letters,
        points=driver.points,
        classes=driver.classes,
        valid_from=driver.valid_from,
        valid_until=driver.valid_until,
        first_issued=driver.first_issued,
        born=driver.born,
        office=driver.office,
        card_core_number=driver.card_core_number,
        class_dates=dict(driver.class_dates),
        ended_for=driver.ended_for,
        applies_again_on=registers.applies_again_on(driver),
        is_barred_for_life=registers.is_barred_for_life(driver),
        aids=frozenset(aid for word, aid in AID_WORDS.items() if word in driver.remarks),
    )


def licence_of(citizen_id: UUID, *, at: datetime) -> LicenceView | None:
    """The newest electronic licence of this person, live or not; None if there never was one."""
    found = held.holding_of(Licence.KIND, citizen_id)
    return None if found is None else _view(found, at)


def licence(licence_id: UUID, *, at: datetime) -> LicenceView:
    """The licence with that id; NotFound if there is none."""
    return _view(held.holding_by_id(Licence.KIND, licence_id), at)


def photo_ids(licence_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """By licence: its photo."""
    return dict(Licence.objects.filter(pk__in=licence_ids).values_list("pk", "photo_id"))


def licence_of_driver(driver_id: UUID, *, at: datetime) -> LicenceView | None:
    """The newest electronic licence of this driver, or None."""
    found = held.holding(Licence.KIND, driver_id)
    return None if found is None else _view(found, at)


def standing_of(driver: DriverRecord, *, on: date) -> Standing:
    """How this driver's licence stands on that day, electronic or not."""
    return standing(facts_of(driver), on=on)


def face_fields(driver: DriverRecord, standing: Standing, *, at: datetime, language: str) -> dict[str, str]:
    """The texts of the licence face by field, as the card lays them out (facts 3.2); the number is masked."""
    is_english = language.startswith("en")
    until = driver.valid_until.isoformat() if driver.valid_until else ("long-term" if is_english else "长期")
    sexes = ("Male", "Female") if is_english else ("男", "女")
    countries = {"CN": Text("中国", "China")}
    return {
        "name": driver.name,
        "number": driver.number.masked,
        "sex": sexes[int(driver.sex) - 1],
        "nationality": countries.get(driver.nationality, Text(driver.nationality, driver.nationality)).in_language(
            language
        ),
        "born": driver.born.isoformat(),
        "first_issued": driver.first_issued.isoformat(),
        "classes": standing.classes_text or "—",
        "points": str(driver.points),
        "valid": f"{driver.valid_from.isoformat()} {'to' if is_english else '至'} {until}",
        "valid_until": until,
        "file_number": grouped(driver.file_number),
        "card_core_number": grouped(driver.card_core_number),
        "standing": standing.name.in_language(language),
        "issuer": driver.issuing_authority,
        "generated": at.astimezone(CHINA).strftime("%m-%d %H:%M"),
    }


def grouped(number: str) -> str:
    """A long number in groups of four, as it is read aloud."""
    return " ".join(number[place : place + 4] for place in range(0, len(number), 4))


def verdict_of_letters(letters: Iterable[str], marks: Iterable[str] = ()) -> Verdict:
    """May the holder drive, as these letters and marks (of a standing) say? For replaying a past check."""
    return verdict_of(letters, marks)


def letters_told() -> dict[str, Text]:
    """Each letter that is not in order, with its own article, in a sentence for whoever has no network."""
    return {
        code: Text(
            "".join(part for part in (one.what.zh, f"（{one.article}）" if one.article else "") if part),
            f"{one.what.en}{f' ({in_english(one.article)})' if one.article else ''}",
        )
        for code, one in LETTERS.items()
        if not one.may_apply
    }


def photo(photo_id: UUID) -> bytes:
    """The JPEG of a portrait; NotFound if there is none."""
    row = Photo.objects.filter(pk=photo_id).first()
    if row is None:
        raise NotFound("photo.unknown")
    return bytes(row.jpeg)


def application_of(citizen_id: UUID) -> ApplicationView | None:
    """The newest application of this person, or None."""
    row = Application.objects.filter(citizen_id=citizen_id).select_related("photo").order_by("-submitted_at").first()
    return None if row is None else _application(row)


def application(application_id: UUID) -> ApplicationView:
    """The application with that id; NotFound if there is none."""
    row = Application.objects.filter(pk=application_id).select_related("photo").first()
    if row is None:
        raise NotFound("application.unknown")
    return _application(row)


def review_queue(officer: OfficerRecord, *, at: datetime, limit: int = 100) -> list[ApplicationView]:
    """The photos that this officer may review, by clock; what a colleague has open, or somebody decided, is left out."""
    is_free = Q(claimed_by=None) | Q(claimed_by=officer.id) | Q(claimed_until=None) | Q(claimed_until__lte=at)
    rows = Application.objects.filter(
        offices.within(officer.areas(Duty.PHOTO_REVIEW), "region"), is_free, UNDECIDED, stage=ApplicationStage.REVIEW
    ).exclude(citizen_id__in=offices.recused_from(officer))
    return [_application(row) for row in rows.select_related("photo").order_by("due_at", "pk")[:limit]]


@dataclass(frozen=True)
class OwnDecision:
    """A decision on a photo that its officer can still take back, or that lapsed. codes: what was broken, as P1 to P9."""

    id: UUID
    citizen_id: UUID
    decision: str
    codes: tuple[str, ...]
    due_at: datetime
    has_lapsed: bool


def own_decisions(officer: OfficerRecord, *, at: datetime) -> list[OwnDecision]:
    """What this officer decided and can still take back, and what lapsed since the officer last decided; the newest first."""
    later = ProposedDecision.objects.filter(officer_id=officer.id, proposed_at__gt=OuterRef("ended_at"))
    is_news = Q(outcome="", due_at__gt=at) | Q(~Exists(later), outcome="lapsed")
    rows = ProposedDecision.objects.filter(is_news, officer_id=officer.id, proposed_at__gt=at - LAPSE_SHOWN)
    return [
        OwnDecision(row.id, row.application.citizen_id, row.decision, tuple(row.broken), row.due_at, bool(row.outcome))
        for row in rows.select_related("application").order_by("-proposed_at", "pk")
    ]


def rulebook() -> dict[str, Any]:
    """The rules as the public reads them: letters, photo requirements, when paper is needed."""
    return {"letters": LETTERS.values(), "requirements": REQUIREMENTS.values(), "businesses": BUSINESSES}


def photo_reason_of(code: str) -> Reason:
    """A requirement that a photo broke, as review_clocks names it ("EL-05 P2"), in words; KeyError for no requirement."""
    return photo_reason(code.removeprefix("EL-05 "))


def _view(holding: Holding, at: datetime) -> LicenceView:
    row, driver = Licence.objects.get(pk=holding.id), registers.driver_by_id(holding.subject_id)
    return LicenceView(
        **vars(holding),
        driver=driver,
        standing=standing(facts_of(driver), on=day_of(at)),
        photo_id=row.photo_id,
        photo_changed_at=row.photo_changed_at,
        is_reissued=row.certified["card_core_number"] != driver.card_core_number,
    )


def _application(row: Application) -> ApplicationView:
    return ApplicationView(
        id=row.id,
        driver_id=row.driver_id,
        citizen_id=row.citizen_id,
        region=row.region,
        stage=ApplicationStage(row.stage),
        attempt=row.attempt,
        returned=row.returned,
        photo_id=row.photo_id,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        broken=tuple(photo_reason(code) for code in row.broken),
        findings=tuple(_finding(stored) for stored in row.photo.findings),
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until,
        licence_id=row.licence_id,
    )


def _finding(stored: Mapping[str, Any]) -> Finding:
    return Finding(
        code=stored["code"],
        name=REQUIREMENTS[stored["code"]].name,
        measured=Text(**stored["measured"]),
        wanted=Text(**stored["wanted"]),
        is_met=stored["is_met"],
    )


# --- For supervisors and windows -----------------------------------------------------------------------------
AGES_HOURS = (1, 2, 4)
REVIEWED = (ApplicationStage.APPROVED, ApplicationStage.RETURNED, ApplicationStage.WINDOW_ONLY)


@dataclass(frozen=True)
class ReviewClocks:
    """How photo review goes in some regions: now, and in a window of days that ends now.

    waiting_by_age: whole hours of the upper end (None: older) -> how many wait. median_hours: from the last
    hand-in to the decision, None when nothing was decided. returns: code of what was broken -> how often.
    """

    waiting: int
    overdue: int
    waiting_by_age: tuple[tuple[int | None, int], ...]
    decided: int
    late: int
    median_hours: float | None
    returned: int
    returns: tuple[tuple[Reason, int], ...]


def review_clocks(*, region_prefixes: Iterable[str], since: datetime, at: datetime) -> ReviewClocks:
    """The review clocks of all regions under the prefixes ("" = everywhere).

    Each application counts once, with its last decision; those that used the identity-card photo or one taken at a
    window were reviewed by nobody and do not count.
    """
    scope = Application.objects.filter(offices.within(region_prefixes, "region"))
    waiting = list(scope.filter(UNDECIDED, stage=ApplicationStage.REVIEW).values_list("submitted_at", "due_at"))
    decided = list(
        scope.filter(stage__in=REVIEWED, photo__source="upload", decided_by__isnull=False)
        .filter(decided_at__gt=since, decided_at__lte=at)
        .exclude(photo__taken_at=F("decided_at"))  # taken and issued at a window: nobody's review
        .values_list("stage", "submitted_at", "decided_at", "due_at", "broken")
    )
    ages = [(at - submitted).total_seconds() / 3600 for submitted, _due in waiting]
    lower = (0, *AGES_HOURS)
    by_age: list[tuple[int | None, int]] = [
        (upper, sum(low <= age < upper for age in ages)) for low, upper in zip(lower, AGES_HOURS, strict=False)
    ]
    by_age.append((None, sum(age >= AGES_HOURS[-1] for age in ages)))
    hours = [(end - start).total_seconds() / 3600 for _stage, start, end, _due, _broken in decided if end]
    returned = [broken for stage, _start, _end, _due, broken in decided if stage != ApplicationStage.APPROVED]
    codes = Counter(code for broken in returned for code in broken)
    return ReviewClocks(
        waiting=len(waiting),
        overdue=sum(due <= at for _submitted, due in waiting),
        waiting_by_age=tuple(by_age),
        decided=len(decided),
        late=sum(end > due for _stage, _start, end, due, _broken in decided if end),
        median_hours=median(hours) if hours else None,
        returned=len(returned),
        returns=tuple((photo_reason(code), count) for code, count in codes.most_common()),
    )


def window_queue(officer: OfficerRecord, *, limit: int = 100) -> list[ApplicationView]:
    """The applications that only a window can finish, in the regions of this officer's window duty, oldest first."""
    rows = Application.objects.filter(offices.within(officer.areas(Duty.WINDOW), "region"))
    rows = rows.filter(stage=ApplicationStage.WINDOW_ONLY).select_related("photo")
    rows = rows.exclude(citizen_id__in=offices.recused_from(officer))
    return [_application(row) for row in rows.order_by("decided_at")[:limit]]
