// Calls the operations of the vendor's TypeScript SDK on a sandbox: sdk.js URL PARTNER_KEY.
const assert = require("node:assert/strict");
const { PolytomicClient } = require("polytomic");

const [url, token] = process.argv.slice(2);

const refused = (statusCode, call) => assert.rejects(call, (error) => {
    assert.equal(error.statusCode, statusCode);
    assert.equal(error.body.status, statusCode);
    return true;
});

// This version of the SDK has no get-current and no record logging. It sends the API version that it is given, or none.
async function drive(version) {
    const { organization } = new PolytomicClient({ environment: url, token, version });
    const [owner, child] = (await organization.list()).data;

    const created = (await organization.create({ name: "Acme", sso_domain: "acme.example", client_secret: "hush-hush" })).data;
    assert.deepEqual(Object.keys(created).sort(), ["id", "name", "sso_domain"]);
    await refused(409, organization.create({ name: "Acme" }, { maxRetries: 0 }));
    await refused(422, organization.create({ name: "" }));
    assert.deepEqual((await organization.get(created.id)).data, created);

    const updated = (await organization.update(created.id, { name: "Acme International" })).data;
    assert.deepEqual(updated, { id: created.id, name: "Acme International" });
    await refused(409, organization.update(created.id, { name: owner.name }, { maxRetries: 0 }));

    assert.deepEqual((await organization.list()).data, [owner, child, updated]);
    await organization.remove(created.id);
    await refused(404, organization.get(created.id));
    await refused(404, organization.remove(created.id));
    await refused(403, organization.remove(owner.id));
    assert.deepEqual((await organization.list()).data, [owner, child]);
}

(async () => {
    for (const version of [undefined, "2025-09-18", "2024-02-08"]) await drive(version);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
