"""Cases (办件): a matter with parties, offices, stages and clocks, which passes from hand to hand until it ends.

What every service that handles cases has in common. `table`: a stage is one row, a move is one row, and what the law's
ways change is a row too; pure, and checked when it is made. `kinds`: a kind of case, and acting on one: key, guard, step,
clock. `queues` and `paths`: what offices and parties see. `running`: what happens without a person. `rows`: the columns
that every kind stores; `numbers`: what people call a case; `letters`: a written refusal. Tables and constraints are the
service's own, and so are its acts, which stay plain functions. tests/cases/viewing.py is a whole kind in a hundred lines.
"""
