"""The registers of drivers and vehicles: one door, whoever keeps them.

Enter by `queries` (read), `actions` (change) and the records in `records.py`; code tables are in `codes.py`.
`sources.py` says how an operator plugs in the register they already run; `events.py` how others follow changes;
`imports.py` how files come in (docs/operate/import.md).
"""
