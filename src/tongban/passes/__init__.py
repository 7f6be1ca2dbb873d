"""Truck rules and the truck pass (货车电子通行码): may this truck go there, then, and by which sentence of which notice?

So far the package is its rulebook: `rules`, pure, described in docs/standards/truck-rules.md.
"""
