package recording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// otherMeanings are responses in which the name of a secret means something else, which the value
// or what is beside it shows.
//
//nolint:gosmopolitan // Some are in other languages.
var otherMeanings = map[string][]string{
	"application/json": {
		// A key to sort by, and a part of a conference.
		`{"next": "/books?key=name&order=asc"}`, `{"self": "https://books.example/list?sort=up&key=author.name"}`, `{"session": "morning", "speaker": "Ann Lee"}`,
		`[{"session": "Opening", "room": "A"}, {"session": "Lunch break", "room": "B"}]`,
		// The code of a post office beside the parts of an address.
		`{"city": "Pune", "pin_code": "411001"}`, `{"address": {"line1": "12 MG Road", "landmark": "Old mill", "pincode": "560 001"}}`, `{"street": "MG Road", "pinCode": 411001}`,
		// Currencies, and what has a signature with a name.
		`{"token": {"symbol": "ETH", "name": "Ether", "decimals": 18, "address": "0xdAC17F958D2ee523a2206206994597C13D831ec7"}}`, `{"token": "USDC", "amount": "1.5"}`,
		`{"token0": {"id": "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", "symbol": "USDC"}}`, `{"signature": {"name": "Ann Lee", "title": "Manager"}}`, `{"signature": {"name": "render", "returns": "string"}}`,
		// Messages in other languages: with the name of the secret, in a list, and in an object for
		// errors.
		`{"password": "Das Passwort und die Bestätigung stimmen nicht überein."}`, `{"password": "La password è troppo corta."}`, `{"password": "密码不能为空"}`, `{"password": "비밀번호는 필수입니다."}`,
		`{"password": ["Este campo es obligatorio."]}`, `{"password": ["ist zu kurz (nicht weniger als 12 Zeichen)"]}`, `{"password": ["パスワードは必須です。"]}`, `{"pin": ["muss ausgefüllt werden"]}`,
		`{"errors": {"password": ["Le mot de passe doit contenir au moins 8 caractères."]}}`, `{"errors": {"password": "moet minstens acht tekens hebben"}}`, `{"errors": {"password": ["Пароль слишком короткий."]}}`,
		`{"errors": {"password": ["Hasło jest wymagane."], "token": ["Şifre alanı zorunludur."]}}`, `{"error": {"details": {"password": "Password tidak boleh kosong"}}}`,
		`{"fieldErrors": {"password": "パスワードは8文字以上で入力してください"}}`, `{"token": {"symbol": "APE", "token_id": "1816"}}`,
		// The words of a language model, where a program has a secret from, and a name with a number.
		`{"token": " the"}`, `{"token_ids": [464, 2068, 21831]}`, `{"db.password": {"value": "******", "origin": "class path resource [app.yml]:7:15"}}`, `{"worker": "mail-worker-cluster-3bd69ca2"}`,
	},
	"text/event-stream": {"event: delta\ndata: {\"token\": \" the\"}\n\nevent: delta\ndata: {\"token\": \"ly \"}\n"},
	"application/xml": {
		`<rss><channel><item><title>Token sweepstakes</title><guid isPermaLink="false">tag:a.example,2026:17</guid><link>https://a.example/17?utm_source=rss</link></item></channel></rss>`,
		`<Contents><Key>a.jpg</Key><ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag></Contents>`,
	},
	"text/plain": {"GET /books?key=created_at HTTP/1.1", "key=title\norder=asc\n", "password: La contraseña es demasiado corta."},
	"text/html":  {`<a href="/books?key=title">Title</a>`, `<session>Opening</session>`},
	"text/csv":   {"name,city,pin_code\nAnn,Pune,411001\n"},

	"application/x-www-form-urlencoded": {"city=Pune&pin_code=411001&key=name"},
}

func TestOtherMeaningsOfTheNamesOfASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range otherMeanings {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}

// sameMeanings are responses that look like those in otherMeanings and hold a secret. Each has the
// secret behind it.
var sameMeanings = map[string][][2]string{
	"application/json": {
		{`{"next": "/books?key=%s&order=asc"}`, "hush4711"},
		{`{"self": "/list?key=%s"}`, "xkqz-wpvm7"},
		{`{"session": "%s"}`, "hush4711"},
		{`{"session": "%s"}`, "xkqz!wpvm"},
		// Without an address, with another number of digits, and beside an address of another kind.
		{`{"user": "ann", "pin_code": "%s"}`, "411001"},
		{`{"city": "Pune", "pin": "%s"}`, "4711"},
		{`{"ip_address": "192.0.2.1", "pin": "%s"}`, "411001"},
		{`{"token": {"name": "deploy", "value": "%s"}}`, "opensesame"},
		{`{"token": "%s"}`, "OPENSESAME"},
		{`{"token": " %s"}`, "hush4711"},
		{`{"session_ids": ["%s"]}`, "opensesame"},
		{`{"password": {"origin": "%s"}}`, "hush4711"},
		{`{"worker": "mail-worker-%s"}`, "3bd69ca2f07e"},
		{`{"secret": {"symbol": "x", "value": "%s"}}`, "opensesame"},
		{`{"session": {"name": "Ann", "id": "%s"}}`, "opensesame"},
		{`{"private": "%s"}`, "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"},
		// A passphrase, and messages that tell the secret.
		{`{"password": "%s"}`, "correct horse battery staple"},
		{`{"passphrase": ["%s"]}`, "correct horse battery staple"},
		{`{"errors": {"password": "%s"}}`, "open sesame"},
		{`{"password": ["Das Passwort %s ist zu kurz."]}`, "hush4711"},
		{`{"errors": {"password": ["Le mot de passe \"%s\" est trop court."]}}`, "sesame"},
		{`{"errors": {"passwords": ["%s"]}}`, "open the sesame"},
	},
	"application/xml":                   {{"<item><title>Token</title><description>%s</description></item>", "hush4711"}},
	"text/plain":                        {{"GET /books?key=%s HTTP/1.1", "hush4711"}},
	"application/x-www-form-urlencoded": {{"ip=192.0.2.1&pin_code=%s", "411001"}, {"city=Pune&pin_code=%s", "4711"}, {"key=%s", "hush4711"}},

	"text/csv": {{"name,city,pin_code\nAnn,Pune,%s\n", "4711"}, {"name,user,pin_code\nAnn,ann,%s\n", "411001"}},
}

func TestSameMeaningsOfTheNamesOfASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range sameMeanings {
		for _, each := range all {
			body := strings.ReplaceAll(each[0], "%s", each[1])
			assert.NotContains(t, string(redactedAnswer(t, mediaType, body).Response.Body), each[1], body)
		}
	}
}
