"""The OpenAPI documents in docs/partners are those that the code makes."""

from __future__ import annotations

import pytest

from tongban.partners import examples, openapi, shapes
from tongban.partners.records import Partner

DOCUMENTS = openapi.documents()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_given_a_document_when_made_again_then_it_is_the_one_that_is_committed(name):
    found = (openapi.DOCS / name).read_text("utf-8")
    assert found == openapi.text_of(DOCUMENTS[name]), "run: python3 run python -m tongban.partners.openapi"


def test_every_kind_of_message_and_of_news_stands_in_a_document():
    outbound = {(partner, path) for partner in Partner for path in DOCUMENTS[f"{partner}.openapi.json"]["paths"]}
    assert outbound == {(kind.partner, kind.path) for kind in shapes.KINDS}
    inbound = set(DOCUMENTS["inbound.openapi.json"]["paths"])
    told = {f"/api/partners/{news.partner}/{news.name}" for news in shapes.NEWS}
    answers = {f"/api/partners/{partner}/answers" for partner in Partner}
    assert inbound == told | answers | {"/api/partners/commerce/dealers"}


@pytest.mark.parametrize("kind", shapes.KINDS, ids=lambda kind: kind.name)
def test_every_example_is_of_its_shape(kind):
    body = examples.ASKED[kind.partner, kind.name]
    assert body.items() <= shapes.asked(kind, body).items()
