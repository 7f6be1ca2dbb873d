"""What programs of firms ask: one address that answers before Django does, its description, and a sandbox to try it in."""

from __future__ import annotations

from tongban.licences.firms.dispatch import before

__all__ = ["before"]
