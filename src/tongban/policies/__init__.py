"""Policies (政策): a rule of a place with the days it is in force, drafted by one person and approved by another.

A kind of policy is one row (`kinds.py`): the record of what it says, what may be said against it, its duties and its
entries of the journal. The service writes it and hands it to every act; no kind is named here. Nothing is deleted: a
policy ends with its last day, so that a case can be judged again as of the day on which it was decided.

Doors: `actions` (draft, approve, end) and `queries` (binding, known, one, is_policy); `records` are what they hand out.
tests/policies/test_a_toy_policy.py is a kind in a few lines.
"""
