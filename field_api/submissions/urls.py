from django.urls import path

from field_api.submissions import pages
from field_api.submissions.api import (
    breaking,
    disclosing,
    duty,
    erasures,
    files,
    handling,
    journeys,
    references,
    shared,
)

api_urlpatterns = [
    path("submissions", journeys.Submissions.as_view(), name="submissions"),
    path("submissions/shared", shared.SharedSubmissions.as_view(), name="submissions-shared"),
    path("submissions/<uuid:submission>", journeys.OneSubmission.as_view(), name="submission"),
    path("submissions/<uuid:submission>/handling", handling.Handling.as_view(), name="handling"),
    path("submissions/<uuid:submission>/approve", journeys.Approve.as_view(), name="approve"),
    path("submissions/<uuid:submission>/send-back", journeys.SendBack.as_view(), name="send-back"),
    path("submissions/<uuid:submission>/reject", journeys.Reject.as_view(), name="reject"),
    path("submissions/<uuid:submission>/admit", journeys.Admit.as_view(), name="admit"),
    path("submissions/<uuid:submission>/erasure", erasures.OneErasure.as_view(), name="erasure"),
    path(
        "submissions/<uuid:submission>/erasure/approve",
        erasures.ApproveErasure.as_view(),
        name="erasure-approve",
    ),
    path(
        "submissions/<uuid:submission>/erasure/refuse",
        erasures.RefuseErasure.as_view(),
        name="erasure-refuse",
    ),
    path(
        "submissions/<uuid:submission>/disclosure",
        disclosing.Disclosure.as_view(),
        name="disclosure",
    ),
    path("erasures", erasures.Erasures.as_view(), name="erasures"),
    path(
        "submissions/<uuid:submission>/attachments/<uuid:attachment>",
        files.OneFile.as_view(),
        name="submission-file",
    ),
    path("references", references.References.as_view(), name="references"),
    path("references/returned", references.Returned.as_view(), name="references-returned"),
    path("references/gaps", references.Gaps.as_view(), name="references-gaps"),
    path("glass/break", breaking.Break.as_view(), name="glass-break"),
    path("duty", duty.Duty.as_view(), name="duty-report"),
]

page_urlpatterns = [
    path("desk/", pages.queue, name="desk"),
    path("desk/approve", pages.approve, name="desk-approve"),
    path("desk/overdue/", pages.overdue, name="desk-overdue"),
    path("desk/erasures/", pages.erasures, name="desk-erasures"),
    path("desk/<uuid:submission>/", pages.one, name="desk-submission"),
    path("desk/<uuid:submission>/reading", pages.still_reading, name="desk-reading"),
    path("desk/<uuid:submission>/erase/", pages.erasure, name="desk-erasure"),
    path("desk/<uuid:submission>/disclose/", pages.disclose, name="desk-disclose"),
    path("desk/glass/break", pages.break_glass, name="desk-glass-break"),
    path("duty/", pages.duty, name="duty"),
]
