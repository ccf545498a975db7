from django.urls import path

from field_api.mapping import api

api_urlpatterns = [
    path("mappings", api.Mappings.as_view(), name="mappings"),
    path("mappings/<int:id>", api.OneMapping.as_view(), name="mapping"),
    path("mappings/<int:id>/check", api.Check.as_view(), name="mapping-check"),
    path("mappings/<int:id>/activate", api.Activate.as_view(), name="mapping-activate"),
    path("mappings/<int:id>/dry-run", api.DryRun.as_view(), name="mapping-dry-run"),
    path("mappings/<int:id>/value-maps", api.ValueMaps.as_view(), name="mapping-value-maps"),
]
