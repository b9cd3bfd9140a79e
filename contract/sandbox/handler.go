package sandbox

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
	"github.com/orgcontract/polytomic-organizations/gen/server"
)

// handlers implements the interface that gen/server generates. The sandbox locks the account before
// it calls a handler that changes something. The handler only decides on the change and sets it in
// the call. The sandbox then makes the change.
type handlers struct {
	newID func() uuid.UUID
	// connections has the names of the connections, by the ID of the organization and then by the
	// ID of the connection.
	connections map[uuid.UUID]map[string]string
}

var _ server.StrictServerInterface = handlers{}

// GetCurrentOrganization returns the organization that the credential belongs to.
func (handlers) GetCurrentOrganization(ctx context.Context, _ server.GetCurrentOrganizationRequestObject) (server.GetCurrentOrganizationResponseObject, error) {
	c := callOf(ctx)
	o, err := c.current(c.account.find(c.organization))
	if err != nil {
		return nil, err
	}
	return organizationResponse{o, c.version}, nil
}

// current checks the organization that the account returned for the caller's credential. If the
// account doesn't have the organization, current returns a failure. The failure is 404 if the
// organization was deleted and the document lists 404 for the operation. Otherwise it is usually
// 403.
func (c *call) current(o *organization, was bool) (*organization, error) {
	switch {
	case o != nil:
		return o, nil
	case !was && c.kind != userKey: // The state file may lack the organization of a user in the seed.
		return nil, forbidden("the partner account has no such organization to act as")
	case c.endpoint.lists(http.StatusNotFound):
		return nil, gone()
	default:
		return nil, forbidden(gone().message)
	}
}

// ListOrganizations returns the organizations that the caller sees.
func (handlers) ListOrganizations(ctx context.Context, _ server.ListOrganizationsRequestObject) (server.ListOrganizationsResponseObject, error) {
	c := callOf(ctx)
	if c.kind == partnerKey {
		return listResponse{c.account.list(), c.version}, nil
	}
	var list []*organization
	if o, _ := c.account.find(c.organization); o != nil {
		list = append(list, o)
	}
	return listResponse{list, c.version}, nil
}

// organizationResponse replaces the generated response, which would encode the organization for
// each request. An organization already has its JSON.
type organizationResponse struct {
	organization *organization
	version      string
}

// VisitGetOrganizationResponse implements [server.GetOrganizationResponseObject].
func (r organizationResponse) VisitGetOrganizationResponse(w http.ResponseWriter) error {
	body := make([]byte, 0, len(`{"data":}`)+len(r.organization.json)+1)
	body = append(append(append(body, `{"data":`...), r.organization.json...), "}\n"...)
	w.Header()["Content-Type"] = jsonMediaType
	w.Header()[versionHeader] = []string{r.version}
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(body)
	return err
}

// VisitGetCurrentOrganizationResponse implements [server.GetCurrentOrganizationResponseObject].
func (r organizationResponse) VisitGetCurrentOrganizationResponse(w http.ResponseWriter) error {
	return r.VisitGetOrganizationResponse(w)
}

// jsonMediaType is the value of the Content-Type header. Answers share the slice, so nobody may
// change it.
var jsonMediaType = []string{jsonType}

const jsonType = "application/json"

// listResponse replaces the generated response, which would encode a long list for each request.
// Each organization already has its JSON.
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
		body = append(body, "null"...)
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

// GetOrganization returns one organization that the caller sees.
func (handlers) GetOrganization(ctx context.Context, request server.GetOrganizationRequestObject) (server.GetOrganizationResponseObject, error) {
	c := callOf(ctx)
	o, _ := c.account.find(request.ID)
	if o == nil || !c.sees(o.id) {
		return nil, notFound(request.ID.String())
	}
	return organizationResponse{o, c.version}, nil
}

// CreateOrganization sets the change that creates a child organization.
func (h handlers) CreateOrganization(ctx context.Context, request server.CreateOrganizationRequestObject) (server.CreateOrganizationResponseObject, error) {
	c := callOf(ctx)
	o, err := c.account.create(h.newID(), settingsOf(organizations.UpdateOrganizationRequest(*request.Body)))
	if err != nil {
		return nil, err
	}
	c.change = &change{put: o}
	return server.CreateOrganization200JSONResponse{
		Body:    server.OrganizationEnvelope{Data: o.public},
		Headers: server.CreateOrganization200ResponseHeaders{XPolytomicVersion: c.version},
	}, nil
}

// UpdateOrganization sets the change that updates an organization.
func (handlers) UpdateOrganization(ctx context.Context, request server.UpdateOrganizationRequestObject) (server.UpdateOrganizationResponseObject, error) {
	c := callOf(ctx)
	sent := settingsOf(*request.Body)
	if before := c.account.byID[request.ID]; before != nil && c.endpoint.method == http.MethodPatch {
		var err error
		if sent, err = before.patched(c.body); err != nil {
			return nil, err
		}
	}
	o, err := c.account.update(request.ID, sent)
	if err != nil {
		return nil, err
	}
	c.change = &change{put: o}
	return server.UpdateOrganization200JSONResponse{
		Body:    server.OrganizationEnvelope{Data: o.public},
		Headers: server.UpdateOrganization200ResponseHeaders{XPolytomicVersion: c.version},
	}, nil
}

// DeleteOrganization sets the change that deletes a child organization.
func (handlers) DeleteOrganization(ctx context.Context, request server.DeleteOrganizationRequestObject) (server.DeleteOrganizationResponseObject, error) {
	c := callOf(ctx)
	o, err := c.account.remove(request.ID)
	if err != nil {
		return nil, err
	}
	c.change = &change{remove: o}
	return server.DeleteOrganization204Response{Headers: server.DeleteOrganization204ResponseHeaders{XPolytomicVersion: c.version}}, nil
}
