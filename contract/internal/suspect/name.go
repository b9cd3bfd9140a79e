package suspect

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// secretParts are parts of the names of secrets, in lower case and without separators between the
// words.
var secretParts = strings.Fields(`2facode accesscode accesskey accesstok accountkey activationcode activationkey adgangskode adminkey aeskey alarmcode anmeldedaten apikey appkey
	applicationkey authcode authenticationvalue authkey authorization authtok backupcode backupphrase bip39phrase bip39words brainwallet casticket cdkey
	certkey challengeanswer cipherkey clientkey codeverifier codewort communitystring confirmationcode confirmcode connectionstring connstr consumerkey
	credential cryptkey cryptokey databasekey decryptionkey decryptkey deploykey developerkey devicecode devkey dockerconfigjson doorcode dsakey
	duresscode ecdsakey ed25519key enckey encryptionkey encryptkey enrollcode enrollmentcode enrolmentcode entrycode eppcode escrowkey gatecode geheim
	giftcardcode giftcode grantingticket hemlighet hemmelig hintanswer hmackey ingestionkey ingestkey insertkey invitationcode invitecode joincode jwt
	katalaluan katasandi kennwort kerberosticket keymaterial keypadcode krb5ticket licencekey licensekey linkingcode lockboxcode lockcombination logincode
	loginhash loginkey loginpas loginticket magicword mapskey masterkey masterseed matkhau memorableanswer memorableword merchantkey mfacode mnemonic
	mothersmaiden oauthverifier onetimecode onetimepin oobcode pairingcode pairingkey palavrapasse paniccode partnerkey passcode passhash passhint passkey
	passowrd passphrase passwd password passwort passwrd pasword pincode preshared privatekey privateseed privkey pwhash radiuskey recoveryanswer
	recoverycode recoverykey recoveryphrase recoverywords redeemcode redemptioncode registrationkey rescuecode resetcode rootkey rsakey safeword salaisuus
	samlart samlrequest samlresponse scratchcode secret securestring securityanswer securitycode securityphrase securityword seedphrase seedwords segredo
	segreto sekret serialkey serverkey servicekey sessid sessionid sessionkey setupcode setupkey sharedkey signature signincode signingkey smscode
	snmpcommunity sshkey sslkey securejsondata ssoticket storagekey streamkey stringdata subscriptionkey symmetrickey tacacskey tfacode tlskey token totpseed twofactorcode
	unlockcode unlockkey unlockpattern unlockphrase unsealkey usercode userkey vaultcode verifcode verificationcode verifycode walletphrase walletseed
	watchword webhookkey wepkey wifikey wifkey wlankey wpapsk wrappingkey writekey zaporka zugangscode zugangsdaten`)

// secretWords are words. A name that contains one as a whole word is the name of a secret.
var secretWords = WordSet(`assertion auth authn authz bearer cavv cookie cookies cred creds csrf cvc cvn cvv dsn hmac itan jwe lmhash mdp mtan nthash ntlmhash otac otp otps pass
	passd passw paswd pin psk psswd psw pswd puk puks pw pwd pwds pwrd sas sess session sid sig tkn tok totp tprv xpriv xprv xsrf zprv пин пинкод`)

