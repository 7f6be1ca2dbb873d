"""Addresses of the used-vehicle registration: citizens and dealers under /vehicles/, offices under /desk/transfers/."""

from __future__ import annotations

from tongban.transfers.views import citizen_urls, desk_urls, public_urls

app_name = "transfers"
urlpatterns = [*citizen_urls.urlpatterns, *desk_urls.urlpatterns, *public_urls.urlpatterns]
