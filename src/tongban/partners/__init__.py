"""Partners: the tax authority, the commerce registry, insurers and banks, asked and heard over HTTP.

Whoever needs one of them writes a message with `actions.send` in the transaction of their own act and goes on;
`actions.deliver` calls later, outside any transaction, as often as it takes. What comes back, and what partners tell
without being asked, is read in one gapless line with `queries.answers_after`. So no case ever waits in a transaction
for a partner, and a killed process neither loses nor doubles anything (docs/partners/README.md).

`shapes.py` says what each kind of message looks like, `signatures.py` how both sides sign, `courier.py` makes the
calls, `answers.py` keeps what comes back, `dealers.py` the filed dealers and markets, `partner_api.py` what partners
may call here.
"""
