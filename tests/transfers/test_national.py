"""The country's figures of the service: registered, how fast, who is late, which grounds refuse."""

from __future__ import annotations

from datetime import timedelta

from tongban.clock import day_of
from tongban.statistics import actions as statistics
from tongban.statistics import queries as figures
from tongban.transfers import actions, queries
from tongban.transfers.rules.refusals import SALE


def test_a_registered_case_is_counted_on_its_day_with_its_length(cars, at):
    case = cars.submitted(at=at).accept(at).move_file(at).inspect(at).approve(at).choose(at)
    accepted = case.row.stage_since
    at.at = accepted + timedelta(days=2)
    case.issue(at)
    found = queries.national(at=at())
    assert (found.registered, found.by_day) == (1, {day_of(at()): 1})
    assert found.median_days is not None
    assert 1.9 < found.median_days < 3.1
    later = queries.national(at=at() + timedelta(days=91))
    assert (later.registered, later.by_day, later.median_days) == (1, {}, None)


def test_a_refusal_is_counted_by_each_of_its_grounds(cars, at):
    case = cars.submitted(at=at)
    grounds = tuple(SALE)[:2]
    actions.refuse(transfer_id=case.id, key=cars.key(), grounds=grounds, officer=case.officers["acceptor"], at=at())
    found = queries.national(at=at())
    assert found.refused == 1
    assert found.refusals == dict.fromkeys(grounds, 1)


def test_an_overdue_case_counts_for_the_office_whose_turn_it_is(cars, at):
    case = cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    due = case.row.due_at
    assert queries.national(at=due).late == ()
    at.at = due + timedelta(minutes=1)
    found = queries.national(at=at())
    assert [(one.code, one.cases, one.oldest) for one in found.late] == [(case.row.origin, 1, due)]
    assert (found.open, found.overdue) == (1, 1)


def test_the_wall_shows_what_was_counted_in_both_languages_and_survives_being_stored(cars, at, client):
    cars.submitted(at=at, without=("vin-rubbing",)).accept(at)
    at.at += timedelta(days=30)
    statistics.count_figures(at=at())
    stored = figures.figures()
    assert stored.services == figures.services(at=at())
    chinese = client.get("/figures/wall/").content.decode()
    english = client.get("/figures/wall/", headers={"accept-language": "en"}).content.decode()
    assert "超时的车管所" in chinese
    assert "成都" in chinese
    assert "Late offices" in english
    assert "Chengdu" in english


def test_the_wall_is_there_before_anything_was_counted_and_reads_one_row_afterwards(
    db, client, settings, django_assert_max_num_queries
):
    settings.STATIC_ROOT = str(settings.PACKAGE)
    assert client.get("/figures/wall/").status_code == 200
    from tongban.clock import now

    statistics.count_figures(at=now())
    with django_assert_max_num_queries(1):
        client.get("/figures/wall/")
