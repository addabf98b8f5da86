package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"prepwire/auth"
)

const devTokenTTL = 24 * time.Hour

// serveToken gives anybody on this machine a token: it is there in development
// only.
func (g *gateway) serveToken(w http.ResponseWriter, r *http.Request) {
	if !g.origins.Share(w, r) {
		http.Error(w, "this page may not ask for tokens", http.StatusForbidden)
		return
	}
	query := r.URL.Query()
	roles := auth.RolesOf(auth.Student)
	if query.Has("roles") {
		var err error
		if roles, err = auth.ParseRoles(strings.Split(query.Get("roles"), ",")); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	token, _, err := g.signer.Sign(auth.Grant{UserID: query.Get("user"), Name: query.Get("name"), Roles: roles, TTL: devTokenTTL})
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"token": token})
}

// invite prints a line that talks to the gateway at once.
func (g *gateway) invite(w io.Writer, url string) error {
	token, _, err := g.signer.Sign(auth.Grant{
		UserID: "dev", Name: "Dev", TTL: devTokenTTL,
		Roles: auth.RolesOf(auth.Student, auth.Author, auth.Organizer, auth.Admin),
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, `development mode: this machine only; talk to it with

  websocat --jsonrpc %s -H='Authorization: Bearer %s'

and type: question.generate {"examType":"SAT","subject":"math"}
`, url, token)
	return err
}
