"""A list to choose from whose options may be Chinese names: on a page in another language they are marked as such."""

from __future__ import annotations

from typing import Any

from django import forms

from tongban.ui.templatetags.ui import is_foreign


class Select(forms.Select):
    """As Django's own, with the language of an option that is not in the page's."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """One option."""
        option = super().create_option(name, value, label, *args, **options)
        if is_foreign(str(label)):
            option["attrs"]["lang"] = "zh-Hans"
        return option
