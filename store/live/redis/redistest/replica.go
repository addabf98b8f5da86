package redistest

import (
	"context"
	"fmt"
)

// Replica starts a replica of the server, and waits until it has its data.
func (s *Server) Replica(ctx context.Context, options ...Option) (*Server, error) {
	r, err := startIn(ctx, s.place, append(options, With("--replicaof", s.host+" "+s.port)))
	if err != nil {
		return nil, err
	}
	if err := r.until(ctx, "master_link_status:up", "INFO", "replication"); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

// Promote makes a replica a master.
func (s *Server) Promote(ctx context.Context) error {
	_, err := s.Do(ctx, "REPLICAOF", "NO", "ONE")
	return err
}

// Follow makes the server a replica of another and waits until it has its data.
// What it had besides is lost.
func (s *Server) Follow(ctx context.Context, master *Server) error {
	if _, err := s.Do(ctx, "REPLICAOF", master.host, master.port); err != nil {
		return err
	}
	return s.until(ctx, "master_link_status:up", "INFO", "replication")
}

// Detach makes a replica lag behind: it hears no more of its master, and does
// not know it.
func (s *Server) Detach(ctx context.Context) error {
	if _, err := s.Do(ctx, "REPLICAOF", s.host, "1"); err != nil { // nobody answers there
		return fmt.Errorf("detach: %w", err)
	}
	return nil
}
