"""Faces: what a service shows to the rest of the house, so that portal, ui, statistics, config and `work` name none.

A service writes one `face.py` with a FACE: its doors on the pages of others, the parts that it draws there, the words of
its journal entries, its steps of `work`, what it counts for the national figures, its pages of docs and its budgets.
`records`: what a face is made of. `queries`: the faces of this installation, found by its settings, and what they
show together. `context`: the same for templates. `markdown`: the pieces that made pages of docs consist of.
"""
