"""Pages of a build with so many cases. Asked for {"cases": n} it adds them; for {"page": name, "seconds": s} it answers what
one request costs; for {"house": true} with every page of the house; for {"memory": true} with nothing yet.

The tests' towns of that build make people, offices and a case; the others are copies of that one, of other vehicles.
"""

from __future__ import annotations

import os
import sys
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from _asked import Asked, cookies_of
from _worker import answer, installed

sys.path.insert(0, os.path.join(os.environ["BUILD"], "tests"))
SIDES = {
    "transfers:cases": "buyer",
    "transfers:vehicles": "seller",
    "transfers:dealer": "clerk",
    "transfers:desk-queue": "desk",
    "transfers:inspect-list": "desk",
    "transfers:desk-late": "desk",
    "transfers:desk-alerts": "desk",
    "transfers:times": "nobody",
    "statistics:figures": "nobody",
    "portal:record": "buyer",
    "people:account": "buyer",
}
HOMES = {"home of a buyer": "buyer", "home of a market": "clerk", "home of an officer": "desk"}
BATCH = 500


class Town:
    """Two towns, one case with everybody in it, and browsers."""

    def __init__(self) -> None:
        import town  # noqa: PLC0415 - the build's own
        from transfers import cars  # noqa: PLC0415

        from tongban.offices.records import Duty  # noqa: PLC0415

        town.open_town()
        cars.open_towns()
        at = cars.Clock(datetime.now(UTC) - timedelta(hours=20))
        self.case = cars.submitted(at=at)
        duties = (
            Duty.WINDOW,
            Duty.ARCHIVE,
            Duty.INSPECTION,
            Duty.REGISTRATION_REVIEW,
            Duty.SUPERVISION,
            Duty.PHOTO_REVIEW,
            Duty.LICENCE_SEARCH,
        )
        from tongban.people.models import Citizen  # noqa: PLC0415
        from tongban.transfers.models import Transfer  # noqa: PLC0415

        clerk = Citizen.objects.get(pk=Transfer.objects.get().entered_by)
        desk = town.officer(*duties, region="3205")
        people = {"buyer": self.case.buyer, "seller": self.case.seller, "clerk": clerk, "desk": desk}
        self.cookies = {who: self.signed_in(person.account_id) for who, person in people.items()} | {"nobody": ""}

    def signed_in(self, account_id: Any) -> str:
        """The cookies of somebody's browser."""
        from allauth.mfa.models import Authenticator  # noqa: PLC0415
        from django.conf import settings  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415

        from tongban.people import gates  # noqa: PLC0415
        from tongban.people.models import Account  # noqa: PLC0415

        browser, account = Client(), Account.objects.get(pk=account_id)
        if account.kind != "citizen":
            Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
        browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = browser.session
        session[gates.SIGNED_IN] = datetime.now(UTC).isoformat()
        session.save()
        return cookies_of(browser)

    def add(self, count: int) -> int:
        """So many more cases in which a car waits for its inspection; of the buyer's and the seller's the first fifty."""
        from django.apps import apps  # noqa: PLC0415

        custody = apps.get_app_config("dossiers" if apps.is_installed("tongban.dossiers") else "transfers").get_model(
            "Custody"
        )
        transfer, vehicle = apps.get_model("transfers.Transfer"), apps.get_model("registers.Vehicle")
        case, car = values(transfer.objects.get(pk=self.case.id)), values(vehicle.objects.get(pk=self.case.vehicle.id))
        key = "subject_id" if hasattr(custody, "subject_id") else "vehicle_id"
        held = values(custody.objects.get(pk=self.case.vehicle.id))
        for start in range(0, count, BATCH):
            rows: tuple[list[Any], ...] = ([], [], [])
            for n in range(start, min(start + BATCH, count)):
                number = transfer.objects.count() + n - start
                own = {"plate": f"川B{number:05d}", "vin": f"LSVFF66R8C{number:07d}"}
                whose = {} if number <= 50 else {"buyer_id": uuid.uuid4(), "seller_id": uuid.uuid4()}
                car_id = uuid.uuid4()
                owned = {} if number <= 50 else {"owner_number": f"{number:018d}"}
                rows[0].append(vehicle(**car | own | owned | {"id": car_id}))
                rows[1].append(custody(**held | {key: car_id}))
                changed = {"id": uuid.uuid4(), "number": f"T{number:012d}", "vehicle_id": car_id, "invoice_key": None}
                rows[2].append(transfer(**case | own | changed | whose | {"stage": "inspection"}))
            for made in rows:
                type(made[0]).objects.bulk_create(made)
        counted()
        return int(transfer.objects.count())


def counted() -> None:
    """What `work` counts for pages, in a build that does."""
    try:
        from tongban.statistics.actions import count_figures  # noqa: PLC0415
        from tongban.transfers.actions.counting import count_times  # noqa: PLC0415
    except ImportError:
        return
    for count in (count_figures, count_times):
        count(at=datetime.now(UTC))


def values(row: Any) -> dict[str, Any]:
    """The columns of a row."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def main() -> None:
    """Set up, and answer."""
    installed()
    from django.conf import settings  # noqa: PLC0415
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    settings.POPULATION_URL = ""
    application, house = WSGIHandler(), Town()

    def asked(question: dict[str, Any]) -> Any:
        if "cases" in question:
            return house.add(question["cases"])
        name = question["page"]
        who = HOMES.get(name) or SIDES[name]
        path = reverse("portal:home" if name in HOMES else name)
        return Asked(application, path, house.cookies[who]).cost(question["seconds"])

    answer(asked)


if __name__ == "__main__":
    main()
