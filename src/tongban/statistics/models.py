"""Figures of other systems: what was issued elsewhere or before, by month and province."""

from __future__ import annotations

from django.db import models


class MonthlyFigure(models.Model):
    """Electronic licences issued in a month in a province, as reported to this installation."""

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    province = models.CharField(max_length=2)
    issued = models.PositiveIntegerField()
    is_invented = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "province"], name="one_figure_a_month_and_province")]
