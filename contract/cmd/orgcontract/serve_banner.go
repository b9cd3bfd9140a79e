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

// banner is what serve prints when it starts.
type banner struct {
	url string
	// fingerprint is the fingerprint of a certificate that no client trusts yet. It is empty if
	// there is no such certificate.
	fingerprint string
	state       string
	// differences say how the state differs from the seed.
	differences []string
	keys        []sandbox.Key
}

// write prints the base URL, the keys and a first request.
func (b *banner) write(w io.Writer) error {
	// Flush returns the error of a write that failed.
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
	key := strings.ReplaceAll(string(b.keys[0].Key), "'", `'\''`) // Quoted for a shell.
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

// offeredKeys are the keys as the page of the API offers them.
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

// baseURL returns the URL of a listener, with an address at which this machine reaches it. A
// listener on all addresses gets the address 127.0.0.1.
func baseURL(scheme string, address net.Addr) string {
	host := address.String()
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return scheme + "://" + host
}
