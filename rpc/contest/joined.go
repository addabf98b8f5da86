package contest

// arriveLocked notes that the store is to know of a present member.
func (r *roster) arriveLocked(m *member) {
	if _, noted := r.arrived[m]; !noted && !m.joined {
		r.arrived[m] = false
	}
}

// attend notes that the store is to know of a member who has answered, present
// or not.
func (r *roster) attend(m *member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !m.joined && !r.over {
		r.arrived[m] = true
	}
}

// unjoined returns members who are present, or have answered, and of whom the
// store does not know that they have joined, and takes it that it knows now. It
// looks at those alone who have come since: it is called after every group of
// answers.
func (r *roster) unjoined() []*member {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []*member
	for m, anyway := range r.arrived {
		if (anyway || r.present[m]) && !m.joined {
			m.joined = true
			out = append(out, m)
		}
	}
	clear(r.arrived)
	return out
}

// forgetJoined takes back what unjoined took.
func (r *roster) forgetJoined(m *member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m.joined = false
	if !r.over {
		r.arrived[m] = true
	}
}
