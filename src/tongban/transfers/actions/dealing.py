"""The deal: a filed dealer or market enters it, commerce registers it, tax issues the invoice; or an owner moves home.

Nothing here waits for a partner. What is to be asked is written into the outbox in the transaction of the act, and
the answers come back through `following.follow_partners`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.cases.numbers import next_number
from tongban.clock import day_of
from tongban.errors import Forbidden, Malformed, NotFound, Refused, refuse_unless
from tongban.identifiers import CreditCode, IdentityNumber, Plate, Vin
from tongban.identifiers.spelling import is_digits
from tongban.journal import actions as journal
from tongban.notices import actions as notices
from tongban.offices import queries as offices
from tongban.partners import actions as partners
from tongban.partners import queries as partner_queries
from tongban.partners.records import DealerKind, DealerRecord, Partner
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.transfers.actions import clocks
from tongban.transfers.actions.acting import TRANSFERS, Papers, about, kept, persons, require_party
from tongban.transfers.actions.consenting import consented_vehicle, end_consents, own_vehicle
from tongban.transfers.actions.permits import let_go
from tongban.transfers.entries import DealEntered
from tongban.transfers.models import CaseNumber, JointOwner, Transfer
from tongban.transfers.queries import facts, permits
from tongban.transfers.queries.matters import joint_owners
from tongban.transfers.rules.precheck import Precheck, judge
from tongban.transfers.rules.terms import Deal
from tongban.transfers.stages import OPEN, Ground, Stage, Way
from tongban.verdicts import Reason, Text, Verdict

SERVICE = "transfers"


def dealer_of(citizen: CitizenRecord, *, on: date) -> DealerRecord:
    """The filed dealer or market that this person works for; Forbidden("transfer.no-dealer")."""
    for organisation in people.organisations_of(citizen.id, on=on):
        dealer = partner_queries.dealer(organisation.credit_code)
        if dealer is not None and dealer.is_filed(on=on):
            return dealer
    raise Forbidden("transfer.no-dealer", "expected a clerk of a filed dealer or market", say=NO_DEALER)


def enter_deal(
    *,
    transfer_id: UUID,
    citizen: CitizenRecord,
    plate_kind: str,
    plate: Plate,
    vin: Vin,
    code: str,
    buyer_number: IdentityNumber | None,
    destination: str,
    price_fen: int,
    delivered_on: date,
    at: datetime,
    papers: Papers | None = None,
) -> Transfer:
    """A clerk of a filed dealer or market enters a deal with the owner's consent. buyer_number None: for own stock.

    transfer_id is chosen by the page, so that a double click is one case; Refused("transfer.key") if it stands for
    another person's case or another deal. Refused("transfer.precheck") with every reason
    when the vehicle cannot be transferred; Refused("transfer.open-case") when another case is open. The case carries
    the residence permit that the buyer handed in before for this city, unless the clerk brings one (papers).
    """
    given = {
        "vehicle": [plate_kind, plate, vin],
        "buyer": buyer_number,
        "destination": destination,
        "price_fen": price_fen,
        "delivered_on": delivered_on,
        "papers": papers or {},
    }
    act = TRANSFERS.keyed(
        key=str(transfer_id), case_id=transfer_id, move="enter-deal", by=citizen.key, content=given, at=at
    )
    if (existing := TRANSFERS.begun(act)) is not None:
        return existing
    if price_fen <= 0:
        raise Malformed("transfer.price", "expected a price above zero")
    if delivered_on > day_of(at):
        raise Malformed("transfer.delivered-on", "expected a day that is not in the future")
    dealer = dealer_of(citizen, on=day_of(at))
    vehicle = consented_vehicle(plate_kind=plate_kind, plate=plate, vin=vin, code=code, citizen=citizen, at=at)
    buyer = None if buyer_number is None else buyer_by_number(buyer_number)
    if buyer is not None:
        buyer = people_actions.learn_home(buyer.id, at=at)
    carried = with_held(papers, buyer, destination=destination, at=at)
    require_open_service(destination, on=day_of(at))
    found = judge(
        facts.situation_before(
            vehicle,
            destination=destination,
            buyer=buyer,
            trade=dealer.prefecture,
            on=day_of(at),
            for_owner=False,
            ground=Ground.STOCK if buyer is None else Ground.SALE,
            papers=carried,
        )
    )
    refuse_unless(found.verdict, code="transfer.precheck")
    deal = Deal(
        on=day_of(at),
        price_fen=price_fen,
        delivered_on=delivered_on,
        trade_prefecture=dealer.prefecture,
        is_short_held=facts.is_short_held(vehicle, on=day_of(at)),
    )
    with transaction.atomic():
        if TRANSFERS.note(act) is not None:  # the other of two clicks was faster
            return TRANSFERS.begun(act) or TRANSFERS.lock(transfer_id)
        row = open_case(
            transfer_id,
            vehicle,
            destination=destination,
            way=Way.ORIGIN_FIRST if found.is_old_way else Way.ONE_PLACE,
            ground=Ground.STOCK if buyer is None else Ground.SALE,
            buyer=buyer,
            found=found,
            by=citizen,
            at=at,
            values={
                "dealer": dealer.credit_code,
                "deal": deal.changed(**kept(carried, at=at)),
                "buyer_credit_code": dealer.credit_code if buyer is None else "",
            },
        )
        if row.ground == Ground.STOCK:
            row.buyer_applied_at = at
            row.save(update_fields=["buyer_applied_at"])
        tell_commerce(row, vehicle, dealer, at=at)
        ask_mortgagee(row, vehicle, at=at)
        tell_parties(row, ENTERED, at=at)
        tell_co_owners(row, vehicle, at=at)
    return row


def begin_move(
    *,
    transfer_id: UUID,
    citizen: CitizenRecord,
    vehicle_id: UUID,
    destination: str,
    at: datetime,
    papers: Papers | None = None,
) -> Transfer:
    """An owner has moved home into another office's district (《机动车登记规定》第十八条). Applies with it.

    papers: as for `apply`; whoever lives there by a residence permit hands it in here, or has before.
    """
    given = {"vehicle": vehicle_id, "destination": destination, "papers": papers or {}}
    act = TRANSFERS.keyed(
        key=str(transfer_id), case_id=transfer_id, move="begin-move", by=citizen.key, content=given, at=at
    )
    if (existing := TRANSFERS.begun(act)) is not None:
        return existing
    vehicle = own_vehicle(vehicle_id, citizen)
    require_open_service(destination, on=day_of(at))
    citizen = people_actions.learn_home(citizen.id, at=at)
    carried = with_held(papers, citizen, destination=destination, at=at)
    found = judge(
        facts.situation_before(
            vehicle,
            destination=destination,
            buyer=citizen,
            trade=None,
            on=day_of(at),
            for_owner=True,
            ground=Ground.MOVE,
            papers=carried,
        )
    )
    refuse_unless(found.verdict, code="transfer.precheck")
    with transaction.atomic():
        if TRANSFERS.note(act) is not None:  # the other of two clicks was faster
            return TRANSFERS.begun(act) or TRANSFERS.lock(transfer_id)
        row = open_case(
            transfer_id,
            vehicle,
            destination=destination,
            way=Way.ORIGIN_FIRST if found.is_old_way else Way.ONE_PLACE,
            ground=Ground.MOVE,
            buyer=citizen,
            found=found,
            by=citizen,
            at=at,
            values={
                "invoice_broken": [],
                "seller_confirmed_at": at,
                "deal": Deal(on=day_of(at)).changed(**kept(carried, at=at)),
            },
        )
    return row


def with_held(papers: Papers | None, buyer: CitizenRecord | None, *, destination: str, at: datetime) -> Papers:
    """The papers that a case begins with: the permit that the buyer handed in before, if one is held, and those given
    now. Only what proves the buyer's home can be handed in so early."""
    if set(papers or {}) - {"residence_permit"}:
        raise Malformed("transfer.paper", "expected no other paper than the proof of residence yet")
    held = {} if buyer is None else permits.papers_of(buyer.id, destination=destination, at=at)
    return held | (papers or {})


