package memory

// minRing is the room of a log with its first event in it.
const minRing = 4

// entry is one event in a log. Its offset follows from its place.
type entry struct {
	at     int64 // Unix milliseconds
	name   string
	params []byte
}

// size is what an entry counts for the bound on bytes.
func (e *entry) size() int { return len(e.name) + len(e.params) }

// ring holds the newest entries of a topic, oldest first. It grows as it
// fills, up to the bounds given with each push. The nil ring is empty.
type ring struct {
	buf   []entry
	first int // index of the oldest
	n     int
	bytes int // of the entries, by their size
}

func (r *ring) len() int {
	if r == nil {
		return 0
	}
	return r.n
}

// at returns the i-th oldest entry; 0 <= i < len.
func (r *ring) at(i int) *entry { return &r.buf[(r.first+i)%len(r.buf)] }

// push adds the newest entry, and drops the oldest so that no more than so many
// entries and bytes are there. The newest stays, whatever its size.
func (r *ring) push(e entry, entries, bytes int) {
	if r.n >= entries {
		r.drop(r.n - entries + 1)
	}
	r.bytes += e.size()
	for r.n > 0 && r.bytes > bytes {
		r.drop(1)
	}
	if r.n == len(r.buf) {
		r.resize(min(max(minRing, 2*r.n), entries))
	}
	r.n++
	*r.at(r.n - 1) = e
}

// drop forgets the n oldest entries and what they refer to.
func (r *ring) drop(n int) {
	for range n {
		r.bytes -= r.buf[r.first].size()
		r.buf[r.first] = entry{}
		r.first = (r.first + 1) % len(r.buf)
		r.n--
	}
}

// expire drops the entries that are not younger than oldest.
func (r *ring) expire(oldest int64) {
	n := 0
	for n < r.n && r.at(n).at <= oldest {
		n++
	}
	r.drop(n)
}

// fit gives back room that is mostly unused.
func (r *ring) fit() {
	if room := max(minRing, 2*r.n); room <= len(r.buf)/2 {
		r.resize(room)
	}
}

func (r *ring) resize(room int) {
	buf := make([]entry, room)
	for i := range r.n {
		buf[i] = *r.at(i)
	}
	r.buf, r.first = buf, 0
}
