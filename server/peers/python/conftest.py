import os

import certifi
import pytest
from clients import async_client, sync_client
from descope import DeliveryMethod
from service import Service

# The clients must not be steered from outside.
for name in [name for name in os.environ if name.startswith("DESCOPE_")]:
    del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def one_root(tmp_path_factory):
    """The client reads its trusted roots anew for each request. Plain HTTP needs none of them, so one will do."""
    root, end, _ = certifi.contents().partition("-----END CERTIFICATE-----")
    path = tmp_path_factory.mktemp("tls") / "root.pem"
    path.write_text(root + end)
    os.environ["SSL_CERT_FILE"] = str(path)


@pytest.fixture(scope="session")
def running():
    service = Service()
    yield service
    service.close()


@pytest.fixture
def service(running):
    running.reset()
    return running


@pytest.fixture(params=[sync_client, async_client], ids=["sync", "async"])
def client(request, service):
    """The client of `descope`, with nothing but the base URL changed."""
    options = {"management_key": service.management_key, "base_url": service.url}
    with request.param(project_id=service.project_id, **options) as client:
        yield client


@pytest.fixture
def log_in(client, service):
    """Logs somebody in, known or not; what `verify_code` answers."""

    def log_in(login_id="ann@example.com", method=DeliveryMethod.EMAIL):
        client.otp.sign_up_or_in(method, login_id)
        return client.otp.verify_code(method, login_id, service.code(login_id))

    return log_in
