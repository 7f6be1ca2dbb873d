"""A citizen's browser at the pages of a transfer: what is asked, typed and shown."""

from __future__ import annotations

import re

from django.urls import reverse


def url(name, *args):
    return reverse(f"transfers:{name}", args=args)


def shown(browser, name, *args, status=200, **asked):
    answer = browser.get(url(name, *args), asked)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def sent(browser, name, *args, status=302, **values):
    answer = browser.post(url(name, *args), values)
    assert answer.status_code == status, re.findall(r"error[^<]*>([^<]+)<", answer.content.decode())
    return answer


def hidden(html, name="key"):
    return re.search(rf'name="{name}" value="([^"]+)"', html)[1]


def question(record, code, **changes):
    """What a buyer types."""
    return {
        "plate_kind": record.plate_kind,
        "plate_0": str(record.plate)[0],
        "plate_1": str(record.plate)[1:].lower(),
        "vin": record.vin.lower(),
        "code": f"{code[:4]} {code[4:]}",
        "destination": "320500000000",
    } | changes


def entered(cars, at, **changes):
    """A deal that was just entered."""
    seller, buyer, clerk = cars.citizen(area="510104"), cars.citizen(), cars.clerk()
    car = cars.vehicle(seller, **changes)
    cars.fill_file(car)
    return cars.deal(car, seller, buyer, clerk, at=at), seller, buyer, clerk
