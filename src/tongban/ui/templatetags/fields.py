"""One way to draw a question: {% load fields %}{% form_field form.plate %}."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from tongban.ui.fields import DayWidget, PlateWidget

register = template.Library()


@register.inclusion_tag("ui/part/field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """One question with its hint and its error; the answer stays."""
    kind = kind_of(field)
    return {"field": field, "kind": kind, "is_group": kind in ("plate", "day", "radio"), "drawn": drawn(field, kind)}


def kind_of(field: BoundField) -> str:
    """How a field is drawn."""
    known = (
        (PlateWidget, "plate"),
        (DayWidget, "day"),
        (forms.RadioSelect, "radio"),
        (forms.Select, "select"),
        (forms.FileInput, "file"),
    )
    return next((name for widget, name in known if isinstance(field.field.widget, widget)), "text")


CLASSES = {"text": "govuk-input", "select": "govuk-select", "file": "govuk-file-upload"}


def drawn(field: BoundField, kind: str) -> SafeString | str:
    """The control itself; groups draw theirs in the template."""
    if kind not in CLASSES:
        return ""
    described = [f"{field.auto_id}_hint"] if field.help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    wide = " case-wide" if kind != "file" else ""
    wrong = f" {CLASSES[kind]}--error" if field.errors else ""
    attrs = {"class": CLASSES[kind] + wide + wrong, "aria-describedby": " ".join(described) or None}
    return field.as_widget(attrs={name: value for name, value in attrs.items() if value})


@register.filter
def parts(field: BoundField) -> list[dict[str, Any]]:
    """The fields of a plate or a day, each with its label and its own attributes."""
    context = field.field.widget.get_context(field.html_name, field.value(), {"id": field.auto_id})
    found: list[dict[str, Any]] = context["widget"]["subwidgets"]
    return found


@register.filter
def get_label(attrs: dict[str, Any]) -> str:
    """The accessible name of a part of a field."""
    return str(attrs.get("aria-label", ""))
