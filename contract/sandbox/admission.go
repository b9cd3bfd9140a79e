package sandbox

// admit returns a failure if a request must not be carried out. It first checks the credential, so
// that a caller without a credential learns nothing else. It then checks the request against the
// document.
func (s *Sandbox) admit(c *call) *failure {
	header := c.request.Header
	who, known := s.authenticate(header)
	if !known {
		return unauthorized()
	}
	c.credential = who
	if failed := s.router.checkVersion(header, c.endpoint.headers[versionHeader]); failed != nil {
		return failed
	}
	if failed := c.endpoint.permit(c.kind); failed != nil {
		return failed
	}
	if _, c.idIsUUID = parseID(c.id); c.id != "" && !c.idIsUUID {
		failed := c.endpoint.unknownID("")
		failed.metadata = map[string]any{"parameter": "id"}
		return failed
	}
	var failed *failure
	if schema := c.endpoint.headers[idempotencyHeader]; schema != nil {
		if c.key, failed = idempotencyKey(header, schema); failed != nil {
			return failed
		}
	}
	if c.endpoint.body == nil {
		return c.refuseBody()
	}
	c.body, failed = c.readBody(c.endpoint.body)
	return failed
}
