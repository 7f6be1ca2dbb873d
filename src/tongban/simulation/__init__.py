"""An invented country for the demo, the journeys and the benchmarks. Production imports nothing of it.

`country.py` its cities and offices, `population.py` its drivers and vehicles from a seed, `personas.py` the people
one can sign in as, `portraits.py` their drawn faces, `figures.py` an invented history, `actions.seed` puts it in.
Simulated partners stand beside them.
"""
