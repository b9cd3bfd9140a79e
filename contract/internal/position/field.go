package position

import "github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"

// secretFields match a message whose format says which of its fields holds a secret. The fields
// have numbers or places instead of names. The group is the secret.
var secretFields = []*lazyregexp.Regexp{
	// Of FIX: a password and a new one, also where an answer rejects the field.
	lazyregexp.Needing(`\b8=FIX[^\r\n]*?[|\x01^](?:554|925)=([^|\x01^\r\n]{4,})`, "8=fix"),
	lazyregexp.Needing(`\btag:?[ \t]+(?:554|925)=([^\s"'|,;]{4,})`, "554=", "925="),
	// Of HL7, EDIFACT and X12: the field for security in the head of a message.
	lazyregexp.Needing(`\bMSH\|\^~\\+&\|(?:[^|\r\n]*\|){5}([^|\r\n]{4,})\|`, "msh|"),
	lazyregexp.Needing(`\bUNB\+(?:[^+'\r\n]+\+){5}([^+':\r\n]{4,})`, "unb+"),
	lazyregexp.Needing(`\bISA\*[0-9]{2}\*[^*\r\n]{0,10}\*01\*([^*\s]{4,})[ ]*\*`, "isa*"),
	// Of PostgreSQL: a line of the file with passwords.
	lazyregexp.Needing(`(?m)(?:^|[ \t"'])[\w-]+(?:\.[\w-]+)+:\d{4,5}:[A-Za-z*][\w*-]*:[A-Za-z*][\w.*@-]*:([^\s:"']{6,})`, ":1", ":2", ":3", ":4", ":5", ":6", ":7", ":8", ":9"),
	// Of a telephone: the code that it dials behind the number.
	lazyregexp.Needing(`\btel:\+?[0-9.()-]{4,20}(?:,+\*?\w{1,20}#?)*,+\*?([\w.-]{4,})`, "tel:"),
	// Of WireGuard: the private key of an interface behind its name.
	lazyregexp.Needing(`(?m)^[\w.-]+\t([\w+/=.-]{8,})\t[\w+/=.-]+\t[0-9]{1,5}\t(?:off|0x[0-9a-f]+)[ \r]*$`, "\toff", "\t0x"),
}

// fieldsOf returns the secrets in the fields of messages.
func fieldsOf(text string) []Span {
	var found []Span
	for _, pattern := range secretFields {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			found = append(found, Span{m[2], m[3]})
		}
	}
	return found
}
