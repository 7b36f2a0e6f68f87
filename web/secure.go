package web

import (
	"net/http"
	"net/url"
	"strings"

	"kibitz/web/request"
)

// policy lets a page use what this server sends, and nothing inline.
var policy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self' data:",
	"connect-src 'self'",
	"manifest-src 'self'",
	"worker-src 'self'",
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
}, "; ")

// pageHeaders are the headers that protect pages.
var pageHeaders = map[string]string{
	"Content-Security-Policy":    policy,
	"Referrer-Policy":            "same-origin",
	"Cross-Origin-Opener-Policy": "same-origin",
}

// stayWithTLS has a browser use nothing but HTTPS for this host for a month. Not
// for ever, since nobody can take it back; and never with the certificate that we
// made ourselves, which would lock a browser that was told to trust it out of
// whatever else runs on localhost.
const stayWithTLS = "max-age=2592000"

// secure refuses requests that another site made a browser send, and sets the
// headers that every answer has.
func (s *Server) secure(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(s.handle(func(http.ResponseWriter, *http.Request) error { return errCrossOrigin }))
	if base, err := url.Parse(s.config.BaseURL); err == nil && base.Host != "" {
		// A proxy may have changed the host that the request was sent to.
		if err := origin.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
			s.config.Log.Error("the base URL is no origin", "url", s.config.BaseURL, "err", err)
		}
	}
	protected := origin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range pageHeaders {
			h.Set(name, value)
		}
		h.Set("X-Content-Type-Options", "nosniff")
		if s.config.Stopping.Err() != nil {
			h.Set("Connection", "close") // the next request goes to another server
		}
		if s.config.LastingTLS && r.TLS != nil {
			h.Set("Strict-Transport-Security", stayWithTLS)
		}
		protected.ServeHTTP(w, r)
	})
}

// mayConnect returns why a request may not open a WebSocket.
func (s *Server) mayConnect(r *http.Request) error {
	if !s.sameOrigin(r) {
		return errCrossOrigin
	}
	return nil
}

// sameOrigin reports whether a page of this server, or no page at all, asks
// for a WebSocket. Browsers send cookies with those across sites, and unlike
// other requests they are not refused by the browser.
func (s *Server) sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" { // "null" is what a page in a sandbox has
		return false
	}
	base, err := url.Parse(s.baseURL(r))
	return err == nil && (strings.EqualFold(u.Host, r.Host) || strings.EqualFold(u.Host, base.Host))
}

// baseURL is the address of this server as others reach it, without a slash at
// the end.
func (s *Server) baseURL(r *http.Request) string {
	if s.config.BaseURL != "" {
		return strings.TrimSuffix(s.config.BaseURL, "/")
	}
	if r.TLS != nil || strings.EqualFold(r.Header.Get(request.ForwardedProto), "https") {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// secureCookies reports whether a cookie is for HTTPS only. Where the server
// offers HTTP at the same address, by a certificate of its own making, a cookie is
// for both: browsers take no plain cookie in place of a secure one that they do not
// send, so whoever has come by HTTPS once could not play by HTTP.
func (s *Server) secureCookies(r *http.Request) bool {
	if r.TLS != nil && s.config.BaseURL == "" {
		return s.config.LastingTLS
	}
	return strings.HasPrefix(s.baseURL(r), "https:")
}

// tidy refuses requests whose address no page of Kibitz and no plain client
// sends, so that everything behind it can read a query as often as it likes.
func (s *Server) tidy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.RawQuery
		if len(query) > maxQuery || strings.Count(query, "&") >= maxQueryFields || len(r.Host) > maxHost {
			r.URL.RawQuery, r.Host = "", "" // the page that says so has no use for them
			s.fail(w, r, errBadAddress)
			return
		}
		// A range costs a hundred bytes of answer, however short it is.
		if strings.Count(r.Header.Get("Range"), ",") >= maxRanges {
			r.Header.Del("Range")
		}
		next.ServeHTTP(w, r)
	})
}
