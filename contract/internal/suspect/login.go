package suspect

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/multimatch"
)

// loginStems are the beginnings of words that a link goes with if whoever has the link needs no
// password: to log in, to reset a password, to confirm an address, to accept an invitation, and to
// unsubscribe. An underscore stands for white space.
//
//nolint:gosmopolitan // Most are in other languages.
var loginStems = strings.Fields(`log_in log-in login log_on logon sign_in sign-in signin sign_up sign-up signup reset recover verif confirm activat unsubscrib opt_out opt-out
	invit magic unlock one-time_link one_time_link passwordless new_password join
	anmeld anzumelden einlogg einzulogg zurückzusetzen abzumelden abzubestellen zurücksetz bestätig aktivier abmeld abbestell einlad freischalt
	connecter connexion réinitialis désabonn désinscri
	iniciar_sesión inicia_sesión restablec verifica activa acceder darse_de_baja ingresa entrar redefin convite ativ acessar acesse descadastr
	accedi reimposta conferma attiva disiscri inlogg in_te_loggen aanmeld herstel bevestig uitnodig afmeld uitschrij
	zaloguj logowa zresetuj potwierd aktywuj zaprosz wypisz
	войти войд вход сброс подтверд актив пригла отпис восстанов увійти увійд скин запрош відпис
	giriş sıfırla onayla doğrula davet abonelikten logga återställ bekräfta inbjud avprenumerera log_ind logg_inn nulstil tilbakestill bekræft bekreft
	kirjaudu nollaa vahvista kutsu přihlás obnov potvrď potvrdit pozván odhlás bejelentkez visszaállít megerősít meghív leiratkoz conecta reseta invita dezabon
	σύνδεσ επαναφορά επιβεβαί πρόσκλησ đăng_nhập đặt_lại xác_nhận xác_minh kích_hoạt lời_mời masuk atur_ulang konfirmasi verifikasi aktifkan undangan berhenti_berlangganan
	登录 登入 登錄 重置 重設 确认 確認 验证 驗證 激活 邀请 邀請 退订 退訂 取消订阅 ログイン サインイン リセット 再設定 認証 招待 配信停止
	로그인 재설정 확인 인증 초대 구독_취소 تسجيل_الدخول إعادة_تعيين تأكيد تفعيل دعوة إلغاء_الاشتراك ورود लॉगिन लॉग_इन रीसेट पुष्टि सत्याप आमंत्रण
	התחבר איפוס אימות הזמנה เข้าสู่ระบบ รีเซ็ต ยืนยัน คำเชิญ`)

var loginStemSet = sync.OnceValue(func() *multimatch.Set {
	var set multimatch.Set
	for i, stem := range loginStems {
		set.Add(strings.ReplaceAll(stem, "_", " "), i)
		if strings.Contains(stem, "_") && IsASCII(stem) {
			set.Add(stem, i) // As in sign_in.
		}
	}
	for range set.All(loginStems[0]) {
		break // From now on the set doesn't change, so it may be used concurrently.
	}
	return &set
})

// LoginWords returns the places in a text at which a word for logging in and the like begins, from
// left to right.
func LoginWords(text string) []int {
	var found []int
	lower := lowered(text)
	for m := range loginStemSet().All(lower) {
		if beginsWord(text, m.Start) {
			found = append(found, m.Start)
		}
	}
	slices.Sort(found)
	return found
}

// HasLoginWord reports whether a text has a word for logging in and the like.
func HasLoginWord(text string) bool { return len(LoginWords(text)) > 0 }

// IsLoginLink reports whether a name is that of a link for logging in and the like, such as
// login_url.
func IsLoginLink(name string) bool {
	if !slices.ContainsFunc([]string{"url", "link", "href", "uri"}, func(end string) bool {
		return len(name) > len(end) && strings.EqualFold(name[len(name)-len(end):], end)
	}) {
		return false
	}
	words := words(endsOf(name))
	last := len(words) - 1
	return last > 0 && linkEndings[words[last]] && HasLoginWord(strings.Join(words[:last], " "))
}

