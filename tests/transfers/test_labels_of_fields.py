"""No field of a citizen's form is optional twice."""

from __future__ import annotations

from tongban.transfers.forms import citizen


def test_the_template_alone_says_which_of_a_citizens_fields_is_optional():
    forms = [one for one in vars(citizen).values() if isinstance(one, type) and hasattr(one, "base_fields")]
    labels = [str(field.label) for form in forms for field in form.base_fields.values() if field.label]
    assert len(labels) > 10
    assert [label for label in labels if "可不填" in label or "optional" in label] == []
