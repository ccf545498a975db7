from django.urls import path

from field_api.drafts import api, pages

api_urlpatterns = [
    path("drafts", api.Drafts.as_view(), name="drafts"),
    path("drafts/hand-over", api.HandOverDrafts.as_view(), name="drafts-hand-over"),
    path("drafts/<uuid:id>", api.OneDraft.as_view(), name="draft"),
]

page_urlpatterns = [path("desk/drafts/", pages.drafts, name="desk-drafts")]
