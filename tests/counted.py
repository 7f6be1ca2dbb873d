"""How many statements a page sends to the database; what only marks a transaction's parts is none."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager

from django.db import connection

MARKS = re.compile(r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)\b", re.IGNORECASE)


@contextmanager
def statements():
    """The statements that are sent meanwhile, in a list."""
    sent = []

    def note(execute, sql, params, many, context):
        if not MARKS.match(sql):
            sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def read(browser, path):
    """(the answer, its statements) of a page that this browser has opened before: a first look notes the session."""
    browser.get(path)
    with statements() as sent:
        answer = browser.get(path)
    return answer, sent


class Ledger:
    """What pages have spent: the fixture `query_budget`. SLACK: how far a budget may lie above what is needed."""

    SLACK = 4  # the journal writes an act by one statement on PostgreSQL, by five on SQLite

    def __init__(self):
        self.spent = {}

    def spend(self, name, sent):
        """Note the statements of a page; of several tries the dearest counts."""
        self.spent[name] = max(self.spent.get(name, []), sent, key=len)

    def settle(self, budgets):
        """Fail for every page that needs more than its budget, or so much less that the budget says nothing."""
        over = [self.bill(name, budgets) for name, sent in self.spent.items() if len(sent) > budgets[name]]
        generous = [
            f'"{name}": {len(sent)},  # {budgets[name]} is too generous'
            for name, sent in self.spent.items()
            if len(sent) < budgets[name] - self.SLACK
        ]
        assert not over + generous, "\n".join(over + generous)

    def bill(self, name, budgets):
        """The page with its number, and what it asks more than once."""
        sent = self.spent[name]
        again = [f"    {n} times {sql[:160]}" for sql, n in Counter(sent).most_common(5) if n > 1]
        return "\n".join([f'"{name}": {len(sent)},  # {budgets[name]} is allowed', *again])