// codeWords are words for something that is a secret in one API and not in another.
//
//nolint:gosmopolitan // Some words are in other languages.
var codeWords = setOf(foldedAll(strings.Fields(`2fa access activation agentkey answer backupkey bcrypt bip39 browserkey cakey cardcode challenge claimcode cnonce codeword confirmation crumb crypt csc
	databasekey datakey dbkey deskey eckey emailcode emergencycode functionkey gatewaykey geheimzahl gossipkey grant hash hook integrationkey interactref
	invitation invite joinkey kdbx keyphrase keystore keystorejson kubeconfig ldapbind localkey lockcode magic mfa networkkey nextnonce nonce ntpkey oauth
	onetime oob opaque ospfkey ott pat paymentkey pem pemkey pepper pickupcode plaintext ppk priv private productkey readkey recovery refresh registrationcode
	rememberme salt seccode secondarykey securitykey seed seedkey sessionstate sharecode sign sk spendkey tan tfa ticket transfercode transferkey twofa
	twofactor unlock validatorkey vendorkey verification viewkey wallet webhook wif wpa
	anahtar atslega avain chave cheie chiave clave cle clef cleapi cles gizli identifiant identifiants jeton kljuc klic kluc klucz kulcs llave losung
	nokkel nogle nyckel parol raktas sandi sleutel titok voti ključ кључ ключ κωδικος κλειδι कुंजी مفتاح מפתח คีย์ 钥匙 キー 키`)))

// codeParameters are like codeWords, but only as the names of query parameters.
var codeParameters = WordSet(`c code confirm h hash k link m s state t unsubscribe verify`)

// harmlessEndings are the last words of names whose values describe a secret but don't contain it,
// such as token_type and password_policy. The last ones are those of the files of programs, as in
// auth.py.
var harmlessEndings = WordSet(`accept accepted accuracy age alg algorithm allowed at authentication bucket chair change changed changes class color consent count created date days
	description domain duration enabled endpoint error expiration expired expires expiry fail failed field format host hour hours icon in interval issuer
	kind label length level lifetime limit location max message method methods min minute minutes mode name on owner percent percentage policy price
	provider rate rating ratio ref reference references refs remaining required role rotation scan scanner scope scopes seconds size state status strength
	sum supply supported symbol time timeout title total ttl type types updated uri url usage usages used valid verified version go java js kt php py rb
	rs ts`)

// harmlessKeys are words before "key" in the names of headers and parameters that hold no secret,
// such as Idempotency-Key.
var harmlessKeys = WordSet(`cache foreign idempotency object partition primary public sort socket surrogate`)

// maxName limits how many bytes of a name are examined.
const maxName = 200

// IsSecretName reports whether a name is the name of a secret.
func IsSecretName(name string) bool {
	words := words(endsOf(name))
	if last := len(words) - 1; last > 0 && words[last] == "name" && words[last-1] == "maiden" {
		return true // It is the answer to a question that a password is replaced by.
	}
	if last := len(words) - 1; last > 0 && messageWords[words[last]] && words[last-1] != "saml" { // A message of SAML is a secret.
		words = words[:last] // The message is about what the words before say.
	}
	if len(words) == 0 || strings.HasPrefix(strings.ToLower(name), "access-control-") || harmlessEndings[words[len(words)-1]] || isActivity(words) {
		return false
	}
	if last := len(words) - 1; last > 0 && words[last] == "tokens" && quantities[words[last-1]] {
		return false // As in max_tokens.
	}
	if last := len(words) - 1; last > 0 && (words[last] == passWord && otherPasses[words[last-1]] || words[last] == "secret" && words[last-1] == "existing") {
		return false // As in season_pass, and in existingSecret, which names a secret of Kubernetes.
	}
	if slices.ContainsFunc(words, isHarmlessWord) {
		words = slices.DeleteFunc(words, isHarmlessWord)
		name = strings.Join(words, " ")
	}
	joined := strings.Join(words, "")
	return hasPart(joined) || slices.ContainsFunc(words, isSecretWord) || strings.ContainsAny(name, "0134$@") && hasPart(spelled(name))
}

// isActivity reports whether the last of several words is what somebody does with a secret, as in
// secret_scanning.
func isActivity(words []string) bool {
	last := len(words) - 1
	return last > 0 && activities[words[last]]
}

// activities are what somebody does with secrets. Other words that end alike say what a secret is
// for, as in token_billing, or are no activities, as in password_spring.
var activities = WordSet(`caching checking counting encoding handling hashing listing masking parsing rotating scanning sharing storing validating`)

