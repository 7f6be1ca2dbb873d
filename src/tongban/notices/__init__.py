"""Messages to people: one line, one link, in both languages, shown on the home page until read.

The sender writes the notice in the transaction of the act, so what happened and that it was told stand or
fall together. Text messages and push are other channels behind the same `actions.tell`; none is built yet.
"""
