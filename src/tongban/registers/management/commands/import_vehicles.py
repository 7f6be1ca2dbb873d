"""`import_vehicles FILE`: takes a CSV or JSON Lines file of vehicles in (docs/operate/import.md)."""

from __future__ import annotations

from tongban.registers.management.commands._import import ImportCommand


class Command(ImportCommand):
    """The vehicles register."""

    help = "Take a CSV or JSON Lines file of vehicles into the register; a killed import goes on where it stopped."
    kind = "vehicles"