// otherPasses are words before the word pass in the name of a ticket or of a way over mountains.
var otherPasses = WordSet(`battle boarding day mountain season ski`)

// messageWords are the last words of the names of messages, as in GetPasswordPolicyResult.
var messageWords = WordSet(`request response result`)

// quantities are words before the word tokens in the name of a number of tokens.
var quantities = WordSet(`accepted audio cached completion generated image input max maximum min number of output predicted prompt reasoning rejected text
	total used`)

// hasPart reports whether the joined words of a name contain one of secretParts or foreignParts.
func hasPart(joined string) bool {
	isIn := func(part string) bool { return strings.Contains(joined, part) }
	return slices.ContainsFunc(secretParts, isIn) || slices.ContainsFunc(foreignParts, isIn)
}

// isSecretWord reports whether a name with this word is the name of a secret. The word is in
// secretWords, ends in a short form of password or authorization, as dbpass does, or joins two
// words.
func isSecretWord(word string) bool {
	if bare := strings.TrimRight(word, "0123456789"); numberedWords[bare] {
		return true
	}
	return secretWords[word] || !harmlessWords[word] && (slices.ContainsFunc(secretEndings, func(ending string) bool { return strings.HasSuffix(word, ending) }) || joinsSecret(word))
}

// joinsSecret reports whether a word is one of secretWords with a word before or behind it, as in
// cardpin and otpcode. The names of headers don't show where a word begins.
func joinsSecret(word string) bool {
	for i := 2; i <= len(word)-2; i++ {
		if before, behind := word[:i], word[i:]; owners[before] && secretWords[behind] || secretWords[before] && carriers[behind] {
			return true
		}
	}
	return false
}

// owners are words before those in secretWords, and carriers are words behind them.
var (
	owners   = WordSet(`account admin api app bank bot card client customer db device login mfa my new old one root sim sso user wallet web`)
	carriers = WordSet(`block code codes data hash header info number seed string value`)
)

// passWord is the short name of a password, and the name of a ticket and of a road over a mountain.
const passWord = "pass"

// numberedWords are words that a number may follow, as in pwd2. In auth0, the number is part of the
// name.
var numberedWords = WordSet(`cvc cvv mdp otp pass pin psk psw puk pw pwd tok`)

// secretEndings are the short forms of password and authorization.
var secretEndings = []string{"auth", "pass", "pw", "pwd"}

// harmlessWords are words that happen to end in such a short form.
var harmlessWords = WordSet(`bypass compass encompass oauth overpass surpass trespass underpass`)

// isHarmlessWord reports whether a word happens to contain one of secretParts.
func isHarmlessWord(word string) bool {
	return strings.HasPrefix(word, "secretar") || strings.HasPrefix(word, "tokeni")
}

// IsInOtherName reports whether such a name is that of something else, as in "Session chair".
func IsInOtherName(name string) bool {
	words := words(endsOf(name))
	return len(words) > 1 && !otherMeanings[words[len(words)-1]] && !sessionWords[words[len(words)-1]]
}

// sessionWords are words behind those in otherMeanings in the names of secrets.
var sessionWords = WordSet(`again code confirmation cookie data hash header id info new no number old phrase string text value values word words`)

// IsAboutSecret reports whether a name of two or three words ends in a word that is not that of a
// secret, as in "Token economy" and "Secret Santa".
func IsAboutSecret(name string) bool {
	const mostWords = 3
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > mostWords || slices.ContainsFunc(words, func(word string) bool { return joiningWords[strings.ToLower(word)] }) {
		return false
	}
	last := words[len(words)-1]
	return strings.Trim(strings.ToLower(last), Lowers) == "" && !IsSecretName(last) && !IsKeyName(last) && !IsCodeName(last, false) && !sessionWords[strings.ToLower(last)] && IsSecretName(words[0])
}

// joiningWords are words that join the name of a secret with what it is for.
var joiningWords = WordSet(`at for from in of on to with`)

