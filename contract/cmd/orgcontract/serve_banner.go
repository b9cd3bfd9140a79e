package main

import (
	"fmt"
	"io"
	"net"
	"strings"
	"text/tabwriter"

	"github.com/orgcontract/polytomic-organizations/contract/internal/apipage"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// banner has what the command serve prints when it starts.
type banner struct {
	url string
	// fingerprint is the fingerprint of a self-signed certificate, which no client trusts yet. It
	// is empty for any other certificate.
	fingerprint string
	state       string
	// differences says how the state differs from the seed.
	differences []string
	keys        []sandbox.Key
}

// write prints the base URL, the keys and a command that sends a first request.
func (b *banner) write(w io.Writer) error {
	// Flush returns the error if a write failed.
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(table, "base URL\t%s\n", b.url)
	_, _ = fmt.Fprintf(table, "documentation\t%s/docs\n", b.url)
	if b.fingerprint != "" {
		_, _ = fmt.Fprintf(table, "certificate\tself-signed, SHA-256 %s\n", b.fingerprint)
	}
	if b.state != "" {
		_, _ = fmt.Fprintf(table, "state\t%s\n", b.state)
	}
	for _, line := range b.differences {
		_, _ = fmt.Fprintf(table, "\t%s\n", line)
	}
	for _, key := range b.keys {
		_, _ = fmt.Fprintf(table, "%s\t%s\tof %s (%s)\n", keyKind(key), string(key.Key), key.OrganizationID, keyName(key))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	insecure := ""
	if b.fingerprint != "" {
		insecure = "--insecure "
	}
	key := strings.ReplaceAll(string(b.keys[0].Key), "'", `'\''`) // The key is quoted for a shell.
	_, err := fmt.Fprintf(w, "\ncurl %s-H 'Authorization: Bearer %s' %s/api/organizations\n", insecure, key, b.url)
	return err
}

func keyKind(key sandbox.Key) string {
	if key.User {
		return "user key"
	}
	return "partner key"
}

func keyName(key sandbox.Key) string {
	if key.Name == "" {
		return "deleted"
	}
	return fmt.Sprintf("%q", key.Name)
}

// offeredKeys returns the keys in the form that the page of the API shows.
func offeredKeys(keys []sandbox.Key) []apipage.Key {
	offered := make([]apipage.Key, len(keys))
	for i, key := range keys {
		scheme := "partnerKey"
		if key.User {
			scheme = "userKey"
		}
		offered[i] = apipage.Key{Label: "the " + keyKind(key) + " of " + keyName(key), Scheme: scheme, Key: string(key.Key)}
	}
	return offered
}

// baseURL returns the URL of a listener. The address in it is one at which this machine reaches the
// listener. If the listener listens on all addresses, this is 127.0.0.1.
func baseURL(scheme string, address net.Addr) string {
	host := address.String()
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return scheme + "://" + host
}
