"""The addresses of the electronic licence."""

from __future__ import annotations

from django.urls import path

from tongban.licences import wallet_api
from tongban.licences.firms import openapi, sandbox
from tongban.licences.views import citizen, clocks, desk, public, vehicle

app_name = "licences"
urlpatterns = [
    path("licence/", citizen.licence, name="licence"),
    path("licence/apply/", citizen.apply, name="apply"),
    path("licence/application/", citizen.application, name="application"),
    path("licence/application/<uuid:application_id>/withdraw/", citizen.withdraw, name="withdraw"),
    path("licence/collect/", citizen.collect, name="collect"),
    path("licence/code/", citizen.code, name="code"),
    path("licence/photo/", citizen.photo, name="photo"),
    path("licence/photo-change/", citizen.photo_change, name="photo-change"),
    path("licence/history/", citizen.history, name="history"),
    path("licence/paper/", citizen.paper, name="paper"),
    path("licence/lock/", citizen.lock, name="lock"),
    path("licence/unlock/", citizen.unlock, name="unlock"),
    path("licence/wallet/collect/", wallet_api.collect, name="wallet-collect"),
    path("licence/wallet/refresh/", wallet_api.refresh, name="wallet-refresh"),
    path("vehicle-licence/", vehicle.vehicles, name="vehicles"),
    path("vehicle-licence/<uuid:vehicle_id>/", vehicle.vehicle, name="vehicle"),
    path("vehicle-licence/<uuid:vehicle_id>/receive/", vehicle.receive, name="vehicle-receive"),
    path("vehicle-licence/<uuid:vehicle_id>/collect/", vehicle.collect, name="vehicle-collect"),
    path("vehicle-licence/<uuid:vehicle_id>/code/", vehicle.code, name="vehicle-code"),
    path("vehicle-licence/<uuid:vehicle_id>/phone/", vehicle.phone, name="vehicle-phone"),
    path(
        "vehicle-licence/<uuid:vehicle_id>/wallet/collect/", wallet_api.collect_vehicle, name="vehicle-wallet-collect"
    ),
    path(
        "vehicle-licence/<uuid:vehicle_id>/wallet/refresh/", wallet_api.refresh_vehicle, name="vehicle-wallet-refresh"
    ),
    path("desk/photos/", desk.queue, name="desk-photos"),
    path("desk/photos/decisions/<uuid:proposal_id>/undo/", desk.undo, name="desk-undo"),
    path("desk/photos/<uuid:application_id>/", desk.review, name="desk-review"),
    path("desk/photos/<uuid:application_id>/later/", desk.later, name="desk-later"),
    path("desk/photos/<uuid:application_id>/picture/<str:which>/", desk.picture, name="desk-picture"),
    path("desk/search/", desk.search, name="desk-search"),
    path("desk/drivers/<uuid:driver_id>/", desk.record, name="desk-record"),
    path("desk/drivers/<uuid:driver_id>/portrait/", desk.portrait, name="desk-portrait"),
    path("desk/drivers/<uuid:driver_id>/standing/", desk.change_standing, name="desk-standing"),
    path("desk/drivers/<uuid:driver_id>/lock/", desk.lock, name="desk-lock"),
    path("desk/window/<uuid:application_id>/", desk.window_photo, name="desk-window"),
    path("vct/driving-licence", public.type_metadata, name="type-metadata"),
    path("rules/", public.rules, name="rules"),
    path("desk/clocks/", clocks.clocks, name="clocks"),
    path("api/openapi.json", openapi.served, name="openapi"),
    path("api/sandbox/codes.json", sandbox.served, name="sandbox"),
    path("service-worker.js", public.service_worker, name="service-worker"),
    path("verify/", public.verify, name="verify"),
]
