"""Files moved between offices, one a transaction, by this build's own benchmark of it: answers milliseconds of CPU a file."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from _worker import answer, installed

FILES = 200


def main() -> None:
    """Each question is a batch of fresh files, sent and verified before the clock starts."""
    installed()
    sys.path.insert(0, str(Path(os.environ["BUILD"]) / "benchmarks"))  # each build knows its own tables
    import _transfer_clients as clients  # noqa: PLC0415
    import _transfer_world as world  # noqa: PLC0415

    world.store_pages()

    def moved(_question: Any) -> float:
        cases = world.cases(FILES)
        clients.send(cases)
        files = clients.verified(cases)
        begin = time.process_time()
        clients.move(files)
        return 1000 * (time.process_time() - begin) / FILES

    answer(moved)


if __name__ == "__main__":
    main()