// HasOtherMeaning reports whether a name may also be that of something else, as in "Session 3" and
// "Major key". What follows such a name is often a sentence.
func HasOtherMeaning(name string) bool {
	words := words(endsOf(name))
	joined := strings.Join(words, "")
	return slices.ContainsFunc(words, func(word string) bool { return otherMeanings[word] }) && !hasPart(joined) &&
		!slices.ContainsFunc(words, func(word string) bool { return !otherMeanings[word] && (isSecretWord(word) || codeWords[word]) })
}

// otherMeanings are words in the names of secrets that are ordinary words too.
var otherMeanings = WordSet(`auth key pass pin session`)

// spelled returns the letters of a name in lower case, with look-alike digits and signs replaced by
// letters, as in passw0rd.
func spelled(name string) string {
	return strings.Map(func(c rune) rune {
		if !unicode.IsLetter(c) {
			return -1
		}
		return c
	}, letterOf.Replace(strings.ToLower(folded(endsOf(name)))))
}

// letterOf replaces digits and signs by the letters that they look like.
var letterOf = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "$", "s", "@", "a")

// IsCodeName reports whether a name is the name of a secret in some APIs, such as ticket and nonce.
// The value is a secret if it looks like a code; see [LooksCoded]. InQuery says that the name is a
// query parameter.
func IsCodeName(name string, inQuery bool) bool {
	words := words(endsOf(name))
	last := len(words) - 1
	if last > 0 && codeEndings[words[last]] && !endsInCodeWord(words) {
		last--
	}
	return last >= 0 && (endsInCodeWord(words[:last+1]) || inQuery && last == 0 && codeParameters[words[0]])
}

// endsInCodeWord reports whether the last word or the last two words of a name are in codeWords. The
// last one of two may be a plural.
func endsInCodeWord(words []string) bool {
	last := len(words) - 1
	return codeWords[words[last]] || last > 0 && codeWords[words[last-1]+strings.TrimSuffix(words[last], "s")]
}

// codeHeaders are words at the end of the names of headers that are like codeWords, because a
// program sends what is about something else in a body.
var codeHeaders = WordSet(`appcheck licence license sso verify`)

// IsCodeHeader reports whether a header is one that holds a secret in some APIs, such as X-License.
func IsCodeHeader(name string) bool {
	words := words(endsOf(name))
	return len(words) > 0 && codeHeaders[words[len(words)-1]]
}

// codeEndings are words that may follow one of codeWords.
var codeEndings = WordSet(`b64 base64 code codes data hex id link string uri url value`)

// linkEndings are the last words of names whose value is a link.
var linkEndings = WordSet(`href link uri url`)

// IsLinkToSecret reports whether a name is the name of a link to a secret, such as password_url.
// The link is a secret if it ends in one.
func IsLinkToSecret(name string) bool {
	words := words(endsOf(name))
	last := len(words) - 1
	if last < 1 || !linkEndings[words[last]] {
		return false
	}
	before := strings.Join(words[:last], " ")
	return IsSecretName(before) || IsCodeName(before, false) || sharingWords[words[last-1]]
}

// sharingWords are words before those in linkEndings if whoever has the link may read or write.
var sharingWords = WordSet(`calendar ical ics share shared sharing webcal`)

// endsOf returns a name. If the name is very long, endsOf returns only its beginning and its end.
func endsOf(name string) string {
	if len(name) <= maxName {
		return name
	}
	return name[:maxName/2] + " " + name[len(name)-maxName/2:]
}

// IsKeyName reports whether the name of a header, a query parameter or a form field is the name of
// a key. The name "key" itself counts too.
func IsKeyName(name string) bool {
	words := words(endsOf(name))
	last := len(words) - 1
	return last >= 0 && words[last] == "key" && (last == 0 || !harmlessKeys[words[last-1]])
}

