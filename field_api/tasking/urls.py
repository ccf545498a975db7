from django.urls import path

from field_api.tasking import api, pages

api_urlpatterns = [path("taskings/steps", api.Steps.as_view(), name="tasking-steps")]

page_urlpatterns = [
    path("desk/taskings/", pages.taskings, name="desk-taskings"),
    path("desk/taskings/new", pages.new, name="desk-tasking-new"),
    path("desk/taskings/<uuid:tasking>/", pages.one, name="desk-tasking"),
]
