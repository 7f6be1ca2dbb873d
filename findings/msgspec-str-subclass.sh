#!/usr/bin/env bash
# A checked type that derives from str is a key for msgspec, but not a value; the standard library's json takes both.
#
# Package (PyPI): msgspec 0.22.0.
# Guess: a class that is a str (an office code that was checked once, made as `class Code(str)`) is written as the
#   string that it is, as json.dumps does; msgspec.json.encode, msgpack.encode and to_builtins are alike in it.
# Seen: as a value all three raise TypeError ("Encoding objects of type Code is unsupported"), unless enc_hook=str is
#   given; as a key of a mapping json.encode and to_builtins take it without a hook. An int's subclass is refused too.
# So what: a record with checked types is written in a test that fills every field with its own type; a hook is
#   given wherever such records are written.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check msgspec==0.22.0
"$place/venv/bin/python" - <<'PYTHON'
import json

import msgspec


class Code(str):
    """A code that was checked when it was made."""


class Count(int):
    """A number that was checked."""


def refused(write, value):
    try:
        write(value)
    except TypeError as error:
        return str(error)
    return ""


writers = (msgspec.json.encode, msgspec.msgpack.encode, msgspec.to_builtins)
seen = {
    "json": json.dumps([Code("510100"), Count(3)]),
    "values": sorted({refused(write, [Code("510100")]) for write in writers}),
    "numbers": sorted({refused(write, Count(3)) for write in writers}),
    "keys": [msgspec.json.encode({Code("510100"): 1}), msgspec.to_builtins({Code("510100"): 1})],
    "with a hook": [msgspec.json.encode([Code("510100")], enc_hook=str), msgspec.to_builtins(Code("1"), enc_hook=str)],
}
print(msgspec.__version__, seen)
assert seen == {
    "json": '["510100", 3]',
    "values": ["Encoding objects of type Code is unsupported"],
    "numbers": ["Encoding objects of type Count is unsupported"],
    "keys": [b'{"510100":1}', {"510100": 1}],
    "with a hook": [b'["510100"]', "1"],
}, "the library has changed"
PYTHON
