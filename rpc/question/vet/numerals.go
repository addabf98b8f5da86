package vet

import (
	"strings"
	"unicode"

	"prepwire/rpc/question/glyph"
)

// numerals are the numbers up to 100 in the words of many languages, and halves,
// thirds and quarters as {numerator, denominator}.
var numerals = func() map[string][2]int64 {
	all := map[string][2]int64{}
	add := func(words string, n, of int64) {
		if words = glyph.Plain(words); words != "" {
			all[words] = [2]int64{n, of}
		}
	}
	for _, l := range countings {
		units := strings.Split(l.units, " ")
		for n, w := range units {
			add(w, int64(n), 1)
		}
		for i, tens := range strings.Split(l.tens, " ") {
			ten := int64(20 + 10*i)
			add(tens, ten, 1)
			for n := int64(1); n < 10; n++ {
				for _, form := range l.joined {
					add(strings.NewReplacer("T", tens, "U", units[n]).Replace(form), ten+n, 1)
				}
			}
		}
		for n, words := range l.others {
			for _, w := range strings.Split(words, "|") {
				add(w, int64(n), 1)
			}
		}
		for i, words := range l.parts {
			for _, w := range strings.Split(words, "|") {
				add(w, 1, int64(2+i))
			}
		}
	}
	return all
}()

// counting is how a language counts: units from 0, tens from 20, how both are
// joined, numbers that are formed otherwise, and a half, a third, a quarter.
type counting struct {
	units, tens string
	joined      []string
	others      map[int]string
	parts       [3]string
}

