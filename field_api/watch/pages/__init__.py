"""/desk/watch/: who and what is looked for, and where it turned up."""

from field_api.watch.pages.hits import hits
from field_api.watch.pages.importing import bring
from field_api.watch.pages.reading import listing, listings
from field_api.watch.pages.writing import amend, new

__all__ = ["amend", "bring", "hits", "listing", "listings", "new"]
