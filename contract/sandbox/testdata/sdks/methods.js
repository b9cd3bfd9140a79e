// Calls each method of the organization client of the vendor's TypeScript SDK on a sandbox, and says which operations and headers the document
// lacks: methods.js URL PARTNER_KEY DOCUMENT. It exits with 1 if the document lacks one.
const fs = require("node:fs");
const path = require("node:path");
const http = require("node:http");
const { PolytomicClient } = require("polytomic");

const [url, token, document] = process.argv.slice(2);

// versionOf returns the version of the SDK, which hides its package.json.
function versionOf() {
    let folder = path.dirname(require.resolve("polytomic"));
    while (!fs.existsSync(path.join(folder, "node_modules")) && path.basename(folder) !== "polytomic") folder = path.dirname(folder);
    return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")).version;
}

// The headers that the document describes, those of any HTTP client, and those in which the SDK names itself.
const described = [...fs.readFileSync(document, "utf8").matchAll(/name: (\S+)\s+in: header\b/g)].map((match) => match[1].toLowerCase());
const known = new Set([
    ...described, "accept", "accept-encoding", "accept-language", "authorization", "connection", "content-length", "content-type", "host",
    "sec-fetch-mode", "transfer-encoding", "user-agent",
]);

// The requests go through a server that notes them and asks the sandbox.
const sent = [];
const proxy = http.createServer((request, response) => {
    sent.push(request);
    const forwarded = http.request(url + request.url, { method: request.method, headers: { ...request.headers, host: new URL(url).host } }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
    });
    request.pipe(forwarded);
});

const journal = async () => (await (await fetch(url + "/_sandbox/requests")).json()).requests;

// The ways in which an SDK may take its arguments: an identifier and a body, a body, or both in one.
const id = "248df4b7-aa70-47b8-a036-33ac447e668d";
const body = { name: "Sample", enabled: true };
const ways = [[id, body], [body], [{ id, ...body, idempotencyKey: "sample-0001", "Idempotency-Key": "sample-0001" }], []];

async function methodLacks(organization, name) {
    const before = (await journal()).length;
    sent.length = 0;
    for (const way of ways) {
        try {
            await organization[name](...way, { maxRetries: 0 });
        } catch {
            // The sandbox may refuse it; what counts is the request.
        }
    }
    const received = (await journal()).slice(before);
    const lacks = [];
    if (!sent.length || sent.length !== received.length) lacks.push(`organization.${name} sends no request that can be looked at; call it in contract/sandbox/testdata/sdks/sdk.js`);
    sent.forEach((request, i) => { // The journal names the operation, and hides unknown segments of the path.
        if (!received[i]?.operation) lacks.push(`organization.${name} sends ${request.method} ${request.url}, which openapi.yaml doesn't describe`);
    });
    for (const header of sent.flatMap((request) => Object.keys(request.headers))) {
        if (!known.has(header) && !header.startsWith("x-fern-")) lacks.push(`organization.${name} sends the header ${header}, which openapi.yaml doesn't describe`);
    }
    return lacks;
}

proxy.listen(0, "127.0.0.1", async () => {
    const environment = `http://127.0.0.1:${proxy.address().port}`;
    const { organization } = new PolytomicClient({ environment, baseUrl: environment, token, version: "2025-09-18" });
    const names = Object.getOwnPropertyNames(Object.getPrototypeOf(organization)).filter((name) => {
        const { value } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(organization), name);
        return typeof value === "function" && name !== "constructor" && !/^_/.test(name);
    });
    const lacks = new Set();
    for (const name of names) for (const line of await methodLacks(organization, name)) lacks.add(line);
    for (const line of [...lacks].sort()) console.log(`TypeScript ${versionOf()}: ${line}`);
    process.exit(lacks.size || !names.length ? 1 : 0);
});
