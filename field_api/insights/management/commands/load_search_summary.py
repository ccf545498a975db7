"""`manage.py load_search_summary`: a published summary of stop and search, to hold ours against."""

from argparse import ArgumentParser
from pathlib import Path

from field_api.insights.actions.comparisons import load_summary
from field_api.insights.management.loading import Loading, answering


class Command(Loading):
    help = "Bring in a published summary of stop and search (twelve columns, docs/scrutiny.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--publisher", required=True, help="the force's name in the file")

    def handle(
        self,
        *,
        file: Path,
        officer: str,
        source: str,
        publisher: str,
        dry_run: bool,
        **options: object,
    ) -> None:
        with answering(officer) as who:
            read = load_summary(
                data=file.read_bytes(), source=source, publisher=publisher, by=who, dry_run=dry_run
            )
        done = "would be kept" if dry_run else "are kept"
        self.stdout.write(f"{len(read.rows)} counts {done}, SHA-256 {read.digest}")
        self.stdout.write(f"{read.others} rows are of other forces")