def open_case(
    transfer_id: UUID,
    vehicle: VehicleRecord,
    *,
    destination: str,
    way: Way,
    ground: Ground,
    buyer: CitizenRecord | None,
    found: Precheck,
    by: CitizenRecord,
    at: datetime,
    values: dict[str, Any],
) -> Transfer:
    """The case's row and its journal entry; Refused("transfer.open-case") when the vehicle has an open one."""
    owner = people.citizen_by_number(vehicle.owner_number)
    seller_by = clocks.runs_out("seller-confirmation", at)
    if Transfer.objects.filter(vehicle_id=vehicle.id, stage__in=OPEN).exists():
        raise Refused("transfer.open-case", Verdict.of([OPEN_CASE]))
    try:
        with transaction.atomic():
            row = Transfer.objects.create(
                id=transfer_id,
                number=next_number(CaseNumber, prefix="ZY", at=at),
                way=way,
                ground=ground,
                stage=Stage.DRAFT,
                stage_since=at,
                due_at=seller_by,
                vehicle_id=vehicle.id,
                plate_kind=vehicle.plate_kind,
                plate=str(vehicle.plate),
                vin=str(vehicle.vin),
                origin=str(vehicle.office),
                destination=destination,
                seller_id=None if owner is None else owner.id,
                buyer_id=None if buyer is None else buyer.id,
                entered_by=by.id,
                created_at=at,
                seller_by=seller_by,
                precheck={finding.code: finding.result.value for finding in found.findings},
                **values,
            )
    except IntegrityError as clash:  # two at once: the constraint decided
        raise Refused("transfer.open-case", Verdict.of([OPEN_CASE])) from clash
    note_joint_owners(row)
    if buyer is not None:
        let_go(buyer.id, city=offices.city_of(destination))
    entry = DealEntered(
        transfer=str(row.id),
        vehicle=str(vehicle.id),
        ground=ground,
        way=way,
        origin=row.origin,
        destination=row.destination,
    )
    end_consents(vehicle.id, at=at)
    journal.record(entry, by=by.key, about=about(row), at=at)
    return row


