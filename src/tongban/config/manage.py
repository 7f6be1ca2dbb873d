"""Django's command line with Tongban's settings: `python -m tongban.config.manage COMMAND`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the management command in sys.argv."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings must be named first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