// IsKeyVariable reports whether a name is that of an environment variable with a key, such as
// MAILER_KEY.
func IsKeyVariable(name string) bool {
	return strings.Contains(name, "_") && strings.ToUpper(name) == name && IsKeyName(name)
}

// words splits a name into words in lower case. It splits before a capital that follows a small
// letter, and at each character that is not a letter or a digit.
func words(name string) []string {
	var b strings.Builder
	var before rune
	for _, c := range folded(name) {
		if unicode.IsUpper(c) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		if !unicode.In(c, unicode.L, unicode.Nd, unicode.Mc) {
			b.WriteByte(' ')
		} else {
			b.WriteRune(unicode.ToLower(c))
		}
		before = c
	}
	return strings.Fields(b.String())
}

// folded replaces the characters of a text by plain letters, without accents and in their normal
// width. Letters of other scripts in a Latin word become the Latin letters that they look like.
func folded(text string) string {
	if IsASCII(text) {
		return text
	}
	return Latin(strings.Map(func(c rune) rune {
		switch {
		case unicode.Is(unicode.Mn, c), unicode.Is(unicode.Cf, c):
			return -1
		case c == '\u0142': // Its stroke is not a removable accent.
			return 'l'
		default:
			return c
		}
	}, norm.NFKD.String(text)))
}

// foldedAll returns words in the form that names are compared in.
func foldedAll(list []string) []string {
	all := make([]string, len(list))
	for i, word := range list {
		all[i] = strings.Join(words(word), "")
	}
	return all
}

// IsAbout reports whether a name ends in a word such as methods or supported: what it names is
// about something, and not the thing itself.
func IsAbout(name string) bool {
	words := words(endsOf(name))
	last := len(words) - 1
	return last > 0 && harmlessEndings[words[last]]
}

// linkWords are words in the path of a URL that come before a secret.
var linkWords = WordSet(`activate activation bot confirm confirmation hook hooks invitation invitations invite invites join login magic oauth recover
	recovery reset session sessions share shared signin sso unlock unsubscribe verification verify webhook webhookb2 webhooks`)

// IsLinkName reports whether a path segment or a host comes before a secret in a URL, as in
// /reset-password/... and in hooks.example/....
func IsLinkName(segment string) bool {
	return slices.ContainsFunc(words(endsOf(segment)), func(word string) bool { return linkWords[word] })
}

// loginWords are words in the names of functions that take a secret as an argument without a name.
// loginFamilies are what such names begin with, up to a dot.
var (
	loginWords    = WordSet(`auth authenticate login logon signin unlock`)
	loginFamilies = WordSet(`blogger execute_kw metaweblog mt wp`)
)

// IsLoginResult reports whether a name is that of what a login returns, as in LoginResult.
func IsLoginResult(name string) bool {
	words := words(endsOf(name))
	last := len(words) - 1
	return last > 0 && resultWords[words[last]] && slices.ContainsFunc(words[:last], func(word string) bool { return loginWords[word] })
}

var resultWords = WordSet(`response result return`)

// TakesSecretLast reports whether a name is that of a function whose last argument is a secret: a
// login, or the change of a secret.
func TakesSecretLast(name string) bool {
	words := words(endsOf(name))
	last := len(words) - 1
	switch {
	case last < 0 || readers[words[0]] || readers[words[last]]:
		return false
	case slices.ContainsFunc(words, func(word string) bool { return loginWords[word] }):
		return true
	default:
		return IsSecretName(name) && IsSecretName(words[last])
	}
}

// readers are words in the names of functions that take no new secret.
var readers = WordSet(`check count delete exists find get has is list revoke search status`)

// IsLoginName reports whether a name is the name of a function that takes a secret, such as
// auth.login and wp.getPosts.
func IsLoginName(name string) bool {
	family, _, _ := strings.Cut(name, ".")
	return loginFamilies[strings.ToLower(family)] || slices.ContainsFunc(words(endsOf(name)), func(word string) bool { return loginWords[word] })
}
