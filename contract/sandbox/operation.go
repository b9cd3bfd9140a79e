package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
	"github.com/orgcontract/polytomic-organizations/gen/server"
)

// operation is what the sandbox knows of an operation of the document beyond the generated code.
type operation struct {
	id string
	// credentials are the kinds that it takes.
	credentials []credentialKind
	// before are those that it takes in version 2024-02-08; empty where that version doesn't have it.
	before []credentialKind
	// body says that the request has one.
	body bool
	// changes says that it changes what the sandbox keeps.
	changes bool
	// idempotent says that it takes an idempotency key.
	idempotent bool
}

var (
	partners = []credentialKind{partnerKey}
	everyone = []credentialKind{partnerKey, userKey, organizationKey}
)

// operations are those of the document, by method and path template. Get-current takes a partner key too, as the owner organization: openapi.yaml
// doesn't list it there, but what it lists, a bearer credential, is all that can be told of one on the wire.
var operations = map[string]operation{
	"GET /api/organization":          {id: "getCurrentOrganization", credentials: everyone},
	"GET /api/organizations":         {id: "listOrganizations", credentials: partners, before: everyone},
	"POST /api/organizations":        {id: "createOrganization", credentials: partners, before: partners, body: true, changes: true, idempotent: true},
	"GET /api/organizations/{id}":    {id: "getOrganization", credentials: partners, before: partners},
	"PUT /api/organizations/{id}":    {id: "updateOrganization", credentials: partners, before: partners, body: true, changes: true},
	"DELETE /api/organizations/{id}": {id: "deleteOrganization", credentials: partners, before: partners, changes: true},
}

// permit returns the failure of a caller who may not use the operation in a version.
func (o operation) permit(kind credentialKind, version string) *failure {
	allowed := o.credentials
	if version == before {
		allowed = o.before
	}
	switch {
	case len(allowed) == 0:
		return &failure{
			status: http.StatusNotFound, key: keyNotFound, message: fmt.Sprintf("version %s of the API has no such path; %s has", version, current),
			metadata: map[string]any{inHeader: versionHeader},
		}
	case !slices.Contains(allowed, kind):
		return forbidden("this operation takes a partner key")
	default:
		return nil
	}
}

// absent is the failure of an operation on an organization that the caller's partner account doesn't have.
func (o operation) absent(id string) *failure {
	if o.id == "updateOrganization" {
		return notYours(id)
	}
	return notFound(id)
}

// call is one request, once it is known whose it is and what it asks for.
type call struct {
	credential

	operation operation
	version   string
	// change is what the operation came to, where it changes something: it is decided by the handler and made by [Sandbox.perform].
	change *change
	fault  *Fault
	// replayed says that the answer is the outcome that the idempotency key already had.
	replayed bool
}

type callKey struct{}

// callOf returns the call that a context is of.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// handlers implements the generated interface. Those that change something are called with the account locked, and decide only.
type handlers struct{ s *Sandbox }

var _ server.StrictServerInterface = handlers{}

// GetCurrentOrganization answers with the organization that the credential belongs to.
func (handlers) GetCurrentOrganization(ctx context.Context, _ server.GetCurrentOrganizationRequestObject) (server.GetCurrentOrganizationResponseObject, error) {
	c := callOf(ctx)
	o, was := c.account.find(c.organization)
	switch {
	case o != nil:
		return server.GetCurrentOrganization200JSONResponse{
			Body:    organizations.OrganizationEnvelope{Data: o.public},
			Headers: server.GetCurrentOrganization200ResponseHeaders{XPolytomicVersion: c.version},
		}, nil
	case was || c.kind == userKey: // A state file may lack the organization that the seed gives a user.
		return nil, &failure{status: http.StatusNotFound, key: keyNotFound, message: "the organization of this credential no longer exists"}
	default:
		return nil, forbidden("the partner account has no such organization to act as")
	}
}

// ListOrganizations answers with all organizations of the partner, or in the version before with those that the caller can see.
func (handlers) ListOrganizations(ctx context.Context, _ server.ListOrganizationsRequestObject) (server.ListOrganizationsResponseObject, error) {
	c := callOf(ctx)
	if c.kind == partnerKey {
		return listResponse{c.account.list(), c.version}, nil
	}
	if o, _ := c.account.find(c.organization); o != nil {
		return listResponse{[]*organization{o}, c.version}, nil
	}
	return listResponse{nil, c.version}, nil
}

// listResponse is the generated response without its encoder: a list may be long, and each organization has its JSON already.
type listResponse struct {
	list    []*organization
	version string
}

// VisitListOrganizationsResponse implements [server.ListOrganizationsResponseObject].
func (r listResponse) VisitListOrganizationsResponse(w http.ResponseWriter) error {
	size := len(`{"data":[]}`) + len(r.list)
	for _, o := range r.list {
		size += len(o.json)
	}
	body := append(make([]byte, 0, size), `{"data":`...)
	if r.list == nil {
		body = append(body, "null"...) // There is nothing to list.
	} else {
		separator := byte('[')
		for _, o := range r.list {
			body = append(append(body, separator), o.json...)
			separator = ','
		}
		body = append(body, ']')
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set(versionHeader, r.version)
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(append(body, '}'))
	return err
}

// GetOrganization answers with one organization of the partner.
func (handlers) GetOrganization(ctx context.Context, request server.GetOrganizationRequestObject) (server.GetOrganizationResponseObject, error) {
	c := callOf(ctx)
	o, _ := c.account.find(request.ID)
	if o == nil {
		return nil, notFound(request.ID.String())
	}
	return server.GetOrganization200JSONResponse{
		Body:    organizations.OrganizationEnvelope{Data: o.public},
		Headers: server.GetOrganization200ResponseHeaders{XPolytomicVersion: c.version},
	}, nil
}

// CreateOrganization decides on a new child organization.
func (h handlers) CreateOrganization(ctx context.Context, request server.CreateOrganizationRequestObject) (server.CreateOrganizationResponseObject, error) {
	c := callOf(ctx)
	o, err := c.account.create(h.s.newID(), settingsOf(organizations.UpdateOrganizationRequest(*request.Body)))
	if err != nil {
		return nil, err
	}
	c.change = &change{put: o}
	return server.CreateOrganization200JSONResponse{
		Body:    organizations.OrganizationEnvelope{Data: o.public},
		Headers: server.CreateOrganization200ResponseHeaders{XPolytomicVersion: c.version},
	}, nil
}

// UpdateOrganization decides on an organization as it is to be.
func (handlers) UpdateOrganization(ctx context.Context, request server.UpdateOrganizationRequestObject) (server.UpdateOrganizationResponseObject, error) {
	c := callOf(ctx)
	o, err := c.account.update(request.ID, settingsOf(*request.Body))
	if err != nil {
		return nil, err
	}
	c.change = &change{put: o}
	return server.UpdateOrganization200JSONResponse{
		Body:    organizations.OrganizationEnvelope{Data: o.public},
		Headers: server.UpdateOrganization200ResponseHeaders{XPolytomicVersion: c.version},
	}, nil
}

// DeleteOrganization decides on the end of a child organization.
func (handlers) DeleteOrganization(ctx context.Context, request server.DeleteOrganizationRequestObject) (server.DeleteOrganizationResponseObject, error) {
	c := callOf(ctx)
	o, err := c.account.remove(request.ID)
	if err != nil {
		return nil, err
	}
	c.change = &change{remove: o}
	return server.DeleteOrganization204Response{Headers: server.DeleteOrganization204ResponseHeaders{XPolytomicVersion: c.version}}, nil
}
