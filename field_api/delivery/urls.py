from django.urls import path

from field_api.delivery import api, callbacks

api_urlpatterns = [
    path("systems", api.Systems.as_view(), name="systems"),
    path("deliveries", api.Deliveries.as_view(), name="deliveries"),
    path("deliveries/<uuid:delivery>", api.OneDelivery.as_view(), name="delivery"),
    path("callbacks/<slug:system>", callbacks.Callbacks.as_view(), name="callbacks"),
]
