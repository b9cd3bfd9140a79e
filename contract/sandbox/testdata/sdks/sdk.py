"""Calls the operations of the vendor's Python SDK on a sandbox: sdk.py URL PARTNER_KEY USER_KEY."""

import sys
import urllib.request

from polytomic import Polytomic
from polytomic.core.api_error import ApiError

url, partner_key, user_key = sys.argv[1:]
organizations = Polytomic(base_url=url, token=partner_key, version="2025-09-18").organization


def refused(status, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except ApiError as error:
        assert error.status_code == status, error
        assert error.headers["x-polytomic-version"] == "2025-09-18", error.headers
        body = dict(error.body)
        assert body["status"] == status and body["message"], body
        return
    raise AssertionError(f"{status} was expected")


owner, child = organizations.list().data
assert Polytomic(base_url=url, token=user_key).organization.get_current().data.id == child.id
assert organizations.get_current().data.id == owner.id

user = Polytomic(base_url=url, token=user_key, version="2025-09-18").organization
assert user.get_record_logging().data.enabled is False
connection = "7d0f2c1e-5b7a-4c39-8a55-1f0b1a3c9e42"
logging = user.update_record_logging(enabled=True, delivery_connection_id=connection, delivery_prefix="logs", idempotency_key="record-logging-0001").data
assert (logging.enabled, logging.delivery_connection_id, logging.delivery_prefix) == (True, connection, "logs"), logging
assert logging.delivery_connection_name == "Log archive", logging
assert user.get_record_logging().data == logging
assert user.update_record_logging(enabled=False, idempotency_key="record-logging-0001").data == logging
logging = user.update_record_logging(enabled=True, delivery_connection_id=None).data
assert (logging.enabled, logging.delivery_connection_id, logging.delivery_prefix) == (True, None, None), logging
assert organizations.get_record_logging().data.enabled is False  # That of the owner organization.

key = "0b8a3a52-6a1c-4a5b-9d3c-6f6f6f0a7b21"
created = organizations.create(name="Acme", sso_domain="acme.example", client_secret="hush-hush", idempotency_key=key).data
assert (created.name, created.sso_domain, created.issuer) == ("Acme", "acme.example", None), created
assert organizations.create(name="Acme", sso_domain="acme.example", client_secret="hush-hush", idempotency_key=key).data == created
refused(409, organizations.create, name="Acme", request_options={"max_retries": 0})
refused(422, organizations.create, name="")
assert organizations.get(created.id).data == created

updated = organizations.update(created.id, name="Acme International", idempotency_key="update-acme-0001").data
assert (updated.name, updated.sso_domain) == ("Acme International", None), updated
assert organizations.update(created.id, name="Ignored", idempotency_key="update-acme-0001").data == updated
refused(409, organizations.update, created.id, name=owner.name, request_options={"max_retries": 0})
refused(403, organizations.update, "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7aff", name="Nobody's")

organizations.delete(created.id, idempotency_key=key)
refused(404, organizations.delete, created.id)
refused(404, organizations.get, created.id)
refused(403, organizations.delete, owner.id)
refused(403, Polytomic(base_url=url, token=user_key).organization.list)
assert [o.id for o in organizations.list().data] == [owner.id, child.id]

# The SDK retries after a 503.
fault = b'{"kind": "status", "status": 503, "operation": "createOrganization", "times": 1}'
request = urllib.request.Request(url + "/_sandbox/faults", fault, {"Content-Type": "application/json"})
assert urllib.request.urlopen(request).status == 201
organizations.delete(organizations.create(name="Acme").data.id)
assert [o.id for o in organizations.list().data] == [owner.id, child.id]
