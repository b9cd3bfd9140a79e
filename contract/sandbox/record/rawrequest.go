package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const (
	versionHeader     = "X-Polytomic-Version"
	idempotencyHeader = "Idempotency-Key"

	listPath    = "/api/organizations"
	currentPath = "/api/organization"
	loggingPath = "/api/organization/record-logging"
)

func itemPath(id string) string { return listPath + "/" + id }

// rawRequest is a request that the client of this module doesn't send, because it is wrong or
// unusual.
type rawRequest struct {
	status int // The status that the answer must have.
	method string
	path   string
	body   string
	// header overrides the default headers, which are a partner key, the version, and the type of a
	// body. If a name has no values, the header is not sent.
	header http.Header
}

// send sends requests one after the other.
func (p *player) send(ctx context.Context, requests ...rawRequest) {
	for _, r := range requests {
		if p.err != nil {
			return
		}
		p.check(p.sendOne(ctx, r))
	}
}

func (p *player) sendOne(ctx context.Context, r rawRequest) error {
	sent, err := http.NewRequestWithContext(ctx, r.method, baseURL+r.path, strings.NewReader(r.body))
	if err != nil {
		return err
	}
	sent.Header.Set("Authorization", "Bearer "+partnerKey)
	sent.Header.Set(versionHeader, organizations.APIVersion)
	if r.body != "" {
		sent.Header.Set("Content-Type", "application/json")
	}
	maps.Copy(sent.Header, r.header)
	response, err := p.transport.RoundTrip(sent)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != r.status {
		return fmt.Errorf("expected %d for %s %s, got %d: %s", r.status, r.method, r.path, response.StatusCode, bytes.TrimSpace(body))
	}
	return nil
}

// basic returns the header with an organization-scoped key.
func basic(organizationID, key string) http.Header {
	return http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(organizationID+":"+key))}}
}
