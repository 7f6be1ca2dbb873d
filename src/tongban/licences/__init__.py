"""The electronic driving licence (驾驶证电子化): applied for, reviewed, issued, shown, checked, kept true.

Doors: `actions` (apply, apply_for_new_photo, propose_decision, collect, lock, unlock, follow_register ...) and `queries`
(licence_of, standing, face, review_queue ...). The rules with their articles are in `rules/`, the stages and
moves in `stages.py`. What an officer does with a shown licence is not here but in `tongban.roadside`.
"""
