package https

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// How long a self-made certificate is valid, and how long before its end it is
// replaced.
const (
	selfMadeAge   = 365 * 24 * time.Hour
	selfMadeRenew = 30 * 24 * time.Hour
)

// selfMade is a self-signed certificate, for machines without a public name. It is
// stored in a file, so that a browser warns its user only once.
type selfMade struct {
	path  string // of the file with certificate and key
	names []string
	log   *slog.Logger
	now   func() time.Time

	mu      sync.Mutex
	current *tls.Certificate
}

// namesOf returns the names by which clients on this machine may reach a server
// that listens on an address.
func namesOf(addr string) []string {
	names := []string{"localhost", "127.0.0.1", "::1"}
	if host, err := os.Hostname(); err == nil && host != "localhost" {
		names = append(names, host)
	}
	host, _, _ := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); host == "" || host == "localhost" || (ip != nil && (ip.IsLoopback() || ip.IsUnspecified())) {
		return names
	}
	return append(names, host)
}

// certificate returns the stored certificate, or a new one if that is not valid.
func (s *selfMade) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.valid(s.current) {
		return s.current, nil
	}
	if kept, err := tls.LoadX509KeyPair(s.path, s.path); err == nil && s.valid(&kept) {
		s.current = &kept
		return s.current, nil
	}
	text, err := s.make()
	if err != nil {
		return nil, err
	}
	if err := keep(s.path, text); err != nil {
		s.log.Warn("the certificate cannot be kept: browsers will ask again after the next start", "err", err)
	}
	made, err := tls.X509KeyPair(text, text)
	if err != nil {
		return nil, err
	}
	s.current = &made
	return s.current, nil
}

// valid reports whether a certificate covers all our names and need not be replaced
// yet.
func (s *selfMade) valid(c *tls.Certificate) bool {
	if c == nil || c.Leaf == nil || s.now().Before(c.Leaf.NotBefore) || s.now().Add(selfMadeRenew).After(c.Leaf.NotAfter) {
		return false
	}
	for _, name := range s.names {
		if c.Leaf.VerifyHostname(name) != nil {
			return false
		}
	}
	return true
}

// make returns a certificate and its key, as PEM.
func (s *selfMade) make() ([]byte, error) {
	template, err := s.template()
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	_ = pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: cert})
	_ = pem.Encode(&text, &pem.Block{Type: "PRIVATE KEY", Bytes: private})
	return text.Bytes(), nil
}

// template returns a certificate without key and signature.
func (s *selfMade) template() (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{Organization: []string{"Kibitz, a certificate of its own making"}},
		NotBefore:    s.now().Add(-time.Hour), // clocks differ
		NotAfter:     s.now().Add(selfMadeAge),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},

		BasicConstraintsValid: true,
	}
	for _, name := range s.names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	return template, nil
}

// keep writes a secret to a file that is either complete or absent.
func keep(path string, text []byte) error {
	dir := filepath.Dir(path)
	// Postgres's user must be able to enter the data folder, but not this one.
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	f, err := os.CreateTemp(dir, "new-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
