package sandbox_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestSmoke(t *testing.T) {
	s := sandbox.New(t)
	l, err := s.Client.ListOrganizations(t.Context())
	fmt.Println(l, err)
	c, err := s.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "A"})
	fmt.Println(c, err)
	_, err = s.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "A"})
	fmt.Println(err, errors.Is(err, organizations.ErrConflict))
	_, err = s.Client.UpdateOrganization(t.Context(), c.ID, organizations.UpdateOrganizationRequest{Name: "B"})
	fmt.Println(err)
	fmt.Println(s.Client.DeleteOrganization(t.Context(), c.ID))
	fmt.Println(s.Client.DeleteOrganization(t.Context(), c.ID))
	l, err = s.Client.ListOrganizations(t.Context())
	fmt.Println(l, err)
	for _, x := range []string{"GET /", "HEAD /api/organization", "PATCH /api/organizations/x", "GET /api//organizations", "GET /api/organizations/", "GET /api/organizations/x%2Fy"} {
		m, p, _ := strings.Cut(x, " ")
		r, _ := http.NewRequest(m, s.URL+p, nil)
		r.Header.Set("Authorization", "Bearer sandbox-partner-key")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(resp.Body)
		fmt.Println(x, resp.StatusCode, resp.Header, string(b))
	}
}
