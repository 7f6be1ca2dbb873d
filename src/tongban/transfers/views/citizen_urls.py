"""Addresses of the pages of citizens and dealers."""

from __future__ import annotations

from django.urls import URLPattern, path

from tongban.transfers.views import cases, citizen, dealer

urlpatterns: list[URLPattern] = [
    path("vehicles/", citizen.vehicles, name="vehicles"),
    path("vehicles/<uuid:vehicle_id>/sell/", citizen.sell, name="sell"),
    path("vehicles/<uuid:vehicle_id>/consent/", citizen.consent, name="consent"),
    path("vehicles/<uuid:vehicle_id>/consent/withdraw/", citizen.withdraw_consent, name="consent-withdraw"),
    path("vehicles/<uuid:vehicle_id>/report/", citizen.report, name="report"),
    path("vehicles/check/", citizen.check, name="check"),
    path("vehicles/check/result/", citizen.check_result, name="check-result"),
    path("vehicles/permit/", citizen.permit, name="permit"),
    path("vehicles/move/", citizen.move, name="move"),
    path("vehicles/cases/", cases.cases, name="cases"),
    path("vehicles/cases/<uuid:transfer_id>/", cases.case, name="case"),
    path("vehicles/cases/<uuid:transfer_id>/confirm/", cases.confirm, name="case-confirm"),
    path("vehicles/cases/<uuid:transfer_id>/apply/", cases.apply, name="case-apply"),
    path("vehicles/cases/<uuid:transfer_id>/correct/", cases.correct, name="case-correct"),
    path("vehicles/cases/<uuid:transfer_id>/apply-in/", cases.apply_in, name="case-apply-in"),
    path("vehicles/cases/<uuid:transfer_id>/withdraw/", cases.withdraw, name="case-withdraw"),
    path("vehicles/cases/<uuid:transfer_id>/hand-in/", cases.hand_in, name="case-hand-in"),
    path("vehicles/cases/<uuid:transfer_id>/invoice/", cases.name_invoice, name="case-invoice"),
    path("vehicles/cases/<uuid:transfer_id>/number/", cases.number, name="case-number"),
    path("vehicles/cases/<uuid:transfer_id>/custody/", cases.custody, name="case-custody"),
    path("vehicles/cases/<uuid:transfer_id>/proof.json", cases.proof, name="case-proof"),
    path("vehicles/cases/<uuid:transfer_id>/release/", cases.release, name="case-release"),
    path("vehicles/cases/<uuid:transfer_id>/letter/", cases.letter, name="case-letter"),
    path("vehicles/cases/<uuid:transfer_id>/licence/", cases.licence, name="licence"),
    path("dealer/", dealer.deals, name="dealer"),
    path("dealer/new/", dealer.new, name="dealer-new"),
]
