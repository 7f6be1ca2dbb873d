"""The roadside check: an officer scans what a driver shows, or types a number, and sees the truth with its reasons.

Doors: `actions` (check_licence, check_number, take_queue) and `queries` (check, checks_of). On line the
register decides; off line the phone decides from signed lists (frontend/src/roadside) and sends its records
later. Nothing here issues or changes a licence.
"""
