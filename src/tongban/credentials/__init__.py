"""What a person's phone shows and a verifier checks (凭证), whatever it says: a driving licence, a vehicle licence, a pass.

A kind is one row (`kinds.py`), registered by its service at start. A holding is one thing of a kind: how it stands, its
place in the lists, its phone. What it certifies, and why, is the service's, under the same id.

Doors: `actions` (issue, issue_many, collect, refresh, renew, lock, unlock, withdraw, set_entitlement, look_at_due,
publish_lists, compare_list, compare_next) and `queries` (holding, list_uri, live_entitlement ...); `wallet` is the
phones' protocol, `records` the words that all share. No kind is named here.
"""
