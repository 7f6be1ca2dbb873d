"""Numbers: ten random ones or one's own choice, an earlier one kept, and temporary plates.

Who has a number that is not free stands in the pool (registers.actions.numbers); what may be composed, drawn and kept is
law of this service.
"""

from __future__ import annotations

import random
import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.calendars import Rule, deadline
from tongban.clock import day_of
from tongban.errors import NotFound, Refused, refuse_unless
from tongban.identifiers import Plate
from tongban.journal import actions as journal
from tongban.people.records import CitizenRecord
from tongban.registers import actions as registers
from tongban.registers import numbering
from tongban.registers import queries as register_queries
from tongban.transfers.actions.acting import TRANSFERS, about, require_party
from tongban.transfers.actions.clocks import end_of, runs_out
from tongban.transfers.entries import NumberChosen, TemporaryPlateIssued
from tongban.transfers.models import TemporaryPlate, Transfer
from tongban.transfers.profile import profile
from tongban.transfers.queries.numbers import issuing_letters, kept_numbers
from tongban.transfers.stages import Move, Stage
from tongban.verdicts import Reason, Text, Verdict

DRAWS_MAX = 400


def offer_numbers(
    *, transfer_id: UUID, citizen: CitizenRecord, at: datetime, chance: random.Random | None = None
) -> list[str]:
    """Ten random free numbers, kept for this case for half an hour; asked again meanwhile, the same ten.

    Refused("number.rounds") after the rounds that the authority allows.
    """
    draw = chance or secrets.SystemRandom()
    with transaction.atomic():
        row = owned_case(transfer_id, citizen)
        registers.free_numbers(at=at)
        offered, _until = register_queries.offered_numbers(row.pk, at=at)
        if offered:
            return offered
        if row.deal.number_rounds >= profile().offer_rounds:
            raise Refused("number.rounds", Verdict.of([NO_MORE_ROUNDS]))
        row.deal = row.deal.changed(number_rounds=row.deal.number_rounds + 1)
        row.save(update_fields=["deal"])
        fuel = register_queries.vehicle_by_id(row.vehicle_id).fuel
        prefix = issuing_letters(row.destination)
        found = registers.offer_numbers(
            matter_id=row.pk,
            plate_kind=row.plate_kind,
            office=row.destination,
            drawn=(
                plate
                for _ in range(DRAWS_MAX)
                for plate in numbering.random_candidates(
                    prefix=prefix, kind=row.plate_kind, count=1, random=draw, fuel=fuel
                )
            ),
            count=profile().offered_numbers,
            at=at,
            until=at + timedelta(minutes=profile().offer_minutes),
        )
        if not found:
            raise Refused("number.pool-empty", Verdict.of([POOL_EMPTY]))
    return found


def choose_number(*, transfer_id: UUID, key: str, plate: str, citizen: CitizenRecord, at: datetime) -> None:
    """Take one of the ten. Refused("number.not-offered") when the half hour is over or it was never offered."""
    given = {"how": "random", "plate": plate}
    with TRANSFERS.acting(transfer_id, key=key, move=Move.CHOOSE_NUMBER, by=citizen.key, content=given, at=at) as act:
        row = act.row
        require_party(citizen, row.buyer_id, row.agent_id)
        if not act.is_new:
            return
        if not registers.hold_offered_number(matter_id=row.pk, plate=Plate(plate), at=at):
            raise Refused("number.not-offered", Verdict.of([NOT_OFFERED]))
        bind_number(row, str(Plate(plate)), how="random", citizen=citizen, at=at)


def compose_number(*, transfer_id: UUID, key: str, plate: str, citizen: CitizenRecord, at: datetime) -> None:
    """自编: a number of one's own making, by the plate grammar (facts 2.3) and if nobody has it.

    Refused("number.grammar") says which letter is wrong; Refused("number.taken") when somebody was faster.
    """
    given = {"how": "composed", "plate": plate}
    with TRANSFERS.acting(transfer_id, key=key, move=Move.CHOOSE_NUMBER, by=citizen.key, content=given, at=at) as act:
        row = act.row
        require_party(citizen, row.buyer_id, row.agent_id)
        if not act.is_new:
            return
        verdict = numbering.may_compose(
            Plate.clean(plate),
            kind=row.plate_kind,
            prefix=issuing_letters(row.destination),
            fuel=register_queries.vehicle_by_id(row.vehicle_id).fuel,
        )
        refuse_unless(verdict, code="number.grammar")
        registers.free_numbers(at=at)
        if not registers.hold_number(
            matter_id=row.pk, plate_kind=row.plate_kind, plate=Plate(plate), office=row.destination, at=at
        ):
            raise Refused("number.taken", Verdict.of([TAKEN]))
        bind_number(row, str(Plate(plate)), how="composed", citizen=citizen, at=at)


