"""Used-vehicle registration across regions (二手车异地交易登记): the buyer does everything at the destination.

From the pre-check before any money moves to the new number: both sides sign, the vehicle's file moves from the
origin office to the destination and exactly one office holds it at every moment, one inspection, one decision.
Doors: `actions` (one function for each thing that happens) and `queries`; pages under /vehicles/ and /desk/transfers/.
"""
