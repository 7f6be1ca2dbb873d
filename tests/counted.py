"""How many statements a page sends to the database; what only marks a transaction's parts is none."""

from __future__ import annotations

import re
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
