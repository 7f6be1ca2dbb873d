#!/usr/bin/env bash
# Read piece by piece, a body that breaks off looks whole to an RSGI application.
#
# Package (PyPI): granian 2.8.7, its own interface RSGI; plain sockets as the client.
# Guess: when a client announces 20 bytes, sends 10 and goes away, both ways of reading the body tell it.
# Seen: `await protocol()` raises ProtocolClosed; `async for piece in protocol` hands out the 10 bytes and ends without
#   any sign, exactly as after a body that came whole.
# So what: whoever streams a body compares what came with Content-Length, and takes no body that does not say its length.
set -euo pipefail
place=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check granian==2.8.7
cat > "$place/reading.py" <<'PYTHON'
import os

from granian.rsgi import ProtocolClosed


def note(words):
    with open(os.environ["SEEN"], "a") as file:
        file.write(words + "\n")


async def application(scope, protocol):
    if scope.path == "/ready":
        protocol.response_str(200, [], "yes")
        return
    body = b""
    try:
        if scope.path == "/whole":
            body = await protocol()
        else:
            async for piece in protocol:
                body += piece
    except ProtocolClosed:
        note(f"{scope.path} closed")
        return
    note(f"{scope.path} ended after {len(body)} bytes")
    protocol.response_str(200, [], "read")
PYTHON
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export SEEN="$place/seen"
touch "$SEEN"
(cd "$place" && exec "$place/venv/bin/granian" --interface rsgi --host 127.0.0.1 --port "$port" reading:application) >"$place/log" 2>&1 &
server=$!
python3 - "$port" "$SEEN" <<'PYTHON'
import socket
import sys
import time
from pathlib import Path

port, seen = int(sys.argv[1]), Path(sys.argv[2])


def send(path, announced, sent):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Length: {announced}\r\n\r\n".encode() + b"x" * sent)
        if announced == sent:
            client.recv(1000)
        else:
            time.sleep(0.5)


def until(lines):
    for _ in range(300):
        if len(found := seen.read_text().splitlines()) >= lines:
            return found
        time.sleep(0.1)
    raise SystemExit(f"only {found}")


for attempt in range(300):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(b"GET /ready HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            if client.recv(100):
                break
    except OSError:
        time.sleep(0.1)
send("/pieces", 20, 20)
until(1)
send("/whole", 20, 10)
until(2)
send("/pieces", 20, 10)
found = until(3)
print("\n".join(found))
expected = ["/pieces ended after 20 bytes", "/whole closed", "/pieces ended after 10 bytes"]
assert found == expected, found
print("as stated")
PYTHON
