"""`import_drivers FILE`: takes a CSV or JSON Lines file of drivers in (docs/operate/import.md)."""

from __future__ import annotations

from tongban.registers.management.commands._import import ImportCommand


class Command(ImportCommand):
    """The drivers register."""

    help = "Take a CSV or JSON Lines file of drivers into the register; a killed import goes on where it stopped."
    kind = "drivers"
