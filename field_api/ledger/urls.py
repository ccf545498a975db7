from django.urls import path

from field_api.ledger import api

api_urlpatterns = [
    path("ledger/checkpoint", api.Newest.as_view(), name="ledger-checkpoint"),
    path("ledger/consistency", api.Consistency.as_view(), name="ledger-consistency"),
    path("ledger/inclusion", api.Inclusion.as_view(), name="ledger-inclusion"),
    path("ledger/contradictions", api.Contradictions.as_view(), name="ledger-contradictions"),
]
