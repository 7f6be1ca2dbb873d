"""Pages as phones, scanners and offices make them, and a process that stores some: `python pages.py COUNT` after `migrate`."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from io import BytesIO

from PIL import Image

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 30), colour: int = 0x60A0C0) -> bytes:
    octets = BytesIO()
    Image.new("RGB", size, colour).save(octets, form)
    return octets.getvalue()


def pdf(words: str = "SPECIMEN") -> bytes:
    return f"%PDF-1.7\n1 0 obj\n({words})\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n".encode()


WHOLE = {JPEG: picture("JPEG"), PNG: picture("PNG"), PDF: pdf()}


def main(order: str) -> None:
    """`migrate`, or a number: say ready, wait for a line, then store as many pages, the same in every process."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    from django.core.management import call_command

    from tongban.documents import actions

    if order == "migrate":
        call_command("migrate", "documents", verbosity=0, skip_checks=True)
        return
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(order)):
        print(actions.store(content=pdf(f"page {number}"), media_type=PDF, at=AT), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
