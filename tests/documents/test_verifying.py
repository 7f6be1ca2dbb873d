"""Many documents are verified together: one changed byte or one lost document among them is found."""

from __future__ import annotations

import pytest
from pages import AT, picture

from tongban.documents import actions, queries
from tongban.documents.models import Document
from tongban.errors import NotFound, Untrusted


@pytest.fixture
def digests(db):
    """More documents than are read at once."""
    made = [picture("PNG", colour=colour) for colour in range(2 * queries.READ_AT_ONCE + 1)]
    return [actions.store(content=content, media_type="image/png", at=AT) for content in made]


def test_documents_that_are_whole_pass_however_many(digests):
    queries.verify(digests)
    queries.verify(digests[:1] * 3)
    queries.verify([])


@pytest.mark.parametrize("place", [0, -1])
def test_one_changed_byte_among_many_is_found(digests, place):
    row = Document.objects.get(digest=sorted(digests)[place])
    Document.objects.filter(pk=row.pk).update(content=bytes(row.content)[:-1] + b"\x00")
    with pytest.raises(Untrusted, match=row.digest):
        queries.verify(digests)


def test_one_lost_document_among_many_is_found(digests):
    Document.objects.filter(digest=digests[3]).delete()
    with pytest.raises(NotFound):
        queries.verify(digests)
