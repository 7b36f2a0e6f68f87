package web

import (
	"net/http"
	"net/url"
	"strings"

	"kibitz/web/request"
)

// policy is the Content-Security-Policy: a page may use what this server sends, and
// nothing inline.
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

// stayWithTLS is a Strict-Transport-Security header for a month. It is not longer,
// since it cannot be revoked. It is never sent with our self-signed certificate: a
// browser told to trust that certificate could then not reach anything else that
// runs on localhost.
const stayWithTLS = "max-age=2592000"

// secure refuses cross-site requests and sets the headers that every answer has.
func (s *Server) secure(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(s.handle(func(http.ResponseWriter, *http.Request) error { return errCrossOrigin }))
	if base, err := url.Parse(s.config.BaseURL); err == nil && base.Host != "" {
		// A proxy may have changed the Host of the request.
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
			h.Set("Connection", "close") // so that the next request goes to another server
		}
		if s.config.LastingTLS && r.TLS != nil {
			h.Set("Strict-Transport-Security", stayWithTLS)
		}
		protected.ServeHTTP(w, r)
	})
}

// mayConnect returns why a request may not open a WebSocket; nil if it may.
func (s *Server) mayConnect(r *http.Request) error {
	if !s.sameOrigin(r) {
		return errCrossOrigin
	}
	return nil
}

// sameOrigin reports whether a WebSocket is opened by a page of this server, or by
// no page at all. Browsers send cookies with cross-site WebSockets and, unlike other
// requests, do not block them.
func (s *Server) sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" { // a sandboxed page has the origin "null"
		return false
	}
	base, err := url.Parse(s.baseURL(r))
	return err == nil && (strings.EqualFold(u.Host, r.Host) || strings.EqualFold(u.Host, base.Host))
}

// baseURL is the public address of this server, without a trailing slash.
func (s *Server) baseURL(r *http.Request) string {
	if s.config.BaseURL != "" {
		return strings.TrimSuffix(s.config.BaseURL, "/")
	}
	if r.TLS != nil || strings.EqualFold(r.Header.Get(request.ForwardedProto), "https") {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// secureCookies reports whether cookies are for HTTPS only. Where the server offers
// HTTP at the same address, with a self-signed certificate, its cookies are for
// both: browsers do not let a plain cookie replace a secure one, which they do not
// send over HTTP, so somebody who once came by HTTPS could not play by HTTP.
func (s *Server) secureCookies(r *http.Request) bool {
	if r.TLS != nil && s.config.BaseURL == "" {
		return s.config.LastingTLS
	}
	return strings.HasPrefix(s.baseURL(r), "https:")
}

// tidy refuses requests whose address is larger than any that a page of Kibitz or a
// plain client sends, so that all handlers behind it can parse the query as often as
// they like.
func (s *Server) tidy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.RawQuery
		if len(query) > maxQuery || strings.Count(query, "&") >= maxQueryFields || len(r.Host) > maxHost {
			r.URL.RawQuery, r.Host = "", "" // the error page does not need them
			s.fail(w, r, errBadAddress)
			return
		}
		// Each range costs a hundred bytes of answer, however short it is.
		if strings.Count(r.Header.Get("Range"), ",") >= maxRanges {
			r.Header.Del("Range")
		}
		next.ServeHTTP(w, r)
	})
}
