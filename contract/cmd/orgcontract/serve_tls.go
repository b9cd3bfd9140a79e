package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// selfSigned is the only value of --tls.
const selfSigned = "self-signed"

// certificate returns the certificate that the flags choose, or nil if they choose none. It also
// returns the fingerprint of a self-signed certificate.
func (f *serveFlags) certificate() (certificate *tls.Certificate, fingerprint string, err error) {
	switch {
	case f.tls != "" && f.tls != selfSigned:
		return nil, "", fmt.Errorf("--tls %s: it can only be %s; name your own certificate with --tls-cert and --tls-key", f.tls, selfSigned)
	case f.tls != "":
		host, _, _ := net.SplitHostPort(f.addr) // If the address is wrong, listening returns an error.
		c, err := newCertificate(host)
		if err != nil {
			return nil, "", err
		}
		return c, fmt.Sprintf("%x", sha256.Sum256(c.Certificate[0])), nil
	case f.tlsCert != "":
		c, err := readCertificate(f.tlsCert, f.tlsKey)
		if err != nil {
			return nil, "", fmt.Errorf("--tls-cert %s, --tls-key %s: %w; name a certificate and its key, both in PEM", f.tlsCert, f.tlsKey, err)
		}
		return &c, "", nil
	default:
		return nil, "", nil
	}
}

// maxPEM is the largest size in bytes of a file with a certificate or a key.
const maxPEM = 4 << 20

// readCertificate reads a certificate and its key. Unlike [tls.LoadX509KeyPair], it reads only so
// much of a file as a certificate needs.
func readCertificate(file, keyFile string) (certificate tls.Certificate, err error) {
	text, err := wholefile.Read(file, maxPEM)
	if err != nil {
		return tls.Certificate{}, err
	}
	key, err := wholefile.Read(keyFile, maxPEM)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(text, key)
}

// newCertificate returns a new self-signed certificate for this machine and the host.
func newCertificate(host string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "orgcontract sandbox"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = append(template.IPAddresses, ip)
	} else if host != "" {
		template.DNSNames = append(template.DNSNames, host)
	}
	data, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, errors.Join(errors.New("a certificate can't be made"), err)
	}
	return &tls.Certificate{Certificate: [][]byte{data}, PrivateKey: key}, nil
}
