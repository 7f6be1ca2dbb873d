"""Lines of things that happened, and those who follow them.

What must happen later than its cause is never a call: the cause is a row, written in its own transaction, and a
follower handles it, moving its cursor in the transaction of what it did. So a killed process loses nothing and does
nothing twice. `lines.py` puts committed rows into an order that no late commit can break; `actions` follows such a line,
or a list of rows that are due, and sets aside what cannot be handled, so that one bad item never stops the others; it
also keeps the account of each step of `work`. It knows nothing of what is followed.
"""
