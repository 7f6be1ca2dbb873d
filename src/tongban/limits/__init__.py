"""How often something may be done: one table of limits, and one place where they are counted for all processes.

`table.py` says what is counted, by what, how often in what time, and what happens then. `actions.take` asks. It
knows nothing of what is counted, so every floor above may use it.
"""
