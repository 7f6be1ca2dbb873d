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


class ReportedDrivers(models.Model):
    """How many hold a driving licence in a province, as the register of that province reported it."""

    province = models.CharField(max_length=2, primary_key=True)
    drivers = models.PositiveIntegerField()


class Counted(models.Model):
    """The figures as they were last counted: one row, which every visitor reads. Counting takes a while, so only
    the `work` command does it, by the clock (actions.count_figures)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    figures = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="figures_counted_only_once")]
