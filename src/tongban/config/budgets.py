"""How many statements each page may send to the database; docs/budgets.md shows it, tests/config hold every page to it.

A page is counted as whoever may open it finds it, signed in and opened once before, on SQLite, in the tests' town
(tests/config/test_query_budgets.py). A list is counted with twenty rows, and costs the same with one
(tests/config/test_lists_cost_the_same.py). A page that needs more fails; one that needs much less lowers its number.
"""

from __future__ import annotations

from tongban.faces.queries import faces

LISTS: dict[str, int] = {
    "people:mandates": 6,
    "offices:rollouts": 5,
    "offices:officers": 7,
}
"""By the name of the address: the dearest of what the page can list; of packages without a face."""

PAGES: dict[str, int] = {
    "offices:rollouts": 6,
    "offices:officers": 8,
    "offices:officer": 12,
    "account_login": 0,
    "account_signup": 0,
    "account_inactive": 0,
    "account_set_password": 2,
    "mfa_reauthenticate_webauthn": 10,
    "mfa_index": 4,
    "mfa_reauthenticate": 8,
    "mfa_activate_totp": 8,
    "mfa_generate_recovery_codes": 6,
    "mfa_list_webauthn": 3,
    "mfa_add_webauthn": 9,
    "people:account": 5,
    "people:sessions": 6,
    "people:mandates": 5,
    "people:give_mandate": 4,
    "people:window": 0,
    "ui:offline": 0,
}
"""By the name of the address, lists as they are in the town too; of packages without a face."""


def lists() -> dict[str, int]:
    """The budgets of all lists."""
    return {name: n for face in faces() for name, n in face.budgets.lists.items()} | LISTS


def pages() -> dict[str, int]:
    """The budgets of all pages."""
    return {name: n for face in faces() for name, n in face.budgets.pages.items()} | PAGES
