"""The rules of the registers: `drivers` (points, cycles, validity) and `vehicles` (what may be registered of one)."""
