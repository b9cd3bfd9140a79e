package main

// probeHelp is the description in the command's help.
const probeHelp = `Probe makes requests from the document, sends them to a server, and judges the
answers. For each operation it makes requests that agree with the document,
which the server must accept: each property present and absent, each edge of a
bound, each value of an enum, each media type. It makes others that break one
rule each, which the server must refuse with a 4xx. Then it sends random ones.

Every exchange is checked as orgcontract check does it. Further rules begin with
probe: accepted and refused are about requests that the server takes or doesn't
take although it should not or should; server-error, connection and timeout
about answers that fail or don't come; security about credentials; secret about
secrets that come back; location, link, deleted, head and allow about what a
server says of its own resources. What fails is made smaller as long as it still
fails. The report has a curl command for each finding.

What an operation needs is made by another one: a POST to a collection makes
the item whose id a path, a query or a body has. Probe deletes what it made,
also after Ctrl-C.

It is safe by default. Methods that change something are sent only to loopback
addresses, or with --allow-writes. DELETE is sent only for what the probe made,
or with --allow-deletes. No other host gets a request, and no redirect is
followed. What is given with --header, --query or --cookie is never shown; the
curl commands read it from an environment variable of its name.

Fixtures are values that only the server knows, such as ids that must exist:

  parameters: {bookId: [1, 2]}
  properties: {author_id: 7}
  operations:
    deleteBook:
      parameters: {bookId: 2}

It exits with 0 if nothing fails, with 1 if something does, and with 2 if it
could not find out.`

// probeExamples are the examples in the command's help.
const probeExamples = `  # A server on this machine.
  orgcontract probe --spec openapi.yaml --server http://127.0.0.1:8080

  # What would be sent.
  orgcontract probe --spec openapi.yaml --server http://127.0.0.1:8080 --dry-run

  # A server elsewhere: slowly, and only what reads.
  orgcontract probe --spec openapi.yaml --server https://staging.example.com \
    --header "Authorization: Bearer $TOKEN" --rate 5 --time 2m

  # An API key in the query, and that of another user.
  orgcontract probe --spec openapi.yaml --server http://127.0.0.1:8080 \
    --query "api_key=$API_KEY" --other-query "api_key=$OTHER_API_KEY"

  # Record the exchanges, and write a Go test for each finding.
  orgcontract probe --spec openapi.yaml --server http://127.0.0.1:8080 \
    --out probe.har --reproduce reproduce/`
