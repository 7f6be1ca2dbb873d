"""An officer's browser at the pages of a transfer, and what it reads."""

from __future__ import annotations

import re
import uuid

import page_reading
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tongban.inspections import records as inspection
from tongban.people.models import Account

PLATES = re.compile(r"[\u3400-\u9fff][A-Z][A-Z0-9]{5,6}")  # never translated; a title cannot mark them as Chinese
KEPT = ("样本", "样证", "中文", "通办", "示例")


class Page(page_reading.Page):
    """A page that may show plates and invented names in Chinese."""

    def is_chinese(self, text):
        return super().is_chinese(PLATES.sub("", text)) and not any(word in text for word in KEPT)


def client_of(officer, language="zh-hans"):
    """The officer's browser."""
    client = Client()
    client.force_login(Account.objects.get(pk=officer.account_id), backend="tongban.people.signed_in.AccountBackend")
    client.cookies["django_language"] = language
    return client


def act(case, part, word, data=None, *, follow=False):
    """Send one of the case's forms as the officer of that part."""
    address = reverse("transfers:desk-act", args=[case.id, word])
    return client_of(case.officers[part]).post(address, {"key": str(uuid.uuid4()), **(data or {})}, follow=follow)


def page_of(case, part, language="zh-hans"):
    """The case as that part's officer sees it."""
    answer = client_of(case.officers[part], language).get(reverse("transfers:desk-case", args=[case.id]))
    assert answer.status_code == 200
    return answer.content.decode()


def filled(cars, case, **changes):
    """The inspector's form, filled as on the phone."""
    photos = {
        f"photo-{code}": SimpleUploadedFile(f"{code}.png", cars.page(code), "image/png")
        for code in inspection.required_photos(type=case.vehicle.type)
    }
    ticks = {f"item-{n}": "pass" for n in inspection.required_items(type=case.vehicle.type, use=case.vehicle.use)}
    return {
        "key": str(uuid.uuid4()),
        "vin": str(case.vehicle.vin),
        "mileage_km": "61000",
        "is_recorded": "on",
        "is_certified": "on",
        **ticks,
        **photos,
    } | changes
