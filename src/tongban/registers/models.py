"""What is stored when the embedded tables are the register, with the constraints that the database itself keeps.

Dates are legal days in China. Nothing of a driver or a vehicle is ever deleted: a driver ends with a letter, not with
the row. `PlateNumber` is the pool, ours whoever keeps the register: a free number has no row.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongban.registers.records import NORMAL, EventKind, LineKind, NumberState, Sex


class Portrait(models.Model):
    """A photo by its SHA-256; the same picture lies here once."""

    digest = models.CharField(max_length=64, primary_key=True)
    image = models.BinaryField()


class Driver(models.Model):
    """A driver. `letters` is the sorted status set as text ("A", "BDJ"); `classes` is concatenated ("C1E")."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=100)
    name_latin = models.CharField(max_length=150, blank=True)
    sex = models.PositiveSmallIntegerField(choices=[(sex.value, sex.name) for sex in Sex])
    nationality = models.CharField(max_length=2, default="CN")
    born = models.DateField()
    first_issued = models.DateField()
    classes = models.CharField(max_length=40)
    class_dates = models.JSONField(default=dict)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    file_number = models.CharField(max_length=12, unique=True)
    card_core_number = models.CharField(max_length=13)
    office = models.CharField(max_length=12)
    issuing_authority = models.CharField(max_length=100)
    address = models.CharField(max_length=300, blank=True)
    remarks = models.CharField(max_length=300, blank=True)
    letters = models.CharField(max_length=20, default=NORMAL)
    points = models.PositiveSmallIntegerField(default=0)
    cycle_start = models.DateField()
    cycle_end = models.DateField()
    portrait_digest = models.CharField(max_length=64, blank=True)
    died_on = models.DateField(null=True, blank=True)
    health_proof_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_for = models.CharField(max_length=20, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office"], name="driver_by_office"),
            models.Index(fields=["cycle_end"], name="driver_by_cycle_end"),
            models.Index(fields=["valid_until"], name="driver_by_valid_until"),
            models.Index(
                fields=["health_proof_on"], name="driver_by_health_proof", condition=Q(health_proof_on__isnull=False)
            ),
            models.Index(fields=["ended_on"], name="driver_by_end", condition=Q(ended_on__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(letters=NORMAL) | ~Q(letters__contains=NORMAL) & ~Q(letters=""),
                name="driver_normal_stands_alone",
            ),
            models.CheckConstraint(
                condition=Q(points__lt=12) | Q(letters__contains="B"), name="driver_full_points_show_b"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="driver_valid_in_order",
            ),
            models.CheckConstraint(condition=Q(cycle_end__gt=F("cycle_start")), name="driver_cycle_in_order"),
        ]


class PointsEntry(models.Model):
    """One line of the points ledger. Cleared lines stay, with the moment of clearing; so do those that were revoked or
    changed with the decision behind them (163 Article 16), which count for nothing any more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="ledger")
    points = models.SmallIntegerField()
    reason = models.CharField(max_length=200)
    on = models.DateField()
    at = models.DateTimeField()
    is_fine_paid = models.BooleanField(default=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["driver", "cleared_at"], name="points_of_driver")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(points__in=(12, 9, 6, 3, 1, -1, -2)), name="points_value_of_the_law"),
        ]


class FullMarkRound(models.Model):
    """满分教育: one round, from the day on which 12 points were reached. noticed_on: when the notice of the course was served;
    the days of study and the tests as they were certified when it was passed. dropped_at: the points went by themselves,
    because the decision behind them was revoked."""

    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, related_name="rounds")
    began_on = models.DateField()
    noticed_on = models.DateField(null=True, blank=True)
    passed_on = models.DateField(null=True, blank=True)
    onsite_days = models.PositiveSmallIntegerField(default=0)
    online_days = models.PositiveSmallIntegerField(default=0)
    own_days = models.PositiveSmallIntegerField(default=0)
    tests = models.CharField(max_length=3, blank=True, default="")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["driver"],
                condition=Q(passed_on__isnull=True, dropped_at__isnull=True),
                name="one_open_round_a_driver",
            ),
        ]


class Vehicle(models.Model):
    """A vehicle by (plate_kind, plate); `letters` as for drivers. owner_since: null as long as it never changed hands.

    A number that a vehicle gives up is free for others in the same moment, because it stands nowhere but in the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plate_kind = models.CharField(max_length=2)
    plate = models.CharField(max_length=12)
    vin = models.CharField(max_length=17, unique=True)
    engine_number = models.CharField(max_length=30, blank=True)
    model = models.CharField(max_length=60, blank=True)
    owner_name = models.CharField(max_length=200)
    owner_number = models.CharField(max_length=18)
    owner_address = models.CharField(max_length=300, blank=True)
    use = models.CharField(max_length=1)
    type = models.CharField(max_length=3)
    colour = models.CharField(max_length=5)
    fuel = models.CharField(max_length=5)
    emission = models.CharField(max_length=2)
    origin = models.CharField(max_length=1, default="A")
    seats = models.PositiveSmallIntegerField()
    total_mass_kg = models.PositiveIntegerField()
    length_mm = models.PositiveIntegerField()
    registered_on = models.DateField()
    inspected_until = models.DateField()
    insured_until = models.DateField()
    scrapped_on = models.DateField(null=True, blank=True)
    certificate_number = models.CharField(max_length=12)
    office = models.CharField(max_length=12)
    letters = models.CharField(max_length=20, default=NORMAL)
    is_mortgaged = models.BooleanField(default=False)
    is_pledged = models.BooleanField(default=False)
    co_owners = models.JSONField(default=list, blank=True)
    mortgagee = models.CharField(max_length=200, blank=True, default="")
    mortgagee_number = models.CharField(max_length=18, blank=True, default="")
    seized_by = models.CharField(max_length=100, blank=True, default="")
    owner_since = models.DateField(null=True, blank=True)
    mileage_km = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner_number"], name="vehicle_by_owner"),
            models.Index(fields=["office"], name="vehicle_by_office"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plate_kind", "plate"], name="vehicle_plate_once"),
            models.CheckConstraint(
                condition=Q(letters=NORMAL) | ~Q(letters__contains=NORMAL) & ~Q(letters=""),
                name="vehicle_normal_stands_alone",
            ),
            models.CheckConstraint(
                condition=Q(mortgagee="") | Q(is_mortgaged=True), name="vehicle_mortgagee_of_a_mortgage"
            ),
            models.CheckConstraint(
                condition=Q(seized_by="") | Q(letters__contains="K"), name="vehicle_seized_by_shows_k"
            ),
        ]


class VehicleLine(models.Model):
    """One line of a vehicle's history. Lines are only added; owners are counted by them, never named in them."""

    id = models.BigAutoField(primary_key=True)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in LineKind])
    on = models.DateField()
    office = models.CharField(max_length=12, blank=True)
    plate = models.CharField(max_length=12, blank=True)
    mileage_km = models.PositiveIntegerField(default=0)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["vehicle", "on"], name="lines_of_vehicle")]


