"""Specifications as folders: bytes and facts in, values or errors out.

No Django, no database, no network and no clock in here: moments, randomness and keys come in as arguments.
"""
