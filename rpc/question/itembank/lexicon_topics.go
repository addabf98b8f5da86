package itembank

// topic is a short text on an academic subject: two sentences that set it up,
// and four ways to go on, each tied to the second in one way only.
type topic struct {
	intro, claim string
	against      string // runs counter to what the claim leads one to expect
	result       string // follows from the claim
	instance     string // one case of the claim
	more         string // a further point of the same kind
}

var topics = []topic{
	{"Lichens grow on bare rock where few plants survive.", "Most kinds of lichen grow extremely slowly.",
		"one species in the tropics can double its size in a single season.", "scientists can use the size of a patch to estimate when a rock was first laid bare.", "the map lichen of the Arctic spreads by less than a millimeter a year.", "they are easily damaged by polluted air."},
	{"Early printers in the town set every letter by hand.", "Setting a single page took a skilled worker most of a day.",
		"some shops managed to finish a whole book within a month.", "books remained too expensive for most households.", "the page with the calendar of 1561 kept one typesetter busy for eleven hours.", "the metal letters had to be cleaned and sorted again afterward."},
	{"Octopuses have no bones and no shell.", "They can squeeze through remarkably narrow openings.",
		"the largest species is unable to leave a trap with a mesh of this size.", "aquariums must seal even the smallest gaps in their tanks.", "an octopus of ten pounds has slipped through a hole no wider than a coin.", "they can change the texture of their skin within seconds."},
	{"The region's rivers carry a great deal of fine mud.", "For centuries, farmers relied on yearly floods to spread that mud over their fields.",
		"a few villages built high walls to keep every flood away from theirs.", "their fields stayed fertile without any other fertilizer.", "the growers of Tamsin let the water stand on their rice plots for three weeks each June.", "they used the mud to plaster their houses."},
	{"The composer left more than forty notebooks.", "Many of their pages show the same melody again and again, slightly changed.",
		"the final version of one famous song was written down without a single correction.", "scholars can follow step by step how a tune took shape.", "the lullaby from the second opera appears in nineteen versions.", "many of them hold remarks on the playing of other musicians."},
	{"Desert ants often search for food far from their nests.", "On the way home they run in a nearly straight line.",
		"on the way out they follow long and winding paths.", "they spend very little time in the dangerous heat of the open sand.", "one ant that had wandered for half a kilometer returned by a path of only ninety meters.", "they begin to slow down when the nest should be near."},
	{"In the 1920s, the city opened its first public swimming pools.", "Entrance cost no more than a newspaper.",
		"many workers felt that the pools were not meant for them.", "even families with little money could come every week.", "a child paid two cents for a whole afternoon at the Harbor Pool.", "the city offered free lessons to beginners."},
	{"Glass looks solid and still.", "Its atoms are arranged with as little order as those of a liquid.",
		"glass keeps its shape for thousands of years.", "it has no sharp melting point and softens over a range of temperatures.", "in window glass, silicon and oxygen form rings of very different sizes.", "they are held together by bonds of unequal strength."},
	{"The playwright rarely described the setting of a scene.", "The printed plays contain hardly any stage directions.",
		"one late comedy opens with two full pages of them.", "directors enjoy unusual freedom when they stage the plays.", "the whole second act of The Salt Road has just one, the word “night.”", "they give no list of the characters."},
	{"Whales were once hunted in the bay by the hundreds.", "Since the hunt was banned, their number has grown steadily.",
		"two of the smaller species are still declining.", "tour companies now offer trips to watch them all year.", "humpbacks, of which only nine were left, are counted in the dozens today.", "they appear to be in better health than before the ban."},
	{"The bridge was designed for horses and carts.", "Today, thousands of heavy trucks cross it every day.",
		"inspectors have never found a serious crack in its arches.", "the city has to strengthen the arches with steel.", "on one Monday in March, cameras counted 6,214 of them.", "long trains use the track on its lower deck."},
	{"Sleep researchers asked volunteers to learn a list of words.", "Those who slept afterward remembered far more of the words.",
		"they did no better than others at recalling pictures.", "the researchers advise students not to study through the night.", "a woman who slept for eight hours recalled all but two of the sixty words.", "they needed less time to recall each word."},
	{"Bamboo is light and grows within a few years.", "Its fibers withstand more pulling force than some kinds of steel.",
		"builders in many countries still regard it as a material of last resort.", "engineers have begun to use it in place of metal rods.", "a strip as thin as a pencil can hold up a small car.", "they bend a long way before they break."},
	{"The island's language has only nine consonants.", "Visitors often assume that it must be easy to learn.",
		"its verbs have more forms than those of most European languages.", "many of them arrive without having taken a single lesson.", "one travel writer of the last century promised readers that a week would do.", "they tend to believe that everyone there speaks English."},
	{"Medieval cooks in the palace kept careful accounts.", "The accounts list huge amounts of costly spices.",
		"the recipes of the same kitchen hardly mention spices at all.", "historians conclude that the palace was in touch with distant markets.", "for the feast of 1388 alone, the cooks bought forty pounds of pepper.", "they record the wages of everyone who worked in the kitchen."},
	{"City trees cool the streets beneath them.", "On hot days, the air under a row of trees can be several degrees cooler.",
		"at night, thick crowns may keep the warm air from rising.", "people prefer to walk on the shaded side of a street.", "on Linden Avenue, sensors showed a difference of six degrees last July.", "it holds noticeably less dust."},
	{"The painter worked with a palette of only four colors.", "Critics expected the paintings to look dull.",
		"visitors were struck by how bright and varied they seemed.", "few of them bothered to attend the opening of the show.", "the reviewer of the Evening Post predicted “a gray affair.”", "they complained about the small size of the pictures."},
	{"Comets spend most of their time far from the Sun.", "Their ice has hardly changed since the solar system formed.",
		"the surface of comets that return often is baked and dark.", "a sample of it can tell scientists about the earliest days of the planets.", "the grains from one comet contain gases that are as old as the Sun.", "the dust inside it is just as old."},
	{"The town library lends more than books.", "Members can borrow objects that they need only once in a while.",
		"the library charges a fee for anything that runs on electricity.", "many of them no longer buy tools of their own.", "last year, a single sewing machine was lent to thirty-one households.", "they can learn from volunteers how to use them."},
	{"Young songbirds learn their songs by listening to adults.", "Birds that grow up near highways hear less of these songs.",
		"some of them sing just as well as birds raised in quiet forests.", "they often sing simpler songs when they are grown.", "a finch recorded beside Route 9 heard its father sing for only minutes a day.", "they are exposed to bright light throughout the night."},
	{"The old mill had stood empty for decades.", "When artists moved in, they had almost no money for repairs.",
		"within two years they had restored the roof, the windows, and the great wheel.", "they asked neighbors to donate boards and bricks.", "the budget for the entire first winter was three hundred dollars.", "they had no permit to connect the building to the power lines."},
	{"Some economists study how people share.", "In one experiment, most players gave away more than the rules required.",
		"players who were watched by a rival kept nearly everything.", "the researchers had to question the theory that everyone acts out of self-interest.", "a student from Lima handed over nine of the ten coins she had received.", "they stated that they would do so again."},
	{"Soil is full of threads of fungi.", "These threads connect the roots of neighboring trees.",
		"trees of one kind, the alders, seem to do without any such links.", "foresters hesitate to remove single trees from an old stand.", "in a plot in Oregon, a single fir was linked to forty-seven others.", "they help the roots take up water."},
	{"The explorer's diary was thought to be lost.", "In 1998, a student found it in a box of sheet music.",
		"it took another decade before anyone was allowed to read it.", "historians could finally check the route of the second journey.", "", "the student discovered a set of maps drawn by the same hand."},
}
