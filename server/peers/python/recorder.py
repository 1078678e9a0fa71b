"""What the official client sends in each case of `conformance/wire`, in the form that is compared."""

import json
from pathlib import Path

from calls import CALLS, NotOffered, client_options
from descope import AuthException

FOLDER = Path(__file__).parents[3] / "conformance" / "wire"
WIRE = json.loads((FOLDER / "cases.json").read_text())


class Recorder:
    def __init__(self, service, make_client):
        self._service = service
        self._make_client = make_client

    def record(self, case):
        """The requests of a case, or what the client does not offer of it."""
        try:
            return self._sent(case)
        except NotOffered as missing:
            return {"notOffered": str(missing)}

    def _sent(self, case):
        values = self._prepare(case)
        options = client_options(case.get("config", {}))
        arguments = fill(case["with"], values)
        with self._make_client(project_id=self._service.project_id, base_url=self._service.url, **options) as client:
            self._service.control("DELETE", "/requests")
            try:
                CALLS[case["call"]](client, **arguments)
            except AuthException:
                pass  # a refusal; the status of the request tells
        requests = self._service.control("GET", "/requests")["requests"]
        return [shown(request, values) for request in requests if counts(request, case)]

    def _prepare(self, case):
        """Plays the steps; the values they say to keep."""
        values = {"project": self._service.project_id}
        bearer = {"Authorization": "Bearer " + self._service.project_id}
        for step in WIRE["steps"] + case.get("before", []):
            answer = self._service.send(*step["send"].split(), step.get("body"), bearer)
            values.update({name: answer[member] for name, member in step.get("keep", {}).items()})
        return values


def counts(request, case):
    """Fetches of keys are left out, unless they are what a case is about: each client has its own time for them."""
    return case.get("keys", False) or not request["path"].startswith("/v2/keys/")


def fill(arguments, values):
    text = json.dumps(arguments)
    for name, value in values.items():
        text = text.replace("${%s}" % name, value)
    return json.loads(text)


def shown(request, values):
    """A recorded request without what is different each time: tokens by their names, the headers that matter."""
    text = json.dumps({
        "to": f"{request['method']} {request['path']}",
        "query": request["query"],
        "bearer": request["headers"].get("authorization", "").removeprefix("Bearer "),
        "headers": {name: request["headers"][name] for name in WIRE["headers"] if name in request["headers"]},
        "body": request["body"],
        "status": request["status"],
    })
    for name, value in values.items():
        text = text.replace(value, "${%s}" % name)
    return json.loads(text)
