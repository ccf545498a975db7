from django.urls import path

from field_api.submissions import api, pages

api_urlpatterns = [
    path("submissions", api.Submissions.as_view(), name="submissions"),
    path("submissions/<uuid:submission>", api.OneSubmission.as_view(), name="submission"),
    path("submissions/<uuid:submission>/approve", api.Approve.as_view(), name="approve"),
    path("submissions/<uuid:submission>/send-back", api.SendBack.as_view(), name="send-back"),
    path("submissions/<uuid:submission>/reject", api.Reject.as_view(), name="reject"),
    path("submissions/<uuid:submission>/admit", api.Admit.as_view(), name="admit"),
]

page_urlpatterns = [
    path("desk/", pages.queue, name="desk"),
    path("desk/<uuid:submission>/", pages.one, name="desk-submission"),
]
