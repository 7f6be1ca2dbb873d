"""Under /log/: c2sp.org/tlog-tiles, and our key and proofs beside it."""

from __future__ import annotations

from django.urls import path

from tongban.journal import views

app_name = "journal"
urlpatterns = [
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("vkey", views.vkey, name="vkey"),
    path("tile/<path:path>", views.tile, name="tile"),
    path("proof/<uuid:entry_id>.tlog-proof", views.proof, name="proof"),
]