def keep_number(*, transfer_id: UUID, key: str, plate: str, citizen: CitizenRecord, at: datetime) -> None:
    """保留原号: a number that this person had on another vehicle of the same kind (第四十四条)."""
    given = {"how": "kept", "plate": plate}
    with TRANSFERS.acting(transfer_id, key=key, move=Move.CHOOSE_NUMBER, by=citizen.key, content=given, at=at) as act:
        row = act.row
        require_party(citizen, row.buyer_id)
        if not act.is_new:
            return
        wanted = Plate(plate)
        is_kept = str(wanted) in kept_numbers(citizen.id, office=row.destination, kind=row.plate_kind, at=at)
        if not is_kept or not registers.hold_kept_number(
            matter_id=row.pk, plate_kind=row.plate_kind, plate=wanted, keeper_id=citizen.id, at=at
        ):
            raise Refused("number.not-kept", Verdict.of([NOT_KEPT]))
        bind_number(row, str(wanted), how="kept", citizen=citizen, at=at)


def bind_number(row: Transfer, plate: str, *, how: str, citizen: CitizenRecord, at: datetime) -> None:
    """The case has its number."""
    row.new_plate_kind, row.new_plate = row.plate_kind, plate
    journal.record(NumberChosen(transfer=str(row.id), how=how), by=citizen.key, about=about(row), at=at)
    TRANSFERS.step(row, Move.CHOOSE_NUMBER, by=citizen.key, at=at)
    if row.due_at is not None and row.due_at < at:  # it was decided; the days since then are the buyer's own
        row.due_at = runs_out(TRANSFERS.row(row).clock, at)
        row.save(update_fields=["due_at"])


def keep_for_owner(
    row: Transfer, *, plate_kind: str, plate: str, owner_id: UUID | None, held_since: date, at: datetime
) -> None:
    """After a transfer the number that the seller had for a year is kept for them two years (第四十四条)."""
    if owner_id is None:
        return
    verdict = numbering.may_keep(
        is_former_owner=True,
        held_since=held_since,
        ended_on=day_of(at),
        has_open_matters=False,  # the transfer would have been refused
        is_same_kind=True,
        on=day_of(at),
    )
    if not verdict.is_allowed:
        return
    until = end_of(numbering.kept_until(day_of(at)))
    registers.keep_number(plate_kind=plate_kind, plate=plate, office=row.origin, keeper_id=owner_id, at=at, until=until)


def owned_case(transfer_id: UUID, citizen: CitizenRecord) -> Transfer:
    """The approved case of this buyer, locked; Refused("number.stage") when there is nothing to choose now."""
    row = Transfer.objects.select_for_update().filter(pk=transfer_id).first()
    if row is None:
        raise NotFound("transfer.unknown")
    require_party(citizen, row.buyer_id, row.agent_id)
    if row.stage != Stage.APPROVED:
        raise Refused("number.stage", Verdict.of([NOT_NOW]))
    return row


def issue_temporary_plate(row: Transfer, *, days: int, purpose: str, by: str, at: datetime) -> TemporaryPlate:
    """A temporary plate for so many days, holidays included (第九十二条)."""
    day = day_of(at)
    plate = TemporaryPlate(
        transfer=row, purpose=purpose, from_day=day, until_day=deadline(Rule.TEMPORARY_PLATE, days, day)
    )
    office = row.origin if purpose == "moved-out" else row.destination
    for _ in range(DRAWS_MAX):
        digits = "".join(secrets.choice("0123456789") for _ in range(5))
        plate.number = f"{issuing_letters(office)}{digits}临"
        try:
            with transaction.atomic():
                plate.save(force_insert=True)
        except IntegrityError:
            continue
        entry = TemporaryPlateIssued(transfer=str(row.id), days=days, purpose=purpose)
        journal.record(entry, by=by, about=about(row), at=at)
        return plate
    raise Refused("number.pool-empty", Verdict.of([POOL_EMPTY]))


NOT_NOW = Reason(
    "number-not-now",
    "",
    Text("现在还不能选号，或者已经选好了。", "There is no number to choose now, or it was chosen."),
    Text("刷新页面看现在的进度。", "Reload to see how it stands."),
)
NOT_OFFERED = Reason(
    "number-not-offered",
    "《机动车登记规定》第四十三条",
    Text("这个号没有给您留着，或者过了 30 分钟。", "This number is not kept for you, or the half hour is over."),
    Text("再选一次。", "Draw again."),
)
TAKEN = Reason(
    "number-taken",
    "《机动车登记规定》第四十三条",
    Text("这个号已经有人用了。", "Somebody has this number."),
    Text("换一个号再试。", "Try another one."),
)
NOT_KEPT = Reason(
    "number-not-kept",
    "《机动车登记规定》第四十四条",
    Text("这个号没有给您保留。", "This number is not kept for you."),
    Text("可以随机选号或者自己编号。", "Draw a random one or compose your own."),
)
NO_MORE_ROUNDS = Reason(
    "number-rounds",
    "",
    Text("换组的次数用完了。", "No further draw is left."),
    Text("从自编号里选，或者到窗口办理。", "Compose your own, or go to a window."),
)
POOL_EMPTY = Reason(
    "number-pool-empty",
    "",
    Text("这个号段快用完了，没有找到空号。", "This series is nearly used up; no free number was found."),
    Text("请联系车管所。", "Contact the office."),
)