class KeyedAct(models.Model):
    """An act that counts each time (points, a new card, a line of the history), under the key of who sent it.

    subject: of which row; content: the SHA-256 of what was said. The same act under the same key does nothing more.
    """

    key = models.CharField(max_length=80, primary_key=True)
    subject = models.UUIDField()
    act = models.CharField(max_length=30)
    by = models.CharField(max_length=100)
    content = models.CharField(max_length=64)
    at = models.DateTimeField()


class FormerPlate(models.Model):
    """A number that a vehicle bore until a day, when it took another; the number may be somebody else's since."""

    id = models.BigAutoField(primary_key=True)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="former_plates")
    plate_kind = models.CharField(max_length=2)
    plate = models.CharField(max_length=12)
    until = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["plate_kind", "plate", "-until"], name="former_plate_by_number")]


class RegisterEvent(models.Model):
    """A change, written in the change's own transaction; `seq` is given only once it is committed (events.py)."""

    id = models.BigAutoField(primary_key=True)
    seq = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in EventKind])
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, null=True, related_name="+")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], name="register_event_unnumbered", condition=Q(seq__isnull=True)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(driver__isnull=False, vehicle__isnull=True) | Q(driver__isnull=True, vehicle__isnull=False),
                name="register_event_of_one_thing",
            ),
        ]


class Import(models.Model):
    """How far a file has been read in, so that a killed import goes on where it stopped. Keyed by the file's digest
    and encoding: a file that was read in a wrong encoding can be read again in the right one."""

    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    encoding = models.CharField(max_length=10, default="utf-8")
    lines_done = models.PositiveBigIntegerField(default=0)
    created = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    bad = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "kind", "encoding"], name="import_of_a_file_once")
        ]


class ImportFault(models.Model):
    """One thing wrong with one line of an import file. Never what stood there: that may be a person's."""

    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="faults")
    line = models.PositiveBigIntegerField()
    field = models.CharField(max_length=60, blank=True)
    expected = models.CharField(max_length=300)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["of", "line"], name="import_fault_by_line")]


class PlateNumber(models.Model):
    """A number that is not free: offered to a matter, held by it, on a vehicle, or kept for a person."""

    plate_kind = models.CharField(max_length=2)
    plate = models.CharField(max_length=12)
    office = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=[(state.value, state.value) for state in NumberState])
    matter_id = models.UUIDField(null=True)
    kept_for = models.UUIDField(null=True)  # citizen
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plate_kind", "plate"], name="one_number_once"),
            models.UniqueConstraint(
                fields=["matter_id"],
                condition=Q(state__in=[NumberState.HELD, NumberState.TAKEN]),
                name="one_number_a_transfer",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["matter_id"], name="number_by_matter"),
            models.Index(fields=["kept_for"], name="number_by_keeper"),
            models.Index(fields=["state", "until"], name="number_by_end"),
        ]
