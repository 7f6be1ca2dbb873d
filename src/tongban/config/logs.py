"""How a line of the log is written in production: one JSON object a line, so that nothing in it can begin another; and
the number of a request, by which its lines, its answer and what its sender tells us are found together."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

_in_hand: ContextVar[str] = ContextVar("request_in_hand", default="")


class RequestNumbers:
    """Gives each request a number of our own making, whatever its sender says; the answer bears it as X-Request-Id.

    First of all middleware, so that a fault anywhere below is logged with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.META["tongban.request"] = uuid.uuid4().hex[:16]
        before = _in_hand.set(number)
        try:
            response = self.get_response(request)
        finally:
            _in_hand.reset(before)
        response["X-Request-Id"] = number
        return response


class JsonLines(logging.Formatter):
    """RFC 8259 in ASCII, with the moment in UTC (RFC 3339), level, logger, and what happened; a fault has its trace."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "log": record.name, "process": record.process}
        if number := _in_hand.get():
            line["request"] = number
        facts = getattr(record, "facts", None)
        line |= {"message": record.getMessage()} if facts is None else facts
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
