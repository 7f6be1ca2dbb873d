"""Tongban 通办: what a traffic authority runs to serve drivers and vehicle owners on line.

The map of the packages stands in docs/map.md; an upper floor may use a lower one, never the reverse.
"""
