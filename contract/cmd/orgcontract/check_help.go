package main

// checkHelp is the description in the command's help.
const checkHelp = `Check reads recordings and checks each exchange against the document, which is
of OpenAPI 3.0, 3.1 or 3.2. It prints the verdict, then the findings by cause
with their places in the message and in the document, then which operations and
statuses were seen and, if the recordings say so, who answered: documented,
sandbox, live or test.

Recordings are HAR files of browsers, proxies and tests (also .har.zip),
cassettes of go-vcr and of VCR for Ruby and Python, Postman collections with
saved responses, WireMock and Hoverfly stubs, Envoy's HTTP taps, JSON logs of
Kong, nginx and Apache, and JSON lines, each gzipped or not. The content of a
file decides what it is. Recordings come from files, from directories, or from
the standard input (-). Write -- before the names if one of them begins with a
dash.

Entries that hold no exchange, such as aborted requests, WebSockets and answers
from the browser's cache, are counted and not checked. So are preflights, and
requests to other hosts if a server of the document occurs in the recording.
Other flags, such as --ignore, leave out more.

Flags and recordings that are not given come from .orgcontract.yaml in the
working directory, which orgcontract init writes. If it names no document, that
is openapi.yaml, openapi.yml or openapi.json there, or else the built-in one.

A baseline lists findings that are accepted for a time, each with a reason and
a last day. They don't fail the check. An entry fails the check when its last
day is over or its finding is gone.

If a small edit of the document would end a finding, the report shows it as a
diff for git apply. Check tries each edit on the recordings first and shows it
only if it causes no new finding. It does so with up to 64 MiB of recordings.
With --fix it then tries the edits together, and makes in the document those
that hold together. The exit code is that of the check before the edits.
Without --fix it never changes the document.

With --partial it writes what it found to a file, in place of reports, and exits
with 0. orgcontract merge makes the reports of several such files.

Ctrl-C stops the check before it has written anything.

It exits with 0 if the verdict is that the document holds, with 1 if an
exchange contradicts the document, and with 2 if it could not find out: if a
recording can't be read, or none holds an exchange to check. A recording that
can't be read doesn't keep the others from being checked and reported.`

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

  # Apply the suggested edits that hold together, or ask for each.
  orgcontract check --fix recordings/
  orgcontract check --fix=ask recordings/

  # Apply the first suggested edit alone.
  orgcontract check --report json=check.json recordings/
  jq -r '[.causes[].suggestions[]?][0].diff' check.json | git apply`
