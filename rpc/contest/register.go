package contest

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// register gives the caller a place. Repeating is harmless, whenever and with
// whatever code: a place that was given stays.
func (s *Service) register(ctx context.Context, params schema.ContestRegisterParams) (schema.Registration, error) {
	_, who := caller(ctx)
	c, err := s.find(ctx, who, params.ContestID)
	if err != nil {
		return schema.Registration{}, err
	}
	place, err := s.placeOf(ctx, c.ID, who.UserID)
	if err != nil {
		return schema.Registration{}, err
	}
	if place == nil {
		if place, err = s.takePlace(ctx, who, c, params.InviteCode); err != nil {
			return schema.Registration{}, err
		}
		s.registered(*place)
	}
	return schema.Registration{ContestID: schema.ID(c.ID), Participant: schema.ID(place.Participant),
		RegisteredAt: schema.Time{Time: place.RegisteredAt}}, nil
}

func (s *Service) takePlace(ctx context.Context, who *auth.Identity, c store.Contest, code string) (*store.Registration, error) {
	now, err := s.clock.Read(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.mayRegister(ctx, who, c, code, now); err != nil {
		return nil, err
	}
	name := who.Name
	if name == "" {
		name = who.UserID
	}
	for {
		place, err := s.store.Register(ctx, store.Registration{ContestID: c.ID, UserID: who.UserID, Name: name,
			Participant: rand.Text(), RegisteredAt: now}, c.MaxParticipants)
		switch {
		case err == nil:
			return &place, nil
		case errors.Is(err, store.ErrExists): // somebody else has the same random id
			continue
		case errors.Is(err, store.ErrFull):
			return nil, rpc.Refuse(schema.ContestFull)
		}
		return nil, fmt.Errorf("register: %w", err)
	}
}

// mayRegister refuses who may not take part, and those who come too late.
func (s *Service) mayRegister(ctx context.Context, who *auth.Identity, c store.Contest, code string, now time.Time) error {
	status := statusOf(c, now)
	switch {
	case !c.IsPublic && !owns(who, c) && subtle.ConstantTimeCompare([]byte(code), []byte(c.InviteCode)) == 0:
		return rpc.Refuse(schema.InviteRequired)
	case status == cancelled:
		return rpc.Refuse(schema.ContestIsCancelled)
	case status == completed:
		return rpc.Refuse(schema.ContestIsOver)
	case c.CreatedBy == who.UserID:
		return rpc.Refuse(schema.KeyHolder)
	case status == draft:
		return rpc.Refuse(schema.ContestNotStarted, rpc.Saying("The contest is a draft; publish it first"))
	case now.After(c.RegistrationDeadline):
		return rpc.Refuse(schema.RegistrationClosed)
	}
	knows, err := s.knowsKey(ctx, c, who.UserID)
	if err == nil && knows {
		return rpc.Refuse(schema.KeyHolder)
	}
	return err
}
