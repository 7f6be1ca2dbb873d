"""What only this service's forms ask: the kind of a plate, and the office that shall register the car."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.offices import queries as offices
from tongban.transfers.actions.dealing import SERVICE
from tongban.ui.templatetags.ui import say
from tongban.verdicts import Text

KINDS = (
    ("02", _("小型汽车（蓝牌）")),
    ("52", _("小型新能源汽车（绿牌）")),
    ("01", _("大型汽车（黄牌）")),
    ("51", _("大型新能源汽车（黄绿牌）")),
    ("07", _("摩托车")),
    ("03", _("使馆汽车（黑牌）")),
    ("04", _("领馆汽车（黑牌）")),
)


class OfficeField(forms.ChoiceField):
    """A destination office, grouped by province: those of cities where the service is open on a day."""

    def offer(self, *, on: date) -> None:
        """Fill in what can be chosen."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for office in offices.offices_under(""):
            if office.is_of_city and offices.is_open(SERVICE, region=office.region, on=on):
                name = say(Text(office.name_zh, office.name_en))
                groups.setdefault(say(offices.province_name(office.code)), []).append((str(office.code), name))
        self.choices = [("", gettext("请选择")), *groups.items()]
