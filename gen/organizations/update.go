package organizations

// UpdateOf returns a request that changes nothing in an organization, apart from settings that the
// API doesn't show. To update only one setting, change that setting in the request. The API never
// shows the client ID and the client secret of OpenID Connect, so set them again if the
// organization should keep them.
func UpdateOf(current Organization) UpdateOrganizationRequest {
	return UpdateOrganizationRequest{
		Name:      current.Name,
		Issuer:    current.Issuer,
		SSODomain: current.SSODomain,
		SSOOrgID:  current.SSOOrgID,
	}
}

// Clears returns the JSON names of the settings that the update would clear. These are settings
// that the organization has now and the request leaves empty. An update replaces the single sign-on
// settings in full. The API never shows client_id and client_secret, so Clears returns them
// whenever the request leaves them empty and the organization has an issuer. (Source: the vendor's
// page about the operation.)
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
