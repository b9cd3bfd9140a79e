package organizations

// UpdateOf returns the request that changes nothing in an organization as far as the API shows it: a start for an update of one setting. The
// API never shows the client ID and the client secret of OpenID Connect, so where they are to stay they have to be set.
func UpdateOf(current Organization) UpdateOrganizationRequest {
	return UpdateOrganizationRequest{
		Name:      current.Name,
		Issuer:    current.Issuer,
		SSODomain: current.SSODomain,
		SSOOrgID:  current.SSOOrgID,
	}
}

// Clears returns the settings of an organization, by their JSON names, that the update takes away: those that it has now and the request
// leaves empty. An update replaces the single sign-on settings in full. client_id and client_secret are listed whenever the
// request leaves them empty and the organization has an issuer, since the API never shows them. (Source: the vendor's page of the operation.)
func (r UpdateOrganizationRequest) Clears(current Organization) []string {
	var cleared []string
	for _, setting := range []struct{ name, now, then string }{
		{"client_id", current.Issuer, r.ClientID},
		{"client_secret", current.Issuer, r.ClientSecret},
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
