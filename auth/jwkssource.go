package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// maxJWKSBytes bounds what is read of a source.
const maxJWKSBytes = 1 << 20

// jwksSource returns how to read a JWKS: over HTTP for http(s) URLs, from a file
// otherwise.
func jwksSource(where string, client *http.Client) (func(context.Context) ([]byte, error), error) {
	u, err := url.Parse(where)
	scheme := ""
	if err == nil && strings.Contains(where, "://") {
		scheme = strings.ToLower(u.Scheme)
	}
	switch scheme {
	case "":
		return readFile(where), nil
	case "file":
		if u.Host != "" && u.Host != "localhost" || u.Path == "" {
			return nil, errors.New("read JWKS: a file URL is file:///path")
		}
		return readFile(u.Path), nil
	case "http", "https":
		if u.Host == "" {
			return nil, errors.New("read JWKS: the URL names no host")
		}
		if client == nil {
			client = defaultClient()
		}
		return fetch(u, client), nil
	}
	return nil, fmt.Errorf("read JWKS: neither a file nor an http or https URL (%s)", scheme)
}

func readFile(path string) func(context.Context) ([]byte, error) {
	return func(context.Context) ([]byte, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("read JWKS: %w", err)
		}
		defer f.Close()
		return readBounded(f)
	}
}

// fetch reads over HTTP. Its errors name the URL without user, query and fragment.
func fetch(u *url.URL, client *http.Client) func(context.Context) ([]byte, error) {
	shown := u.Scheme + "://" + u.Host + u.EscapedPath()
	return func(ctx context.Context) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("read JWKS from %s: the URL is malformed", shown)
		}
		req.Header.Set("Accept", "application/jwk-set+json, application/json")
		resp, err := client.Do(req)
		if err != nil {
			var inner *url.Error
			if errors.As(err, &inner) {
				err = inner.Err // the outer text holds the whole URL
			}
			return nil, fmt.Errorf("read JWKS from %s: %w", shown, err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("read JWKS from %s: status %d", shown, resp.StatusCode)
		}
		return readBounded(resp.Body)
	}
}

func readBounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxJWKSBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read JWKS: %w", err)
	}
	if len(data) > maxJWKSBytes {
		return nil, fmt.Errorf("read JWKS: longer than %d bytes", maxJWKSBytes)
	}
	return data, nil
}

// defaultClient keeps no connection, since reads are rare, and follows no
// redirect from https to something weaker.
func defaultClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	return &http.Client{
		Transport: transport,
		Timeout:   fetchTimeout,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > 3 {
				return errors.New("too many redirects")
			}
			if via[0].URL.Scheme == "https" && req.URL.Scheme != "https" {
				return errors.New("redirect away from https")
			}
			return nil
		},
	}
}