def note_joint_owners(row: Transfer) -> None:
    """Keep who the vehicle's joint owners are now, by digest; firms are nobody's relatives."""
    wanted = {people.identity_digest(number) for number in joint_owners(row)}
    known = set(row.joint_owners.values_list("identity_digest", flat=True))
    row.joint_owners.filter(identity_digest__in=known - wanted).delete()
    JointOwner.objects.bulk_create(JointOwner(transfer=row, identity_digest=digest) for digest in wanted - known)


def tell_commerce(row: Transfer, vehicle: VehicleRecord, dealer: DealerRecord, *, at: datetime) -> None:
    """Enter the deal in 全国汽车流通信息管理应用服务系统, before any invoice."""
    buyer_name, buyer_number = buyer_of(row, dealer)
    is_market = dealer.kind is DealerKind.MARKET
    assert row.deal.delivered_on is not None
    body = {
        "vin": row.vin,
        "plate_kind": row.plate_kind,
        "plate": row.plate,
        "seller_name": vehicle.owner_name,
        "seller_number": vehicle.owner_number,
        "buyer_name": buyer_name,
        "buyer_number": buyer_number,
        "price_fen": row.deal.price_fen,
        "dealer_number": "" if is_market else dealer.credit_code,
        "market_number": dealer.credit_code if is_market else "",
        "destination_office": row.destination,
        "agreed_on": row.deal.delivered_on.isoformat(),
    }
    partners.send(
        partner=Partner.COMMERCE,
        kind="enter-deal",
        key=f"deal-{row.id}",
        body=body,
        about=f"transfer:{row.id}",
        at=at,
    )


