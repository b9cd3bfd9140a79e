"""Calls each method of the organization client of the vendor's Python SDK on a sandbox, and says which operations and headers the document lacks.

methods.py URL PARTNER_KEY DOCUMENT. It exits with 1 if the document lacks one.
"""

import importlib.metadata
import inspect
import json
import re
import sys
import urllib.request

import httpx

from polytomic import Polytomic
from polytomic.organization.client import OrganizationClient

url, key, document = sys.argv[1:]
version = importlib.metadata.version("polytomic")
sent = []  # The requests of the method that is being called.
http = httpx.Client(event_hooks={"request": [lambda request: sent.append(request)]})
client = Polytomic(base_url=url, token=key, version="2025-09-18", httpx_client=http).organization
lacks = set()

# The headers that the document describes, those of any HTTP client, and those in which the SDK names itself.
with open(document, encoding="utf-8") as text:
    known = {name.lower() for name in re.findall(r"name: (\S+)\s+in: header\b", text.read())}
known |= {"accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "host", "user-agent"}


def sample(parameter):
    """Returns an argument for a parameter."""
    if "bool" in str(parameter.annotation):
        return True
    return "248df4b7-aa70-47b8-a036-33ac447e668d" if parameter.name == "id" else "sample-0001"


def journal():
    """Returns the requests that reached the sandbox."""
    return json.load(urllib.request.urlopen(url + "/_sandbox/requests"))["requests"]


for name, method in inspect.getmembers(OrganizationClient, inspect.isfunction):
    if name.startswith("_"):
        continue
    sent.clear()
    before = len(journal())
    parameters = list(inspect.signature(method).parameters.values())[1:]
    arguments = {p.name: sample(p) for p in parameters if p.name != "request_options"}
    try:
        getattr(client, name)(**arguments, request_options={"max_retries": 0})
    except Exception:  # The sandbox may refuse it; what counts is the request.
        pass
    received = journal()[before:]
    if not sent or len(sent) != len(received):
        lacks.add(f"organization.{name} sends no request that can be looked at; call it in contract/sandbox/testdata/sdks/sdk.py")
    for request, noted in zip(sent, received):  # The journal names the operation, and hides unknown segments of the path.
        if not noted.get("operation"):
            lacks.add(f"organization.{name} sends {request.method} {request.url.path}, which openapi.yaml doesn't describe")
        for header in request.headers:
            if header not in known and not header.startswith("x-fern-"):
                lacks.add(f"organization.{name} sends the header {header}, which openapi.yaml doesn't describe")

for line in sorted(lacks):
    print(f"Python {version}: {line}")
sys.exit(1 if lacks else 0)
