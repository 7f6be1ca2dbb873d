"""A wrong consent code is judged under a lock: who sends many at the same moment has no more tries than one by one."""

from __future__ import annotations

import pytest
from rivals import at_once, many_connections

from tongban.errors import NotFound
from tongban.notices.models import Notice
from tongban.transfers import actions
from tongban.transfers.models import ConsentGuess
from tongban.transfers.profile import profile


@pytest.mark.django_db(transaction=True)
def test_given_four_wrong_codes_when_eight_more_come_at_once_then_one_is_judged_and_the_owner_is_told_once(
    cars, at, tmp_path
):
    owner, stranger, moment = cars.citizen(area="510104"), cars.citizen(), at()
    car = cars.vehicle(owner)
    code = actions.give_consent(key=cars.key(), vehicle_id=car.id, citizen=owner, at=moment)
    asked = {"plate_kind": "02", "plate": car.plate, "vin": car.vin, "citizen": stranger, "at": moment}

    def guess(given):
        return lambda: actions.consent_by_code(code=given, **asked)

    first, *wrong = [one for one in (f"{n:08d}" for n in range(10)) if one != code][:9]
    for _ in range(profile().consent_tries - 1):
        with pytest.raises(NotFound):
            guess(first)()
    with many_connections(tmp_path):
        answers = at_once([guess(one) for one in wrong])
        (late, counted, told) = at_once(
            [
                guess(code),
                lambda: list(ConsentGuess.objects.values_list("tries", flat=True)),
                lambda: Notice.objects.filter(citizen_id=owner.id).count(),
            ]
        )
    assert {getattr(one, "code", one) for one in [*answers, late]} == {"vehicle.no-consent"}
    assert (counted, told) == ([profile().consent_tries], 1)