// lowered returns a text in small letters. It has the same length.
func lowered(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i, c := range text {
		if lower := unicode.ToLower(c); c != utf8.RuneError && utf8.RuneLen(lower) == utf8.RuneLen(c) {
			b.WriteRune(lower)
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		b.WriteString(text[i : i+size])
	}
	return b.String()
}

// beginsWord reports whether a word may begin at a byte. In scripts without blanks, it may begin
// anywhere.
func beginsWord(text string, at int) bool {
	c, _ := utf8.DecodeRuneInString(text[at:])
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	return at == 0 || !unicode.IsLetter(before) || unicode.IsUpper(c) && unicode.IsLower(before) || !unicode.IsUpper(c) && !unicode.IsLower(c)
}

// The constants are lengths in bytes of texts that look minted.
const (
	shortestMinted = 8
	longestPrefix  = 3
	fewestMixed    = 6
)

// LooksMinted reports whether a part of an address looks like a code that a program has made, and
// not like words, numbers and versions with hyphens between them, or like the number of an article
// behind a few letters. A UUID looks minted, and a path of which a segment does.
func LooksMinted(text string) bool {
	if strings.HasPrefix(text, "/") {
		return slices.ContainsFunc(strings.Split(text[1:], "/"), LooksMinted)
	}
	if IsUUID(text) {
		return true
	}
	if len(text) < shortestMinted || strings.Trim(text, Digits) == "" || hasFileEnding(text) {
		return false
	}
	return isMinted(text, false)
}

// IsFile reports whether a part of an address is the name of a file that does not look minted, such
// as LoginForm2.tsx.
func IsFile(text string) bool {
	return hasFileEnding(text) && !isMinted(text[:strings.LastIndexByte(text, '.')], true)
}

// isMinted reports whether a text has a piece that looks minted. AmongOthers says that the text is
// one of several words.
func isMinted(text string, amongOthers bool) bool {
	mixed, isLower := 0, false
	for piece := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune("-_.~", c) }) {
		isLower = isLower || strings.ContainsAny(piece, Lowers)
		if isNumbered(piece, amongOthers || len(piece) < len(text)) || !hasLetterAndDigit(piece) && !changesCase(piece) {
			continue
		}
		mixed += len(piece)
	}
	return (mixed >= fewestMixed || !isLower && hasLetterAndDigit(text) && strings.ContainsAny(text, "-_")) && LooksCoded(text)
}

// MayHoldMinted reports whether a part of an address may look minted; see [LooksMinted]. It takes
// less time.
func MayHoldMinted(address string) bool {
	length := 0
	var digit, upper, lower bool
	for i := range len(address) {
		switch c := address[i]; {
		case c == '/' || c == '?' || c == '&' || c == '=' || c == '#':
			length, digit, upper, lower = 0, false, false, false
			continue
		case c >= '0' && c <= '9':
			digit = true
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		}
		if length++; length >= shortestMinted && (digit || upper && lower) {
			return true
		}
	}
	return false
}

// isNumbered reports whether a piece is a number behind a few letters, as in KB0012345, a word
// with a year, or, among other pieces, a word with a short number, as in guide2.
func isNumbered(piece string, amongOthers bool) bool {
	const longestNumber = 2
	number := strings.TrimLeft(piece, Lowers+Uppers)
	isYear := len(number) == len("2026") && (strings.HasPrefix(number, "19") || strings.HasPrefix(number, "20"))
	return strings.Trim(number, Digits) == "" && (isYear || len(piece)-len(number) <= longestPrefix || amongOthers && len(number) <= longestNumber)
}

// changesCase reports whether a word changes between small and capital letters so often that it
// doesn't consist of words.
func changesCase(piece string) bool {
	const shortest, mostLetters = 10, 2.5
	changes := 0
	for i := 1; i < len(piece); i++ {
		if (piece[i-1] >= 'a') != (piece[i] >= 'a') {
			changes++
		}
	}
	return len(piece) >= shortest && float64(len(piece)) <= mostLetters*float64(changes)
}

// hasFileEnding reports whether a text ends in that of a file, as in app.3f9a1c.js.
func hasFileEnding(text string) bool {
	const longest = 5
	name, ending, found := strings.Cut(text[max(0, strings.LastIndexByte(text, '.')):], ".")
	return found && name == "" && len(ending) <= longest && (strings.Trim(ending, Lowers) == "" || ending == "mp3" || ending == "mp4")
}

// accessWords are the last words of the names of settings for the access to a service. Those in
// accountWords say whose access it is, or to what.
var (
	accountWords = WordSet(`account endpoint host hostname login server user username`)
	accessWords  = WordSet(`address app application bucket database db domain email id key port project protocol region scheme secret service site ssl tenant timeout tls url version workspace`)
)

// NamesAccess reports whether the name of a setting says whose access to a service it is for, or to
// what.
func NamesAccess(name string) bool {
	words := words(endsOf(name))
	return len(words) > 0 && accountWords[words[len(words)-1]]
}

// IsAccessName reports whether the name of a setting may be that of one for the access to a
// service.
func IsAccessName(name string) bool {
	words := words(endsOf(name))
	return len(words) > 0 && (accountWords[words[len(words)-1]] || accessWords[words[len(words)-1]])
}
