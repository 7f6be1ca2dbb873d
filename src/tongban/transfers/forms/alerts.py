"""Which days of silent alerts an officer wants to read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2099, 12, 31)
DAYS = 30


class DaysForm(forms.Form):
    """From one day until another, both included; without them the last DAYS days."""

    first = forms.DateField(label=_("从哪天起"))
    until = forms.DateField(label=_("到哪天止（含当天）"))

    def __init__(self, sent: Any, *, today: date) -> None:
        start = {"first": today - timedelta(days=DAYS), "until": today}
        super().__init__({name: sent.get(name) or day.isoformat() for name, day in start.items()})
        for field in self.fields.values():
            field.widget = forms.DateInput(attrs={"type": "date", "class": "govuk-input"}, format="%Y-%m-%d")
            field.error_messages["invalid"] = gettext("没有这一天")
            text = gettext("只能查 2021 年到 2099 年")
            field.validators += [MinValueValidator(FIRST_DAY, text), MaxValueValidator(LAST_DAY, text)]

    def clean(self) -> dict[str, Any]:
        """The first day does not lie after the last."""
        cleaned = super().clean() or {}
        if {"first", "until"} <= cleaned.keys() and cleaned["first"] > cleaned["until"]:
            self.add_error("until", gettext("要不早于开始的一天"))
        return cleaned
