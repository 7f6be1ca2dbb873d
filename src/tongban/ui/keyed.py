"""What every form of an act has: a key made when its page was shown, so that a page that is sent twice is one act."""

from __future__ import annotations

import uuid

from django import forms


def new_key() -> str:
    """A key for one act."""
    return str(uuid.uuid4())


class KeyedForm(forms.Form):
    """An act with nothing to fill in but its key."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput, initial=new_key)
