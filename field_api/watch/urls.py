"""Routes of the API and of the desk."""

from django.urls import path

from field_api.watch import api, pages

api_urlpatterns = [
    path("watch/slice", api.Slice.as_view(), name="watch-slice"),
    path("watch/listings", api.Listings.as_view(), name="watch-listings"),
    path("watch/listings/import", api.Import.as_view(), name="watch-import"),
    path("watch/listings/<uuid:listing>", api.OneListing.as_view(), name="watch-listing"),
    path("watch/listings/<uuid:listing>/extend", api.Extension.as_view(), name="watch-extend"),
    path("watch/listings/<uuid:listing>/end", api.Ending.as_view(), name="watch-end"),
    path("watch/listings/<uuid:listing>/approve", api.Approval.as_view(), name="watch-approve"),
    path("watch/hits", api.Hits.as_view(), name="watch-hits"),
    path("watch/hits/<uuid:hit>/verdict", api.Judging.as_view(), name="watch-judge"),
    path("sightings/<slug:system>", api.Sightings.as_view(), name="sightings"),
]

page_urlpatterns = [
    path("desk/watch/", pages.listings, name="desk-watch"),
    path("desk/watch/new", pages.new, name="desk-watch-new"),
    path("desk/watch/import", pages.bring, name="desk-watch-import"),
    path("desk/watch/hits/", pages.hits, name="desk-watch-hits"),
    path("desk/watch/<uuid:listing>/", pages.listing, name="desk-listing"),
    path("desk/watch/<uuid:listing>/amend", pages.amend, name="desk-listing-amend"),
]
