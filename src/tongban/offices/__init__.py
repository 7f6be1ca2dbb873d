"""Offices: regions (GB/T 2260), offices, officers with duties, and which service is open where since when.

An officer may do what a *duty* allows, in the region and the term for which it was given, and nothing else.
Some duties may not lie in one hand (`separation`); nobody handles their own or a relative's business
(recusal). A *rollout* says since when a service is open in a region; the most specific region decides.

Doors: `actions`, `queries`, `gates.duty_required` for views, and the frozen records in `records`.
"""
