"""The reference handset over the real doors, within this process."""

from backend.handset import Answer, Handset, Request
from field_api.lib import es256
from field_api.notebook import actions as notebook
from tests import make


class Doors:
    """A transport to the server of this process. `seen` are the paths asked for."""

    def __init__(self) -> None:
        self.api, self.seen = make.api(), list[str]()

    def __call__(self, request: Request) -> Answer:
        self.seen.append(request.path.removeprefix("/api/v1/").partition("?")[0])
        answer = self.api.generic(
            request.method,
            request.path,
            request.body,
            content_type=request.headers.get("Content-Type", "application/json"),
            headers={"Authorization": request.headers["Authorization"]},
        )
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, answer.content, headers)


def signed_in() -> Handset:
    """A handset in its officer's hand that has written nothing and knows no checkpoint."""
    handset = Handset(transport=Doors())
    device = make.device(make.officer(), key=handset.key)
    handset.line.token = make.token(device)
    book = notebook.open_for(device=device)
    server = handset.call("GET", "me")["server"]
    with handset.store.change():
        handset.store.state(
            token=handset.line.token,
            notebook=str(book.pk),
            receipt_key=es256.jwk(notebook.receipt_key().public_key()),
            epoch=server["epoch"],
            seen_epoch=server["epoch"],
        )
    return handset
