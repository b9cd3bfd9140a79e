package organizations

// UpdateOf returns the request that keeps an organization as it is, as far as the API shows it.
// Change one setting in it to update only that. The API never shows the client ID and the client
// secret of OpenID Connect, so set them again to keep them.
func UpdateOf(current Organization) UpdateOrganizationRequest {
	return UpdateOrganizationRequest{
		Name:      current.Name,
		Issuer:    current.Issuer,
		SSODomain: current.SSODomain,
		SSOOrgID:  current.SSOOrgID,
	}
}

// Clears returns the JSON names of the settings that the update clears: the organization has them
// now, and the request leaves them empty. An update replaces the single sign-on settings in full.
// The API never shows client_id and client_secret, so Clears returns them whenever the request
// leaves them empty and the organization has an issuer. (Source: the vendor's page of the
// operation.)
func (r UpdateOrganizationRequest) Clears(current Organization) []string {
	var cleared []string
	for _, setting := range []struct{ name, now, then string }{
		{"client_id", current.Issuer, r.ClientID},
		{"client_secret", current.Issuer, r.ClientSecret.Reveal()},
		{"issuer", current.Issuer, r.Issuer},
		{"sso_domain", current.SSODomain, r.SSODomain},
		{"sso_org_id", current.SSOOrgID, r.SSOOrgID},
	} {
		if setting.now != "" && setting.then == "" {
			cleared = append(cleared, setting.name)
		}
	}
	return cleared
}
