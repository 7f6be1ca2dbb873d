"""One field of a form with govuk-frontend's markup, also for forms that are not ours (allauth's)."""

from __future__ import annotations

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

from tongban.people.devices import device_name

register = template.Library()
register.filter(device_name)

GROUPS = (forms.CheckboxSelectMultiple, forms.RadioSelect)


@register.filter
def is_group(bound: BoundField) -> bool:
    """True for a field of several boxes, which needs a fieldset and a legend instead of a label."""
    return isinstance(bound.field.widget, GROUPS)


@register.filter
def is_box(bound: BoundField) -> bool:
    """True for a single box, whose label stands behind it."""
    return isinstance(bound.field.widget, forms.CheckboxInput)


@register.filter
def styled(bound: BoundField) -> SafeString:
    """The control itself with the class of its kind."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        kind = "govuk-checkboxes__input"
    elif isinstance(widget, forms.FileInput):
        kind = "govuk-file-upload"
    else:
        kind = "govuk-input"
    if bound.errors and kind == "govuk-input":
        kind += " govuk-input--error"
    return bound.as_widget(attrs={"class": kind})
