"""`conformance init`: files to start from, each with comments, in a folder of one's own."""

from __future__ import annotations

from pathlib import Path

import click

#: The files that are copied, as they are; the tests keep them true.
STARTER = Path(__file__).parent.parent / "starter"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def init(folder: Path) -> None:
    """Write a target file, a first scenario of your own and a CI job into FOLDER, or into the current one.

    Each says in comments what to change. Nothing is overwritten: where one of the files is there already, none is
    written.
    """
    from conformance.errors import BadInput

    files = sorted(path.relative_to(STARTER) for path in STARTER.rglob("*.yaml"))
    if there := [str(folder / path) for path in files if (folder / path).exists()]:
        raise BadInput(f"nothing is overwritten, and so nothing was written, for there is already: {', '.join(there)}")
    for path in files:
        _copy(STARTER / path, folder / path)
        click.echo(f"written: {folder / path}", err=True)
    click.echo(_NEXT, err=True)


def _copy(source: Path, to: Path) -> None:
    from conformance.errors import BadInput

    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("x", encoding="utf-8") as file:  # not even what came in the meantime
            file.write(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{to} cannot be written: {error.strerror}") from None


_NEXT = """next:
  conformance run --scenarios own --no-bundled     the first scenario, on the mock that comes with the suite
  conformance doctor target.yaml                   is what the target file says of your server true?
  conformance check target.yaml own                every mistake in these files, at its place
  conformance run target.yaml --scenarios own      the whole suite and your own scenarios, on your server"""
