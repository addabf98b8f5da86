package contest

// Runs is how many contests have a run on this node.
func (s *Service) Runs() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.runs)
}

// Recall sets how many answers of a contest are remembered. It is called before
// Start.
func (s *Service) Recall(n int) { s.recalled = n }
