"""What somebody did, in the words of the service in which it was done. {% load portal_words %} after the services'."""

from __future__ import annotations

from django import template

from tongban.journal.records import Recorded
from tongban.licences.templatetags import licences
from tongban.licences.words import titles
from tongban.transfers.templatetags import transfer_desk as transfers

register = template.Library()


@register.filter
def entry_title(entry: Recorded) -> str:
    """What happened, in a few words."""
    return licences.entry_title(entry) if entry.tag in titles() else transfers.case_title(entry)


@register.filter
def own_detail(entry: Recorded) -> str:
    """What a person whom the entry concerns should read of it, in one line."""
    return licences.entry_detail(entry) if entry.tag in titles() else transfers.own_detail(entry)


@register.filter
def entry_detail(entry: Recorded) -> str:
    """The part of the details that this person should read, in one line."""
    return licences.entry_detail(entry) if entry.tag in titles() else transfers.case_detail(entry)