def buyer_of(row: Transfer, dealer: DealerRecord | None) -> tuple[str, str]:
    """Name and number of the buyer: a person, or the dealer that buys for stock."""
    if row.buyer_id is not None:
        buyer = people.citizen_by_id(row.buyer_id)
        return buyer.name, str(buyer.identity_number)
    assert dealer is not None
    return dealer.name, dealer.credit_code


def attach_invoice(
    *, transfer_id: UUID, key: str, code: str, number: str, citizen: CitizenRecord, at: datetime
) -> None:
    """A party or the dealer names an invoice that exists already; tax is asked whether it is what it says.

    Refused("invoice.used") when another case names it.
    """
    given = {"code": code, "number": number}
    with TRANSFERS.acting(transfer_id, key=key, move="attach-invoice", by=citizen.key, content=given, at=at) as act:
        row = act.row
        require_party(citizen, row.buyer_id, row.seller_id, row.entered_by)
        if not act.is_new:
            return
        if row.stage not in (Stage.DRAFT, Stage.CORRECTION):
            raise Refused("invoice.too-late", Verdict.of([TOO_LATE]))
        if not is_digits(number) or (code and not is_digits(code)):
            raise Malformed("invoice.number", "expected digits: 20, or a code of 12 and a number of 8")
        row.invoice, row.invoice_broken = None, None
        name_invoice(row, code=code, number=number)
        ask_tax(row, code=code, number=number, at=at)


def name_invoice(row: Transfer, *, code: str, number: str) -> None:
    """Bind the invoice to the case; Refused("invoice.used") when another case that may still succeed names it."""
    before, row.invoice_key = row.invoice_key, f"{code}-{number}" if code else number
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        row.invoice_key = before
        raise Refused("invoice.used", Verdict.of([INVOICE_USED])) from clash


def ask_tax(row: Transfer, *, code: str, number: str, at: datetime) -> None:
    """Ask tax for the whole invoice. The key counts the questions of this case: one key has one answer for ever."""
    row.deal = row.deal.changed(asked=row.deal.asked + 1)
    row.save(update_fields=["deal"])
    partners.send(
        partner=Partner.TAX,
        kind="verify-invoice",
        key=f"verify-{row.id}-{row.deal.asked}",
        body={"code": code, "number": number},
        about=f"transfer:{row.id}",
        at=at,
    )


def order_invoice(row: Transfer, *, at: datetime) -> None:
    """Ask tax to issue the invoice of an entered deal, in the dealer's or the market's name (facts 4.3)."""
    vehicle = registers.vehicle_by_id(row.vehicle_id)
    dealer = partner_queries.dealer(CreditCode(row.dealer))
    if dealer is None:
        raise NotFound("partners.dealer-unknown")
    is_market = dealer.kind is DealerKind.MARKET
    buyer_name, buyer_number = buyer_of(row, dealer)
    body = {
        "type": "84",
        "buyer_name": buyer_name,
        "buyer_number": buyer_number,
        "seller_name": vehicle.owner_name,
        "seller_number": vehicle.owner_number,
        "plate": row.plate,
        "certificate_number": vehicle.certificate_number,
        "vehicle_type": vehicle.type,
        "vin": row.vin,
        "model": vehicle.model,
        "destination_office": row.destination,
        "destination_office_name": offices.office(row.destination).name_zh,
        "price_fen": row.deal.price_fen,
        "dealer_name": "" if is_market else dealer.name,
        "dealer_number": "" if is_market else dealer.credit_code,
        "market_name": dealer.name if is_market else "",
        "market_number": dealer.credit_code if is_market else "",
        "is_reverse": row.ground == Ground.STOCK,
        "remarks": row.number,
    }
    partners.send(
        partner=Partner.TAX, kind="issue-invoice", key=f"invoice-{row.id}", body=body, about=f"transfer:{row.id}", at=at
    )


