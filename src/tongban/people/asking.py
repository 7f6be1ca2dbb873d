"""Asking an authority over HTTP about one person: a few tries with the same key, and never an exception.

The partner may be slow, down, wrong or repeat itself. The same `request_id` is sent with every try, so that it answers
one question once. Whatever is not a clear answer is told as such by `read`, and tried again unless it is final.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import httpx

Found = TypeVar("Found")
PAUSE_SECONDS = 0.2


@dataclass(frozen=True)
class Line(Generic[Found]):
    """Where one partner is asked. untold: the answer for "cannot be told", from a reason for logs.

    A question takes `tries` times `try_seconds` at most, and the pauses between.
    """

    base_url: str
    untold: Callable[[str], Found]
    token: str = ""
    tries: int = 3
    try_seconds: float = 4.0
    pause: Callable[[float], None] = time.sleep
    transport: httpx.BaseTransport | None = None

    def ask(
        self, path: str, *, request_id: UUID, body: dict[str, Any], read: Callable[[bytes], tuple[Found, bool]]
    ) -> Found:
        """The answer to one question. read: the partner's bytes to what was found, and whether that is final."""
        if not self.base_url:
            return self.untold("no partner is set up")
        headers = {"Idempotency-Key": str(request_id)}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        found = self.untold("not asked")
        with httpx.Client(timeout=self.try_seconds, transport=self.transport, trust_env=False) as client:
            for attempt in range(self.tries):
                if attempt:
                    self.pause(PAUSE_SECONDS * 2**attempt)
                found, is_final = self._try(client, path, headers=headers, body=body, read=read)
                if is_final:
                    break
        return found

    def _try(
        self,
        client: httpx.Client,
        path: str,
        *,
        headers: dict[str, str],
        body: dict[str, Any],
        read: Callable[[bytes], tuple[Found, bool]],
    ) -> tuple[Found, bool]:
        """One try: what was found, and whether that is final."""
        try:
            response = client.post(self.base_url.rstrip("/") + path, json=body, headers=headers)
        except httpx.HTTPError as error:
            return self.untold(type(error).__name__), False
        if response.status_code >= 500 or response.status_code == 429:
            return self.untold(f"status {response.status_code}"), False
        if response.status_code != 200:
            return self.untold(f"status {response.status_code}"), True  # we asked wrongly: asking again will not help
        return read(response.content)
