"""Inspections (查验): an inspector looks at a vehicle, fills the form 机动车查验记录表 and takes its photos.

What is needed and what a form says stands in `records.py`, without a database. A kind of inspection is one row (`kinds.py`):
what is inspected and where, what the journal is told, how its matter goes on. The service writes it and hands it to
`record`, with its locked matter; no service is named here.

Doors: `actions` (record), `queries` (inspections, photo, count), `pages` (the form on an inspector's phone).
tests/inspections/test_a_toy_inspection.py is a kind in a few lines.
"""
