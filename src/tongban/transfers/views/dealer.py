"""The pages of filed dealers and markets: their deals with clocks and what is missing, and a new one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tongban.clock import day_of, now
from tongban.errors import Malformed, NotFound, Problem, Refused
from tongban.people.gates import CitizenRequest, citizen_required
from tongban.transfers import actions, queries
from tongban.transfers.forms.citizen import DealForm
from tongban.transfers.queries import CaseView
from tongban.transfers.stages import Ground, Stage
from tongban.transfers.views.words import banner_of
from tongban.verdicts import Text


@require_safe
@citizen_required
def deals(request: CitizenRequest) -> HttpResponse:
    """The enterprise's own deals, the newest first, each with its clock and with what is missing."""
    at = now()
    dealer = actions.dealer_of(request.citizen, on=day_of(at))
    found = [(one, banner_of(one), missing_of(one)) for one in queries.cases_of_dealer(dealer.credit_code, at=at)]
    return render(request, "transfers/dealer_deals.html", {"dealer": dealer, "deals": found, "at": at})


def missing_of(case: CaseView) -> list[Text]:
    """What a draft still waits for; nothing once an office has it."""
    if case.stage is not Stage.DRAFT:
        return []
    asked = (
        (case.seller_confirmed_at is None, Text("卖方确认", "the seller's confirmation")),
        (case.buyer_applied_at is None, Text("买方申请", "the buyer's application")),
        (not case.deal_number, Text("商务登记", "commerce's registration")),
        (
            case.ground is not Ground.MOVE and case.invoice_broken is None,
            Text("税务核对发票", "tax's word on the invoice"),
        ),
        (bool(case.invoice_broken), Text("一张对的发票", "a correct invoice")),
    )
    return [words for is_missing, words in asked if is_missing]


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def new(request: CitizenRequest) -> HttpResponse:
    """Enter a deal. A car that cannot be transferred is refused at once, with every reason."""
    at = now()
    dealer = actions.dealer_of(request.citizen, on=day_of(at))
    form = DealForm(request.POST or None, request.FILES or None, today=day_of(at), initial={"delivered_on": day_of(at)})
    problem: Problem | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = actions.enter_deal(
                transfer_id=given["transfer_id"],
                citizen=request.citizen,
                plate_kind=given["plate_kind"],
                plate=given["plate"],
                vin=given["vin"],
                code=given["code"],
                buyer_number=given["buyer_number"] if given["buyer"] == "person" else None,
                destination=given["destination"],
                price_fen=given["price"],
                delivered_on=given["delivered_on"],
                papers=form.papers() if given["buyer"] == "person" else None,
                at=at,
            )
        except (Refused, Malformed, NotFound) as no:
            problem = no
        else:
            return redirect("transfers:case", row.id)
    status = problem.status if problem else 422 if form.is_bound and form.errors else 200
    return render(
        request, "transfers/dealer_new.html", {"form": form, "dealer": dealer, "problem": problem}, status=status
    )
