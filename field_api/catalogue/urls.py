from django.urls import path

from field_api.catalogue import api
from field_api.catalogue.pages import list_drafts, lists

api_urlpatterns = [
    path("forms", api.Forms.as_view(), name="forms"),
    path("forms/<slug:kind>/<int:version>", api.OneForm.as_view(), name="one-form"),
    path("lists", api.Lists.as_view(), name="lists"),
    path("lists/<slug:name>/<int:version>", api.OneList.as_view(), name="one-list"),
]

page_urlpatterns = [
    path("desk/lists/", lists.lists, name="desk-lists"),
    path("desk/lists/new/", list_drafts.bring, name="desk-list-new"),
    path("desk/lists/drafts/<uuid:draft>/", list_drafts.draft, name="desk-list-draft"),
    path("desk/lists/<slug:name>/bring/", list_drafts.bring, name="desk-list-bring"),
    path("desk/lists/<slug:name>/codes.json", lists.codes, name="desk-list-codes"),
    path("desk/lists/<slug:name>/<int:version>/", lists.one_list, name="desk-list"),
    path("desk/lists/<slug:name>/<int:version>/codes.csv", lists.download, name="desk-list-csv"),
]
