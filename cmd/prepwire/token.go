package main

import (
	"errors"
	"fmt"
	"time"

	"prepwire/auth"
)

// tokenCommand prints one token and nothing else.
type tokenCommand struct {
	User  string        `required:"" help:"Id of the user (sub), at most 64 characters."`
	Name  string        `help:"Name that others see. Empty: none."`
	Roles []string      `default:"student" help:"What the user may do: student, author, organizer, admin."`
	TTL   time.Duration `name:"ttl" default:"1h" help:"How long the token counts."`
}

// Run signs the token with JWT_SECRET or the development secret of DATA_DIR.
func (t *tokenCommand) Run(c *config, p process) error {
	roles, err := auth.ParseRoles(t.Roles)
	if err != nil {
		return fmt.Errorf("--roles: %w; there are student, author, organizer and admin", err)
	}
	secret, err := c.signingSecret()
	if err != nil {
		return err
	}
	if secret == "" {
		return errors.New("tokens come from the issuer of JWKS_URL; to make some here set JWT_SECRET")
	}
	signer, err := c.signer(secret)
	if err != nil {
		return err
	}
	token, _, err := signer.Sign(auth.Grant{UserID: t.User, Name: t.Name, Roles: roles, TTL: t.TTL})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.stdout, token)
	return err
}
