package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"prepwire/auth"
)

// devTokenTTL lets a token be renewed: by default TOKEN_MAX_AGE is three times
// as long.
const devTokenTTL = 8 * time.Hour

// devToken signs a token for this machine. However short TOKEN_MAX_AGE is, it
// leaves room to renew it.
func (g *gateway) devToken(user, name string, roles auth.Roles) (string, error) {
	ttl := max(time.Second, min(devTokenTTL, g.config.TokenMaxAge/3))
	token, _, err := g.signer.Sign(auth.Grant{UserID: user, Name: name, Roles: roles, TTL: ttl})
	return token, err
}

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
	token, err := g.devToken(query.Get("user"), query.Get("name"), roles)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"token": token})
}

// invite prints a line that talks to the gateway at once.
func (g *gateway) invite(w io.Writer, url string) error {
	token, err := g.devToken("dev", "Dev", auth.RolesOf(auth.Student, auth.Author, auth.Organizer, auth.Admin))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, `development mode: this machine only; talk to it with

  websocat --jsonrpc %s -H='Authorization: Bearer %s'

and type: question.generate {"examType":"SAT","subject":"math"}
`, url, token)
	return err
}
