package main

// checkHelp is the description in the command's help.
const checkHelp = `Check reads recordings and checks each exchange, which is one request and its
response, against an OpenAPI document of version 3.0, 3.1 or 3.2. It prints the
verdict, then the findings by cause with their places in the message and in the
document, then the operations and statuses that were seen. If the recordings say
who answered, it prints that too: documented, sandbox, live or test.

Recordings are HAR files of browsers, proxies and tests (also .har.zip),
cassettes of go-vcr and of VCR for Ruby and Python, Postman collections with
saved responses, WireMock and Hoverfly stubs, Envoy's HTTP taps, JSON logs of
Kong, nginx and Apache, and JSON lines. They may be gzipped. Check recognizes
the format of a file by its content. Recordings come from files, from
directories, or from the standard input (-). Write -- before the names if one of
them begins with a dash.

Entries that are not exchanges, such as aborted requests, WebSockets and answers
from the browser's cache, are counted and not checked. So are preflights. If the
recording has a request to a server of the document, requests to other hosts are
counted and not checked either. Flags such as --ignore leave out more.

If you don't give flags or recordings, check takes them from .orgcontract.yaml
in the working directory, which orgcontract init writes. If no document is named
there either, check uses openapi.yaml, openapi.yml or openapi.json in the
working directory, or else the built-in document.

A baseline lists findings that are accepted for some time, each with a reason
and a last day. These findings don't make the check fail. An entry makes the
check fail when its last day is over or its finding no longer occurs.

If a small edit of the document would remove a finding, the report shows the
edit as a diff for git apply. Check first tries each edit on the recordings, and
shows it only if it causes no new finding. It looks for edits only if the
recordings have at most 64 MiB and the document has at most a million values.
With --fix it then tries the edits together, and changes the document with those
that work together. The exit code is that of the check before the edits. Without
--fix it never changes the document.

With --partial it writes its findings to a file instead of reports, and exits
with 0. orgcontract merge makes reports from several such files.

Ctrl-C stops the check before it has written anything.

It exits with 0 if no exchange contradicts the document, with 1 if an exchange
does, and with 2 if the check was not possible: a recording can't be read, or
there was no exchange to check. If a recording can't be read, check still checks
and reports the others.`

// checkExamples are the examples in the command's help.
const checkExamples = `  # All recordings below a directory, against the built-in document.
  orgcontract check contract/testdata/recordings

  # One recording against another document. Fail on drift too.
  orgcontract check --spec openapi.yaml --strict session.har

  # A browser's export: only this API, which a gateway serves below /v1.
  orgcontract check --spec openapi.yaml --only https://example.com/v1 \
    --base-path /v1 --ignore-header 'X-Trace-*' browser.har

  # For a CI job: annotations on the standard output, and reports as files.
  orgcontract check --report github=- --report html=check.html recordings/

  # Accept what is found now for 30 days, and fail on what is new.
  orgcontract check --baseline known.yaml --update-baseline recordings/

  # Apply the suggested edits that work together, or ask for each.
  orgcontract check --fix recordings/
  orgcontract check --fix=ask recordings/

  # Apply the first suggested edit alone.
  orgcontract check --report json=check.json recordings/
  jq -r '[.causes[].suggestions[]?][0].diff' check.json | git apply`
