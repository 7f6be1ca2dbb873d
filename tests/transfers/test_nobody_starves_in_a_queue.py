"""Cases that cannot go on, however many, stand in nobody's way; what cannot be handled is set aside and seen."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tongban.clock import now
from tongban.dossiers.models import Custody
from tongban.followers.models import DeadLetter
from tongban.partners import answers
from tongban.partners.models import Kept
from tongban.partners.records import Partner
from tongban.registers import actions as registers
from tongban.transfers import actions
from tongban.transfers.models import Transfer
from tongban.transfers.stages import Silence, Stage


def copies(case, n, **changes):
    """So many cases like this one, of other vehicles; only the rows."""
    import uuid

    row = case.row
    base = {field.attname: getattr(row, field.attname) for field in Transfer._meta.fields}
    made = [
        Transfer(
            **base | {"id": uuid.uuid4(), "number": f"X{i}", "vehicle_id": uuid.uuid4(), "invoice_key": None} | changes
        )
        for i in range(n)
    ]
    return Transfer.objects.bulk_create(made)


def test_five_hundred_late_cases_do_not_keep_a_younger_one_from_lapsing(cars, at):
    case = cars.submitted(at=at)
    long_ago = at.at - timedelta(days=30)
    copies(case, 510, stage=Stage.REVIEW, due_at=long_ago)  # late, and nothing follows from it
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    young = cars.deal(cars.vehicle(seller), seller, buyer, cars.clerk(), at=at)
    at.at += timedelta(days=9)
    actions.run_clocks(at=at())
    assert Transfer.objects.get(pk=young).stage == Stage.LAPSED


def test_five_hundred_escalated_files_do_not_keep_a_younger_one_from_being_escalated(cars, at):
    case = cars.submitted(at=at).accept(at)
    copies(case, 510, due_at=at.at - timedelta(days=30), stage_since=at.at - timedelta(days=40), escalated=3)
    at.at = case.row.due_at + timedelta(minutes=1)
    actions.run_clocks(at=at())
    assert case.row.escalated == 1


def test_a_hundred_incomplete_files_do_not_keep_a_complete_one_from_being_sent(cars, at):
    case = cars.submitted(at=at).accept(at)
    copies(case, 120, stage_since=at.at - timedelta(days=3))
    for _ in range(3):
        actions.move_files(at=at())
    assert case.stage in (Stage.FILE_SENT, Stage.FILE_CHECK)


def test_one_case_that_cannot_end_does_not_keep_the_others_from_ending(cars, at):
    bad, good = cars.submitted(at=at), cars.submitted(at=at)
    good.accept(at).move_file(at)
    Custody.objects.filter(subject_id=bad.vehicle.id).delete()
    Transfer.objects.filter(pk=bad.id).update(vehicle_id="00000000-0000-4000-8000-00000000dead")  # no such vehicle
    at.at += timedelta(days=400)
    actions.run_clocks(at=at())
    assert good.row.silence == Silence.AT_DESTINATION
    [letter] = DeadLetter.objects.all()
    assert (letter.line, letter.item, letter.error) == ("transfers/clocks", str(bad.id), "vehicle.unknown")


def test_one_answer_that_cannot_be_read_does_not_stop_the_others_and_is_released_by_the_operator(cars, at):
    seller, buyer = cars.citizen(area="510104"), cars.citizen()
    first = cars.deal(cars.vehicle(seller), seller, buyer, cars.clerk(), at=at)
    about = f"transfer:{first}"
    answers.keep_news(partner=Partner.COMMERCE, kind="enter-deal", key="bad", about=about, body={}, at=at())
    answers.keep_news(partner=Partner.TAX, kind="issue-invoice", key="odd", about="transfer:1", body={}, at=at())
    answers.keep_news(
        partner=Partner.COMMERCE, kind="enter-deal", key="good", about=about, body={"deal_number": "D1"}, at=at()
    )
    assert actions.follow_partners(at=at()) == 3
    assert Transfer.objects.get(pk=first).deal_number == "D1"
    assert set(DeadLetter.objects.values_list("line", "error")) == {
        ("transfers/answers", "KeyError"),
        ("transfers/answers", "ValueError"),
    }
    for _ in range(10):
        at.at += timedelta(hours=1)
        actions.follow_partners(at=at())
    shown = StringIO()
    with pytest.raises(CommandError):
        call_command("dead_letters", stdout=shown)
    assert shown.getvalue().startswith(
        "transfers/answers/2  ValueError  8 tries"
    )  # the other came too late, and was done
    assert str(buyer.identity_number) not in shown.getvalue()
    Kept.objects.filter(key="odd").update(about="transfer:00000000-0000-4000-8000-000000000001")
    call_command("dead_letters", "--release", "all", stdout=shown)
    actions.follow_partners(at=now() + timedelta(seconds=1))  # the command goes by the clock of the house
    assert not DeadLetter.objects.exists()
    with pytest.raises(CommandError, match="no such item"):
        call_command("dead_letters", "--release", "transfers/answers/1")


def test_one_case_that_cannot_be_looked_at_does_not_keep_the_others_from_being_held(cars, at):
    bad, good = cars.submitted(at=at).accept(at), cars.submitted(at=at).accept(at)
    Transfer.objects.filter(pk=bad.id).update(deal={"delivered_on": "never"}, invoice={"odd": 1})
    for case in (bad, good):
        registers.seize_vehicle(
            vehicle_id=case.vehicle.id, authority="示例法院", reason="样本", by="officer:test", at=at()
        )
    actions.follow_register(at=at())
    assert good.row.held
    assert DeadLetter.objects.filter(line="transfers/register", item=str(bad.id)).exists()
