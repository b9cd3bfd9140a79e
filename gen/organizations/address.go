package organizations

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// The constants are the schemes of a base URL.
const (
	schemeHTTP  = "http"
	schemeHTTPS = "https"
)

// parseBaseURL parses a base URL and removes the slashes at its end. Its errors don't show the URL,
// because the URL may contain a password.
func parseBaseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("the string is not a URL")
	case u.User != nil:
		return nil, errors.New("the URL has a user; give the credential to New")
	case u.Scheme != schemeHTTPS && u.Scheme != schemeHTTP || u.Hostname() == "":
		return nil, errors.New("the URL doesn't begin with https:// and a host")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("the URL has a query or a fragment")
	}
	host, err := asciiHost(u.Hostname())
	if err != nil {
		return nil, errors.New("the host of the URL is not a domain name")
	}
	if address := loopback(host); address != "" && u.Scheme == schemeHTTP {
		u.Host = joinPort(address, u.Port()) // Code that looks at the host now sees the loopback interface.
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, nil
}

func joinPort(host, port string) string {
	switch {
	case port != "":
		return net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		return "[" + host + "]"
	default:
		return host
	}
}

// checkPlainHTTP returns an error if a request would send the key to another machine over http.
func (s *settings) checkPlainHTTP() error {
	host := s.baseURL.Hostname()
	if s.baseURL.Scheme == schemeHTTPS || s.plainHTTP || loopback(host) != "" {
		return nil
	}
	return fmt.Errorf("WithBaseURL: http to %s would show the key to the network; use https, or WithPlainHTTP", oneLine(s.redacts.redact(host, false)))
}

// asciiHost returns a host in ASCII and in lower case, as DNS writes it. Two hosts are the same if
// asciiHost returns the same string for both.
func asciiHost(host string) (string, error) {
	for i := range len(host) {
		if host[i] >= 0x80 {
			return idna.Lookup.ToASCII(host)
		}
	}
	return strings.ToLower(host), nil
}

// loopback returns the usual name or address of the loopback interface if the host is another
// spelling of it. For instance, it returns 127.0.0.1 for 127.1. It returns "" for any other host.
func loopback(host string) string {
	const localhost = "localhost"
	host = strings.TrimSuffix(host, ".")
	if strings.EqualFold(host, localhost) {
		return localhost
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		address = parseIPv4(host)
	}
	if address = address.Unmap().WithZone(""); address.IsLoopback() {
		return address.String()
	}
	return ""
}

// parseIPv4 parses an IPv4 address as resolvers do. The address has one to four numbers. Each
// number is decimal, octal or hexadecimal. The last number fills the remaining bytes, so 127.1 is
// 127.0.0.1. parseIPv4 returns the zero address if the host is not an IPv4 address.
func parseIPv4(host string) netip.Addr {
	parts := strings.Split(host, ".")
	if len(parts) > net.IPv4len {
		return netip.Addr{}
	}
	var address uint64
	for i, part := range parts {
		bits := 8
		if i == len(parts)-1 {
			bits = 8 * (net.IPv4len - i)
		}
		number, err := parseNumber(part, bits)
		if err != nil {
			return netip.Addr{}
		}
		address = address<<bits | number
	}
	return netip.AddrFrom4([4]byte{byte(address >> 24), byte(address >> 16), byte(address >> 8), byte(address)})
}

func parseNumber(text string, bits int) (uint64, error) {
	if digits, ok := strings.CutPrefix(strings.ToLower(text), "0x"); ok {
		return strconv.ParseUint(digits, 16, bits)
	}
	if len(text) > 1 && text[0] == '0' {
		return strconv.ParseUint(text, 8, bits)
	}
	return strconv.ParseUint(text, 10, bits)
}
