package excerpt

// aligned bounds the tokens of either side whose numbers are compared.
const aligned = 1200

// compareNumbers compares the numbers of the question, as far as it is found,
// with those that the text has in their places: between the same words.
func (m *quotation) compareNumbers(core folded, inCore *cover, text folded, inText *cover) {
	m.all = count(core.tokens, number)
	m.numbers = count(between(core.tokens, inCore.first, inCore.last, 0), number)
	ours := between(core.tokens, inCore.first, inCore.last, beside)
	theirs := between(text.tokens, inText.first, inText.last, beside)
	pairs := common(ours, theirs)
	a, b := 0, 0
	var left [2]int // numbers without their like, on either side
	for i, p := range append(pairs, pair{len(ours), len(theirs)}) {
		x, y := ours[a:p.a], theirs[b:p.b]
		a, b = p.a+1, p.b+1
		m.other += min(count(x, sign), count(y, sign))
		nx, ny := count(x, number), count(y, number)
		switch {
		case nx > 0 && digits(x) == digits(y): // a number that was read as two
			m.same += nx
		case i > 0 && i < len(pairs):
			left[0], left[1] = left[0]+nx, left[1]+ny
		default:
			m.other += min(nx, ny)
		}
		if i < len(pairs) && ours[p.a].kind == number {
			m.same++
		}
	}
	m.other += min(left[0], left[1])
}

// digits are those of all numbers, one after the other.
func digits(tokens []token) (all string) {
	for _, t := range tokens {
		if t.kind == number {
			all += t.text
		}
	}
	return all
}

func count(tokens []token, k kind) (n int) {
	for _, t := range tokens {
		if t.kind == k {
			n++
		}
	}
	return n
}

// beside is how many letters before and behind a quotation its numbers may
// stand: pieces that hold another number are not found.
const beside = 2 * piece

// between are the tokens that stand in a range of the letters, or so many
// letters beside it.
func between(tokens []token, first, last, beside int) (out []token) {
	for _, t := range tokens {
		if t.at >= first-beside && t.until <= last+beside && len(out) < aligned {
			out = append(out, t)
		}
	}
	return out
}

// pair are two places that hold the same token.
type pair struct{ a, b int }

// common is a longest common subsequence of two lists of tokens.
func common(a, b []token) []pair {
	wide := len(b) + 1
	long := make([]uint16, (len(a)+1)*wide) // of a[i:] and b[j:]
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].kind == b[j].kind && a[i].text == b[j].text {
				long[i*wide+j] = long[(i+1)*wide+j+1] + 1
			} else {
				long[i*wide+j] = max(long[(i+1)*wide+j], long[i*wide+j+1])
			}
		}
	}
	var pairs []pair
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].kind == b[j].kind && a[i].text == b[j].text:
			pairs = append(pairs, pair{i, j})
			i, j = i+1, j+1
		case long[(i+1)*wide+j] >= long[i*wide+j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}
