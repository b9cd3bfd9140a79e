"""What Schemathesis needs to know beside openapi.yaml."""

import schemathesis
from schemathesis import GenerationMode

CURRENT = "2025-09-18"


@schemathesis.hook
def before_call(context, case, kwargs):
    """The document allows any date as a version, because versions come and go. A server has only some of them and refuses the others. So this hook
    makes a valid request ask for the version that the document describes. It leaves invalid requests alone."""
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    for name in list(case.headers or {}):
        if name.lower() == "x-polytomic-version" and case.headers[name] != CURRENT:
            case.headers[name] = CURRENT
