package main

import (
	"bytes"
	"embed"
	"net/http"
)

// dashboard is built from schema/typescript/dashboard by `npm run build` there.
//
//go:embed dashboard/index.html dashboard/dashboard.js dashboard/dashboard.css
var dashboard embed.FS

// dashboardPolicy lets the page use its own files and the gateway's socket, and
// nothing that a text could turn into markup or code.
const dashboardPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ws: wss:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// serveDashboard adds the page and its files. In development the page is told
// so: it then gets its tokens by itself.
func serveDashboard(mux *http.ServeMux, development bool) {
	for path, file := range map[string]struct{ name, kind string }{
		"/{$}":           {"index.html", "text/html; charset=utf-8"},
		"/dashboard.js":  {"dashboard.js", "text/javascript; charset=utf-8"},
		"/dashboard.css": {"dashboard.css", "text/css; charset=utf-8"},
	} {
		body, err := dashboard.ReadFile("dashboard/" + file.name)
		if err != nil {
			panic(err) // embedded by the line above
		}
		if development && file.name == "index.html" {
			body = bytes.Replace(body, []byte(`<html lang="en">`), []byte(`<html lang="en" data-development="true">`), 1)
		}
		mux.Handle("GET "+path, guarded(dashboardPolicy, document(file.kind, body)))
	}
}

// guarded tells browsers what a page may do, and not to tell others where it is.
func guarded(policy string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}
