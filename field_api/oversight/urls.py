from django.urls import path

from field_api.oversight import pages

page_urlpatterns = [
    path("console/", pages.systems, name="console"),
    path("console/systems/<slug:code>/", pages.system, name="console-system"),
    path("console/alerts/<int:alert>/", pages.alert, name="console-alert"),
    path("console/letters/", pages.letters, name="console-letters"),
    path("console/letters/<slug:key>/", pages.group, name="console-group"),
    path("console/deliveries/<uuid:delivery>/", pages.delivery, name="console-delivery"),
    path("console/entries/<uuid:submission>/", pages.entry, name="console-entry"),
    path("console/replays/", pages.replays, name="console-replays"),
    path("console/replays/<int:replay>/", pages.replay, name="console-replay"),
    path("console/tasks/", pages.tasks, name="console-tasks"),
]
