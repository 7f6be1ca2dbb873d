"""CBOR as the licences need it: strict when reading, deterministic when writing (RFC 8949 4.2.1, 5.4).

decode() never interprets a tag: Tag(0, "2021-01-01T00:00:00Z") stays a Tag, so no date, regular expression or
shared reference is built out of a stranger's bytes. Whoever hashes must hash the bytes received, never a value
encoded again: spans.py finds them.
"""

from __future__ import annotations

from cbor2 import undefined

from tongban.standards.cbor.reading import (
    MAX_BYTES,
    MAX_DEPTH,
    Tag,
    decode,
    decode_each,
    decode_rows,
    unwrap,
    unwrap_each,
)
from tongban.standards.cbor.spans import inside, locate, span_end, unwrapped, wrapped_items
from tongban.standards.cbor.writing import (
    EMBEDDED,
    embedded,
    encode,
    encode_each,
    full_date,
    head,
    joined,
    tdate,
    wrapped,
    wrapped_each,
    wrapped_rows,
)

__all__ = [
    "EMBEDDED",
    "MAX_BYTES",
    "MAX_DEPTH",
    "Tag",
    "decode",
    "decode_each",
    "decode_rows",
    "embedded",
    "encode",
    "encode_each",
    "full_date",
    "head",
    "inside",
    "joined",
    "locate",
    "span_end",
    "tdate",
    "undefined",
    "unwrap",
    "unwrap_each",
    "unwrapped",
    "wrapped",
    "wrapped_each",
    "wrapped_items",
    "wrapped_rows",
]
