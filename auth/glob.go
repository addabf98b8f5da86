package auth

// glob says whether the whole of s matches the pattern, where * stands for any
// run of bytes, the empty one too. Its time is at most len(pattern)·len(s).
func glob(pattern, s string) bool {
	p, i := 0, 0
	star, from := -1, 0 // where the last * stands, and where in s its run ends
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && pattern[p] == s[i]:
			p++
			i++
		case star >= 0:
			from++
			p, i = star+1, from
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
