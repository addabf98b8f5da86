package itembank

import "fmt"

var mixtures = []struct{ made, first, second string }{
	{"A shade of green paint", "liters of blue", "liters of yellow"}, {"A bread dough", "cups of rye flour", "cups of wheat flour"},
	{"A potting mix", "scoops of sand", "scoops of compost"}, {"A mortar", "buckets of cement", "buckets of gravel"},
	{"A fruit drink", "cups of syrup", "cups of water"}, {"A trail mix", "handfuls of nuts", "handfuls of raisins"},
	{"A cleaning fluid", "spoons of vinegar", "spoons of water"}, {"A metal alloy", "grams of tin", "grams of copper"},
}

// ratioScale: a of the first to b of the second, given a multiple of the second.
func ratioScale(p []int) (draft, bool) {
	c, a, b, k := mixtures[p[0]], p[1], p[2], p[3]
	if a == b || gcd(int64(a), int64(b)) > 1 {
		return draft{}, false
	}
	key, given := a*k, b*k
	return draft{
		stem: fmt.Sprintf("%s is made with %d %s for every %d %s. How many %s go with %d %s?", c.made, a, c.first, b, c.second, c.first, given, c.second),
		key:  integer(key), fit: positive, show: decimals,
		right: func(o choice) bool { return o.num.mul(whole(b)) == whole(a*given) },
		wrong: []wrong{
			not(whole(given+a-b), "keeps the difference instead of the ratio"),
			not(rounded(frac(given*b, a), 1), "turns the ratio upside down"),
			not(whole(given*a), "multiplies and forgets to divide"),
			not(whole(k), "gives the number of batches"),
			not(whole(given), "takes the same amount of both"),
			not(whole(given+a), "adds the numbers"),
		},
		explanation: fmt.Sprintf("%d is %d batches of %d, and each batch takes %d: %d × %d = %d.", given, k, b, a, k, a, key),
		hints: [3]string{
			"The two amounts grow together: twice as much of one needs twice as much of the other.",
			"How many batches does the given amount make?",
			"Multiply the first number of the ratio by the number of batches.",
		},
	}, true
}

var gatherings = []struct{ where, first, second, all string }{
	{"in a school orchestra", "string players", "wind players", "string and wind players"}, {"on a farm", "sheep", "goats", "sheep and goats"},
	{"in a parking lot", "cars", "bicycles", "cars and bicycles"}, {"in a library order", "novels", "atlases", "novels and atlases"},
	{"at a conference", "engineers", "designers", "engineers and designers"}, {"in an aquarium", "guppies", "tetras", "guppies and tetras"},
	{"in an orchard", "pear trees", "plum trees", "pear and plum trees"}, {"in a coin collection", "silver coins", "bronze coins", "silver and bronze coins"},
	{"on a ferry", "adults", "children", "adults and children"}, {"in a bead shop display", "glass beads", "wooden beads", "glass and wooden beads"},
}

// ratioTotal: the ratio and the total, one part asked.
func ratioTotal(p []int) (draft, bool) {
	c, a, b, k := gatherings[p[0]], p[1], p[2], p[3]
	if a == b || gcd(int64(a), int64(b)) > 1 {
		return draft{}, false
	}
	n, key := (a+b)*k, a*k
	return draft{
		stem: fmt.Sprintf("The ratio of %s to %s %s is %d to %d. There are %d %s altogether. How many %s are there?", c.first, c.second, c.where, a, b, n, c.all, c.first),
		key:  integer(key), fit: count,
		right: func(o choice) bool { return o.num.mul(whole(b)) == whole(n).sub(o.num).mul(whole(a)) },
		wrong: []wrong{
			not(whole(b*k), "gives the other part"),
			not(rounded(frac(n*a, b), 0), "takes a part-to-part ratio for a part of the whole"),
			not(whole(k), "stops at the size of one share"),
			not(rounded(frac(n, a), 0), "divides the total by one part of the ratio"),
			not(whole(n-a), "subtracts the ratio number from the total"),
			not(rounded(frac(n, 2), 0), "splits the total evenly"),
		},
		explanation: fmt.Sprintf("The ratio makes %d + %d = %d equal shares, so one share is %d ÷ %d = %d, and %d shares are %d.", a, b, a+b, n, a+b, k, a, key),
		hints: [3]string{
			"The total holds both parts. Into how many equal shares does the ratio cut it?",
			"Add the two numbers of the ratio and divide the total by the sum.",
			"That gives one share; take as many shares as the asked part has.",
		},
	}, true
}

var trios = []struct{ intro, a, b, c, all string }{
	{"A garden has roses, tulips, and lilies", "roses", "tulips", "lilies", "flowers"},
	{"A choir has altos, sopranos, and tenors", "altos", "sopranos", "tenors", "singers"},
	{"A kennel keeps beagles, collies, and terriers", "beagles", "collies", "terriers", "dogs"},
	{"A toolbox holds bolts, screws, and nails", "bolts", "screws", "nails", "pieces"},
	{"A shop sold scarves, gloves, and hats", "scarves", "gloves", "hats", "items"},
	{"A gallery shows prints, paintings, and drawings", "prints", "paintings", "drawings", "works"},
	{"A market stall has pears, apples, and plums", "pears", "apples", "plums", "pieces of fruit"},
	{"A depot runs vans, buses, and trams", "vans", "buses", "trams", "vehicles"},
}

// ratioDifference: three parts and the difference of two; the total asked.
func ratioDifference(p []int) (draft, bool) {
	s, a, b, c, k := trios[p[0]], p[1], p[2], p[3], p[4]
	if a >= b || b-a < 2 || c == a || c == b || gcd(gcd(int64(a), int64(b)), int64(c)) > 1 {
		return draft{}, false
	}
	diff, sum := (b-a)*k, a+b+c
	key := sum * k
	return draft{
		stem: fmt.Sprintf("%s in the ratio %d to %d to %d, in that order. There are %d more %s than %s. How many %s are there altogether?", s.intro, a, b, c, diff, s.b, s.a, s.all),
		key:  integer(key), fit: count, step: whole(k),
		right: func(o choice) bool {
			share := o.num.div(whole(sum))
			return share.mul(whole(b)).sub(share.mul(whole(a))) == whole(diff)
		},
		wrong: []wrong{
			not(whole(diff*sum), "takes the difference for one share"),
			not(whole((a+b)*k), "forgets the third part"),
			not(whole(b*k), "gives only the larger of the two parts"),
			not(rounded(frac(diff*sum, a), 0), "divides the difference by a ratio number"),
			not(whole((sum+b)*k), "counts one part twice"),
			not(whole(diff+sum), "adds the difference to the ratio numbers"),
		},
		explanation: fmt.Sprintf("The difference is %d − %d = %d shares, so one share is %d ÷ %d = %d; all %d shares make %d.", b, a, b-a, diff, b-a, k, sum, key),
		hints: [3]string{
			"Each number of the ratio counts equal shares. How many shares lie between the two kinds that are compared?",
			"Divide the given difference by that number of shares to get one share.",
			"Add the three numbers of the ratio and multiply by one share.",
		},
	}, true
}