def ask_mortgagee(row: Transfer, vehicle: VehicleRecord, *, at: datetime) -> None:
    """A mortgaged vehicle is a three-party application (Article 26): ask the mortgagee whether it takes part."""
    if not vehicle.is_mortgaged:
        return
    dealer = partner_queries.dealer(CreditCode(row.dealer)) if row.dealer else None
    buyer_name, buyer_number = buyer_of(row, dealer)
    body = {
        "vin": row.vin,
        "mortgagee": vehicle.mortgagee,
        "mortgagee_number": vehicle.mortgagee_number,
        "seller_name": vehicle.owner_name,
        "seller_number": vehicle.owner_number,
        "buyer_name": buyer_name,
        "buyer_number": buyer_number,
        "case": row.number,
    }
    partners.send(
        partner=Partner.BANK,
        kind="confirm-mortgage-transfer",
        key=f"mortgage-{row.id}",
        body=body,
        about=f"transfer:{row.id}",
        at=at,
    )


def buyer_by_number(number: IdentityNumber) -> CitizenRecord:
    """The buyer must be known here, or nobody could ask them; Refused("transfer.buyer-unknown")."""
    buyer = people.citizen_by_identity(number)
    if buyer is None or not buyer.is_bound:
        raise Refused("transfer.buyer-unknown", Verdict.of([BUYER_UNKNOWN]))
    return buyer


def require_open_service(destination: str, *, on: date) -> None:
    """Refused("transfer.closed-here") where the service is not open yet; NotFound("office.unknown")."""
    office = offices.office(destination)
    if not offices.is_open(SERVICE, region=office.region, on=on):
        raise Refused("transfer.closed-here", Verdict.of([CLOSED_HERE]))


def tell_co_owners(row: Transfer, vehicle: VehicleRecord, *, at: datetime) -> None:
    """Each joint owner has to confirm too; those who have an account here are told."""
    for owner in vehicle.co_owners:
        person = people.citizen_by_number(owner.number)
        if person is not None:
            notices.tell(person.id, ENTERED, link=f"/vehicles/cases/{row.id}/", at=at)


def tell_parties(row: Transfer, text: Text, *, at: datetime) -> None:
    """One message to each person of the case."""
    for person in persons(row):
        notices.tell(person, text, link=f"/vehicles/cases/{row.id}/", at=at)


ENTERED = Text(
    "有一笔二手车交易等您确认。请先看清楚车、价钱和对方，再确认。",
    "A used-car deal waits for you. Look at the car, the price and the other side before you confirm.",
)
NO_DEALER = Text(
    "这一页供在商务部门备案的二手车经营企业和市场使用。",
    "This page is for used-car dealers and markets that are filed with the commerce authority.",
)
OPEN_CASE = Reason(
    "open-case",
    "",
    Text("这辆车已经有一件在办。", "Another case is open for this vehicle."),
    Text("等那一件办完或者撤回。", "Wait until it has ended or was withdrawn."),
)
BUYER_UNKNOWN = Reason(
    "buyer-unknown",
    "",
    Text("买方还没有在这里实名注册。", "The buyer has no confirmed account here."),
    Text(
        "请买方先注册并核验本人，再录入。", "Ask the buyer to register and confirm who they are, then enter the deal."
    ),
)
CLOSED_HERE = Reason(
    "closed-here",
    "",
    Text("转入地还没有开通这项服务。", "The destination has not opened this service yet."),
    Text("到转入地车管所窗口办理。", "Go to the destination office's window."),
)
TOO_LATE = Reason(
    "invoice-too-late",
    "",
    Text("现在不能换发票。", "The invoice cannot be changed now."),
    Text("发票有误时请受理人员退回补正。", "If it is wrong, ask the office for a correction."),
)
INVOICE_USED = Reason(
    "INV-used",
    "",
    Text("这张发票已经用在另一件登记上。", "This invoice is used for another registration."),
    Text("核对发票号码；一张发票只能办一次。", "Check its number; an invoice serves once."),
)
