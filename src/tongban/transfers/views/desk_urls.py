"""Addresses of the desk pages: the queue, a case with its acts and pages, the inspector's phone, city rules."""

from __future__ import annotations

from django.urls import URLPattern, path

from tongban.transfers.views import alerts, desk, inspector, lateness, policies, viewer

urlpatterns: list[URLPattern] = [
    path("desk/transfers/", desk.queue, name="desk-queue"),
    path("desk/transfers/<uuid:transfer_id>/", desk.case, name="desk-case"),
    path("desk/transfers/<uuid:transfer_id>/refusal/", desk.refusal, name="desk-refusal"),
    path("desk/transfers/<uuid:transfer_id>/pages/<slug:item>/<int:number>/", desk.page, name="desk-page"),
    path("desk/transfers/<uuid:transfer_id>/viewer/<slug:item>/<int:number>/", viewer.viewer, name="desk-viewer"),
    path(
        "desk/transfers/<uuid:transfer_id>/viewer/<slug:item>/<int:number>/picture/",
        viewer.picture,
        name="desk-picture",
    ),
    path("desk/transfers/<uuid:transfer_id>/viewer/overview/", viewer.overview, name="desk-overview"),
    path("desk/transfers/<uuid:transfer_id>/photos/<int:attempt>/<slug:code>/", desk.photo, name="desk-photo"),
    path("desk/transfers/<uuid:transfer_id>/papers/<slug:name>/", desk.paper, name="desk-paper"),
    path("desk/transfers/<uuid:transfer_id>/<slug:word>/", desk.act, name="desk-act"),
    path("desk/alerts/", alerts.alerts, name="desk-alerts"),
    path("desk/late/", lateness.late, name="desk-late"),
    path("desk/late/<uuid:transfer_id>/urge/", lateness.urge, name="desk-urge"),
    path("inspect/", inspector.cars, name="inspect-list"),
    path("inspect/<uuid:transfer_id>/", inspector.car, name="inspect-car"),
    path("inspect/<uuid:transfer_id>/result/", inspector.result, name="inspect-result"),
    path("inspect/<uuid:transfer_id>/out/", inspector.move_out, name="inspect-out"),
    path("inspect/<uuid:transfer_id>/fail/", inspector.fail_at_origin, name="inspect-fail"),
    path("desk/policies/", policies.desk, name="policies-desk"),
    path("desk/policies/new/", policies.draft, name="policy-draft"),
    path("desk/policies/<uuid:policy_id>/", policies.policy, name="policy"),
    path("desk/policies/<uuid:policy_id>/approve/", policies.approve, name="policy-approve"),
    path("desk/policies/<uuid:policy_id>/end/", policies.end, name="policy-end"),
]
