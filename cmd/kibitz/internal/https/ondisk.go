package https

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// onDisk is a certificate in files that somebody else renews, such as certbot.
type onDisk struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	written time.Time
}

// certificate rereads the files if they have changed. If that fails, for instance
// while only one of the two is written, the previous certificate remains in use.
func (d *onDisk) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	info, err := os.Stat(d.cert)
	if err == nil && d.current != nil && info.ModTime().Equal(d.written) {
		return d.current, nil
	}
	var pair tls.Certificate
	if err == nil {
		pair, err = tls.LoadX509KeyPair(d.cert, d.key)
	}
	switch {
	case err == nil:
		d.current, d.written = &pair, info.ModTime()
	case d.current == nil:
		return nil, err
	default:
		d.log.Warn("the certificate has changed and cannot be read", "err", err)
	}
	return d.current, nil
}
