"""Composition only: settings, addresses, start-up. It knows every package; no package knows it."""
