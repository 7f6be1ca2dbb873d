"""The demo's used-car cases: made through the service's own actions, once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from tongban.dossiers.models import Custody
from tongban.simulation import actions, stories, story_cars
from tongban.simulation.transfers import sales
from tongban.transfers import queries
from tongban.transfers.models import Transfer
from tongban.transfers.queries.times import count


@pytest.mark.django_db
def test_queues_have_work_and_offices_have_times(settings, ceremony_folder, tmp_path):
    settings.KEYS, settings.DATA, settings.MODE, settings.DEMO = ceremony_folder, tmp_path, "demo", True
    at = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
    for _ in range(2):
        actions.seed(drivers=400, at=at)
        stages = Counter(Transfer.objects.exclude(vin__in=story_cars.VINS).values_list("stage", flat=True))
        assert stages["closed"] == sales.FINISHED
        assert sum(stages.values()) == sales.FINISHED + len(sales.RUNNING)
    assert {"submitted", "file-requested", "file-returned", "inspection", "review", "approved"} <= set(stages)
    assert Custody.objects.filter(office=sales.SUZHOU).count() >= sales.FINISHED
    assert {one.office for one in count(at=at).offices} == {sales.CHENGDU, sales.SUZHOU}
    supervisor = stories.reviewer("sunlei", at=at)
    assert queries.late_count(supervisor) == 3  # one of them a story's, and one that was urged


@pytest.mark.django_db
def test_a_country_with_fewer_cars_than_stories_can_be_started_again(settings, ceremony_folder, tmp_path):
    settings.KEYS, settings.DATA, settings.MODE, settings.DEMO = ceremony_folder, tmp_path, "demo", True
    for hours in (2, 9):
        actions.seed(drivers=60, at=datetime(2026, 12, 20, hours, 0, tzinfo=UTC))
        told = Transfer.objects.exclude(vin__in=story_cars.VINS).values_list("stage", flat=True)
        assert sales.LEAST_FINISHED <= told.filter(stage="closed").count() < sales.FINISHED
        assert told.count() < sales.FINISHED + len(sales.RUNNING)
        assert {"submitted", "inspection", "review"} <= set(told)
