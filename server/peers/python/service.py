"""A service of one's own: started from the binary that DOORCODE_SERVICE names, driven through its control plane."""

import json
import os
import subprocess
import urllib.parse
import urllib.request

PATIENCE = 30


class Service:
    """A running `doorcode dev`. It ends with `close`, and with this process in any case."""

    def __init__(self):
        command = [os.environ["DOORCODE_SERVICE"], "dev", "--port", "0", "--exit-with-parent", "--log", "off"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = json.loads(self._process.stdout.readline())
        self.url = line["url"]
        self.project_id = line["projectId"]
        self.management_key = line["managementKey"]

    def close(self):
        self._process.terminate()
        self._process.wait(PATIENCE)
        self._process.stdout.close()

    def send(self, method, path, body=None, headers=None):
        """One request, as it stands; the answer's JSON."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers or {}, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def control(self, method, path, body=None):
        return self.send(method, "/_doorcode" + path, body)

    def reset(self):
        """Everything as it was at the start."""
        self.control("PATCH", "/settings", dict.fromkeys(self.control("GET", "/settings")))
        self.control("POST", "/clock", {"reset": True})
        self.control("POST", "/reset")

    def messages(self, to):
        return self.control("GET", "/messages?" + urllib.parse.urlencode({"to": to}))["messages"]

    def code(self, to):
        """The code in the newest message to somebody."""
        return self.messages(to)[-1]["code"]

    def mint(self, login_id, **claims):
        """A token of the service's own with some claims changed, also to what it would never issue."""
        return self.control("POST", "/tokens", {"loginId": login_id, "claims": claims})["jwt"]
