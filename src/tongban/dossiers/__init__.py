"""Dossiers (案卷): pages by content hash under a sealed manifest, in the custody of one office.

A kind of dossier is one row (`kinds.py`): what it may hold and must hold, its manifest and seal, its entries of the
journal. The service writes it and hands it to every act; no kind is named here. A dossier is named by the id of what it
is about (a vehicle, a crash), and moves for a case of the service.

Doors: `actions` (open_dossier, add_page, put_page, scan_pages, send, receive, give_back, return_pages, look_at_page ...)
and `queries` (items, moves, completeness, seal, custody_proof ...); `records` are what they hand out.
tests/dossiers/evidence.py is a whole kind in less than a hundred lines.
"""
