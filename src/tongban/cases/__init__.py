"""Cases (办件): a matter with parties, offices, stages and clocks, which passes from hand to hand until it ends.

What every service that handles cases has in common. `table`: a stage is one row, a move is one row, and what the law's
ways change is a row too; the table is checked when it is made. A service's acts stay plain functions of the service.
"""
