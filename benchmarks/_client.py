"""Send bodies to one address over kept-alive connections and say how many were answered with 200.

    python _client.py PORT PATH SECONDS < bodies (one a line)

A process of its own, so that nothing of the asking counts as the server's work.
"""

from __future__ import annotations

import http.client
import itertools
import sys
import threading
import time

CONNECTIONS = 4


def main() -> None:
    """Ask until the time is up, at least once a connection; fail on any answer but 200."""
    port, path, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    bodies = sys.stdin.buffer.read().splitlines()
    until = time.monotonic() + seconds
    counts = [0] * CONNECTIONS
    threads = [threading.Thread(target=ask, args=(port, path, bodies, until, counts, n)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not all(counts):
        raise SystemExit("a connection was not answered")
    print(sum(counts))


def ask(port: int, path: str, bodies: list[bytes], until: float, counts: list[int], place: int) -> None:  # noqa: PLR0917
    """One connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    done = 0
    for body in itertools.islice(itertools.cycle(bodies), place, None, CONNECTIONS):
        connection.request("POST", path, body)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"expected 200, got {answer.status}")
        done += 1
        if time.monotonic() >= until:
            break
    counts[place] = done


if __name__ == "__main__":
    main()
