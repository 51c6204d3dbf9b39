"""`malbeot init`: makes the data folder and a settings file to edit."""

from __future__ import annotations

from bot.cli.output import note, print_line


def init() -> None:
    """Make the data folder, a commented settings file, folders for secrets and personas. Never overwrites."""
    from bot.config import FILE_NAME, SECRETS_NAME, home, sample_file

    folder = home()
    for each in (folder, folder / SECRETS_NAME, folder / "personas"):
        each.mkdir(parents=True, exist_ok=True)
    (folder / SECRETS_NAME).chmod(0o700)
    file = folder / FILE_NAME
    if file.exists():
        note(f"{file} is there already; left as it is")
    else:
        file.write_text(sample_file(), "utf-8")
    print_line(str(file.resolve()))
