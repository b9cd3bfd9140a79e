package sandbox

import (
	"context"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
	"github.com/orgcontract/polytomic-organizations/gen/server"
)

// GetRecordLogging returns the record logging settings of the organization that the credential
// belongs to.
func (h handlers) GetRecordLogging(ctx context.Context, _ server.GetRecordLoggingRequestObject) (server.GetRecordLoggingResponseObject, error) {
	c := callOf(ctx)
	o, err := c.current(c.account.find(c.organization))
	if err != nil {
		return nil, err
	}
	return server.GetRecordLogging200JSONResponse{
		Body:    h.recordLogging(o),
		Headers: server.GetRecordLogging200ResponseHeaders{XPolytomicVersion: c.version},
	}, nil
}

// UpdateRecordLogging sets the change that updates the record logging settings of the organization
// that the credential belongs to. It accepts any connection as a destination: the sandbox serves no
// operations on connections, so it can't know which connections a program has created elsewhere.
func (h handlers) UpdateRecordLogging(ctx context.Context, request server.UpdateRecordLoggingRequestObject) (server.UpdateRecordLoggingResponseObject, error) {
	c := callOf(ctx)
	o, err := c.current(c.account.lookUp(c.organization))
	if err != nil {
		return nil, err
	}
	updated := *o
	updated.logging = *request.Body
	c.change = &change{put: &updated}
	return server.UpdateRecordLogging200JSONResponse{
		Body:    h.recordLogging(&updated),
		Headers: server.UpdateRecordLogging200ResponseHeaders{XPolytomicVersion: c.version},
	}, nil
}

// recordLogging returns the settings as a response shows them. Only a connection of the seed has a
// name. Any other connection looks like a deleted connection.
func (h handlers) recordLogging(o *organization) server.RecordLoggingEnvelope {
	return server.RecordLoggingEnvelope{Data: organizations.RecordLoggingSettings{
		Enabled:                o.logging.Enabled,
		DeliveryConnectionID:   o.logging.DeliveryConnectionID,
		DeliveryConnectionName: h.connections[o.id][o.logging.DeliveryConnectionID],
		DeliveryPrefix:         o.logging.DeliveryPrefix,
	}}
}