var countings = []counting{
	{ // English
		"zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
		"twenty thirty forty fifty sixty seventy eighty ninety", []string{"T U"}, map[int]string{100: "hundred|one hundred|a hundred"},
		[3]string{"half|one half|a half", "third|one third|a third", "quarter|one quarter|a quarter|one fourth"},
	},
	{ // Spanish
		"cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
		"veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", []string{"T y U"},
		map[int]string{1: "un", 21: "veintiuno|veintiún", 22: "veintidós", 23: "veintitrés", 24: "veinticuatro", 25: "veinticinco", 26: "veintiséis", 27: "veintisiete", 28: "veintiocho", 29: "veintinueve", 100: "cien"},
		[3]string{"la mitad|un medio|medio|media", "un tercio", "un cuarto"},
	},
	{ // French
		"zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix sept",
		"vingt trente quarante cinquante soixante", []string{"T U", "T et U"},
		map[int]string{17: "dix sept", 18: "dix huit", 19: "dix neuf", 70: "soixante dix", 71: "soixante et onze", 72: "soixante douze", 73: "soixante treize", 74: "soixante quatorze", 75: "soixante quinze", 76: "soixante seize", 80: "quatre vingts|quatre vingt", 81: "quatre vingt un", 82: "quatre vingt deux", 84: "quatre vingt quatre", 90: "quatre vingt dix", 100: "cent"},
		[3]string{"la moitié|un demi|demi", "un tiers", "un quart"},
	},
	{ // German
		"null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
		"zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", []string{"UundT"},
		map[int]string{1: "ein", 21: "einundzwanzig", 31: "einunddreißig", 41: "einundvierzig", 51: "einundfünfzig", 100: "hundert|einhundert"},
		[3]string{"die hälfte|einhalb|ein halb|halb|ein halbes", "ein drittel", "ein viertel"},
	},
	{ // Italian
		"zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
		"venti trenta quaranta cinquanta sessanta settanta ottanta novanta", []string{"TU"},
		map[int]string{21: "ventuno", 28: "ventotto", 31: "trentuno", 38: "trentotto", 41: "quarantuno", 48: "quarantotto", 100: "cento"},
		[3]string{"la metà|un mezzo|mezzo", "un terzo", "un quarto"},
	},
	{ // Portuguese
		"zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove",
		"vinte trinta quarenta cinquenta sessenta setenta oitenta noventa", []string{"T e U"},
		map[int]string{2: "duas", 14: "quatorze", 16: "dezasseis", 17: "dezassete", 19: "dezanove", 100: "cem"},
		[3]string{"a metade|metade|meio|um meio", "um terço", "um quarto"},
	},
	{ // Dutch
		"nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
		"twintig dertig veertig vijftig zestig zeventig tachtig negentig", []string{"UenT"}, map[int]string{100: "honderd"},
		[3]string{"de helft|een half", "een derde", "een kwart"},
	},
	{ // Polish
		"zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście",
		"dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt", []string{"T U"}, map[int]string{100: "sto"},
		[3]string{"połowa|połowę|jedna druga", "jedna trzecia", "jedna czwarta"},
	},
	{ // Russian
		"ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
		"двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто", []string{"T U"},
		map[int]string{1: "одна|одно|одному", 2: "две|двум", 3: "трём", 4: "четырём", 5: "пяти", 6: "шести", 7: "семи", 8: "восьми", 9: "девяти", 10: "десяти", 20: "двадцати", 40: "сорока", 42: "сорока двум", 100: "сто"},
		[3]string{"половина|половине|одна вторая|одной второй", "треть|одна треть|одна третья", "четверть|одна четверть"},
	},
	{ // Ukrainian
		"нуль один два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять",
		"двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто", []string{"T U"}, map[int]string{100: "сто"},
		[3]string{"половина|одна друга", "третина", "чверть"},
	},
	{ // Turkish
		"sıfır bir iki üç dört beş altı yedi sekiz dokuz on on bir", "yirmi otuz kırk elli altmış yetmiş seksen doksan", []string{"T U"},
		map[int]string{11: "on bir", 12: "on iki", 13: "on üç", 14: "on dört", 15: "on beş", 16: "on altı", 17: "on yedi", 18: "on sekiz", 19: "on dokuz", 100: "yüz"},
		[3]string{"yarım|yarısı", "üçte bir", "çeyrek|dörtte bir"},
	},
	{ // Arabic, the unit first
		"صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة", "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون", []string{"U وT"},
		map[int]string{2: "اثنين", 11: "أحد عشر", 12: "اثنا عشر", 20: "عشرين", 30: "ثلاثين", 40: "أربعين", 42: "اثنين وأربعين", 100: "مئة|مائة"},
		[3]string{"نصف|النصف", "ثلث|الثلث", "ربع|الربع"},
	},
	{ // Hindi
		"शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस",
		"बीस तीस चालीस पचास साठ सत्तर अस्सी नब्बे", nil,
		map[int]string{5: "पांच", 21: "इक्कीस", 22: "बाईस", 23: "तेईस", 24: "चौबीस", 25: "पच्चीस", 32: "बत्तीस", 35: "पैंतीस", 36: "छत्तीस", 41: "इकतालीस", 42: "बयालीस", 43: "तैंतालीस", 45: "पैंतालीस", 48: "अड़तालीस", 50: "पचास", 100: "सौ"},
		[3]string{"आधा|आधे|आधी", "तिहाई|एक तिहाई", "चौथाई|एक चौथाई"},
	},
	{ // Vietnamese
		"không một hai ba bốn năm sáu bảy tám chín mười", "hai-mươi ba-mươi bốn-mươi năm-mươi sáu-mươi bảy-mươi tám-mươi chín-mươi", nil,
		map[int]string{42: "bốn mươi hai", 100: "một trăm"}, [3]string{"một nửa", "một phần ba", "một phần tư"},
	},
	{ // Indonesian
		"nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas", "dua-puluh tiga-puluh empat-puluh lima-puluh", nil,
		map[int]string{20: "dua puluh", 30: "tiga puluh", 40: "empat puluh", 42: "empat puluh dua", 100: "seratus"}, [3]string{"setengah|separuh", "sepertiga", "seperempat"},
	},
}

// longestNumeral is how many words a numeral may have.
const longestNumeral = 3

// ideographs are the numerals of Chinese, Japanese and, by their sounds, Korean.
var ideographs = map[rune]int64{
	'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '十': 10, '百': 100, '千': 1000,
	'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9, '拾': 10, '佰': 100,
}

// readIdeographs reads the number that s begins with: 四十二, 四二, 百. size is
// its length in bytes, 0 for none.
func readIdeographs(s string) (n int64, size int) {
	section, digit, powers := int64(0), int64(-1), false
	for i, r := range s {
		v, ok := ideographs[r]
		if !ok || n > 1e9 || section > 1e9 {
			break
		}
		size = i + len(string(r))
		switch {
		case v >= 10:
			powers = true
			section += max(1, digit) * v
			digit = -1
		case digit >= 0 && !powers:
			n = n*10 + digit
			digit = v
		default:
			digit = v
		}
	}
	if !powers {
		n *= 10
	}
	return n + section + max(0, digit), size
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || r == '\'' }
