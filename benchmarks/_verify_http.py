"""The fast verify address of the real application beside plain Django and beside no framework, each on granian."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from _measure import Figure, Rival
from _serving import Server, serving
from _specimens import AT, code_tokens

from tongban.clock import now
from tongban.standards import qrcode, statuslist

PHONES = 2500  # new ones in each round, so that no phone's key is known already
KNOWN = 8


@contextmanager
def figures(folder: Path) -> Iterator[list[Figure]]:
    """Two figures, their four servers running until the block ends; Django must be set up (_journal.installed)."""
    from tongban.keys import queries as keys  # noqa: PLC0415 - after django.setup()
    from tongban.keys.roles import Role  # noqa: PLC0415

    publish_list()
    with ExitStack() as stack:
        one_thread = {"TONGBAN_WEB_THREADS": "1"}
        ours = stack.enter_context(serving("tongban.config.web:application", one_thread, interface="rsgi"))
        open_to_stalls = stack.enter_context(serving("tongban.config.wsgi:application", {}))
        peer_database = {"PEER_DATABASE": str(folder / "plain-django.sqlite3")}
        plain = stack.enter_context(serving("_django_peer:application", peer_database))
        bare = stack.enter_context(serving("_django_peer:bare", {}))

        def codes() -> list[bytes]:
            """Of phones that nobody has seen, shown now: a proof holds for a minute."""
            tokens = code_tokens(PHONES, code_signer=keys.signer(Role.CODE))
            return [qrcode.present(token, device=phone, at=now()).encode() for token, phone in tokens]

        alike = codes()  # for the others, who only read them
        limit = Rival(
            "granian and 2 ES256 verifies, nothing else",
            lambda seconds: bare.requests_a_cpu_second("/", alike, seconds=seconds),
        )
        framework = Rival(
            "plain Django view: 1 ES256 verify, 1 indexed read",
            lambda seconds: plain.requests_a_cpu_second("/verify", alike, seconds=seconds),
            4,
        )

        def unguarded(measure: Callable[[float, Server], float]) -> Rival:
            """What the entrance costs that reads bodies before a thread is asked."""
            return Rival(
                "the same by WSGI, which half-sent bodies stop", lambda seconds: measure(seconds, open_to_stalls)
            )

        def again(seconds: float, server: Server = ours) -> float:
            """Of a few phones whose tokens are known after the first look: their proof is judged each time."""
            return server.requests_a_cpu_second("/api/verify-code", codes()[:KNOWN], seconds=seconds)

        def anew(seconds: float, server: Server = ours) -> float:
            return server.requests_a_cpu_second("/api/verify-code", codes(), seconds=seconds)

        yield [
            Figure(f"verify over HTTP, {phone}", "requests/CPU-s", measure, (limit, framework, unguarded(measure)))
            for phone, measure in (("phone seen before", again), ("phone never seen", anew))
        ]


def publish_list() -> None:
    """Entitlement list 0, all valid, where the application looks for it."""
    from tongban.credentials.queries import list_file, list_uri  # noqa: PLC0415
    from tongban.keys import queries as keys  # noqa: PLC0415
    from tongban.keys.roles import Role  # noqa: PLC0415

    path = list_file("entitlement", 0, "cwt")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        statuslist.to_cwt(
            statuslist.StatusList(bits=2, size=1 << 20),
            uri=list_uri("entitlement", 0),
            signer=keys.signer(Role.LIST),
            issued_at=AT,
            expires_at=AT + timedelta(hours=24),
            ttl_seconds=60,
        )
    )
