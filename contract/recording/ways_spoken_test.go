package recording_test

import (
	"strings"
	"testing"
)

// spokenBodies are more responses in which the secret can be recognized by its position; see
// bodies. Most of them are written for people.
var spokenBodies = map[string]map[string]string{
	"application/json": {
		"a name and its value on two lines":      "{\"name\":\"api_key\"}\n{\"value\":\"%s\"}",
		"a name and its value on two of three":   "{\"key\":\"password\"}\n{\"value\":\"%s\"}\n{\"key\":\"user\"}",
		"a name with a type, and a line with it": "{\"type\":\"header\",\"name\":\"Authorization\"}\n{\"type\":\"value\",\"value\":\"%s\"}",
		"a list of tokens":                       `{"tokens": ["%s"]}`,
		"a list of tokens with names":            `{"tokens": [{"id": 1, "text": "%s"}]}`,
		"a secret of Azure":                      `{"value": "%s", "id": "https://a.vault.example/secrets/db/4387e9f3d6e14c459867679a90fd0f79"}`,
		"a note that is shown once":              `{"note": "Copy your new token now, it is not shown again.", "value": "%s"}`,
		"a message that is shown once":           `{"message": "Copy your access token now, it is not shown again.", "value": "%s"}`,
		"a stream":                               `{"stream_key": "%s"}`,
		"data that Grafana encrypts":             `{"secureJsonData": {"header": "%s"}}`,
		"a sentence beside a name":               `{"field": "password", "message": "%s is too short"}`,
	},
	"text/plain": {
		"TeX, a command":                     `\newcommand{\token}{%s}`,
		"TeX, a command with an argument":    `\providecommand{\apikey}[1]{%s}`,
		"a file with the name of a secret":   `Content-Disposition: attachment; filename="token-%s"`,
		"a login for a while":                "Temporary login: %s",
		"a login for a while, in a sentence": "Your initial login is %s",
		"a remark behind the name":           "Password? (enter it) %s",
		"a remark with a colon":              "Passcode (6 digits or more): %s",
		"a remark in brackets":               "Password [hidden]: %s",
		"a verb of two words":                "password is set to %s",
		"a verb of three words":              "password has been changed to %s",
		"an arrow to the left":               "token ← %s",
		"a wavy arrow":                       "token ~> %s",
		"a code to enter":                    "Use the code %s to log in",
		"a code to enter, with a colon":      "Enter this code: %s",
		"German":                             "Das Kennwort ist %s",
		"Polish":                             "Twoje hasło to %s",
		"Swedish":                            "Ditt lösenord är %s",
		"Danish":                             "Din adgangskode er %s",
		"Russian":                            "Ваш пароль %s",
		"Vietnamese":                         "Mật khẩu của bạn là %s",
		"Japanese, in quotes":                "パスワード「%s」",
		"the example of a schema":            "token:\n  type: string\n  example: %s\n",
		"a name behind a value in JSON":      `{"trace": "User { password: \"%s\" }"`,
		"below a sentence":                   "Sign in with the password below.\n\n    %s\n\nBye",
		"below a sentence and another one":   "Your API key is shown below. Keep it safe.\n\n%s",
		"below a colon":                      "Please use this token to authenticate:\n%s",
		"in a block below":                   "Your new secret:\n\n```\n%s\n```\n",
		"a session with an id":               "No session with id %s",
		"a header in a sentence":             "Set the header `X-Auth` to `%s` in the client",
		"a variable of SQL":                  "DECLARE @password NVARCHAR(50) = N'%s';",
		"a comparison at the end":            "SELECT 1 FROM u WHERE password = '%s",
	},
}

func TestSpokenWaysToSayASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range spokenBodies {
		for name, body := range all {
			t.Run(mediaType+", "+name, func(t *testing.T) {
				t.Parallel()
				saysNothing(t, answers(mediaType, strings.ReplaceAll(body, "%s", hush)))
			})
		}
	}
}

// TestSpeakingOfASecret checks that what only speaks of a secret stays readable: documents of
// OpenAPI, texts for people, references to a value, and the tokens of a parser.
//
//nolint:gosmopolitan // They are in the languages of those who write them.
func TestSpeakingOfASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range map[string][]string{
		"application/json": {
			`{"tokens":[{"type":"IDENT","text":"foo"},{"type":"NUMBER","text":"12"}]}`, `{"tokens":["the","quick","brown","fox"]}`,
			`{"password":"[redacted]"}`, `{"name":"token","description":"The token of the request"}`, `{"field":"password","message":"must have at least 12 characters"}`,
			`{"session":12}`, `{"grant_type":"urn:ietf:params:oauth:grant-type:saml2-bearer"}`, `{"usage":{"prompt_tokens":1200,"total_tokens":3520}}`,
			`{"key":"name","value":"Acme"}`, `{"error":"invalid_token","error_description":"The access token expired"}`, `{"next_page":"2","has_more":true}`,
			`{"message":"The token was renewed. Keep it safe.","value":"Fine art","content":"Hello"}`,
		},
		"text/plain": {
			"components:\n  securitySchemes:\n    key:\n      type: apiKey\n      in: header\n      name: X-Api-Key\n",
			"      password:\n        type: string\n        description: The password.\n        writeOnly: true\n",
			"API_KEY=${API_KEY}", "password: ${DB_PASSWORD}", "password = var.db_password", "token = getToken()", "const token = await getToken();",
			"curl -u \"$USER:$PASSWORD\" https://a.example", "password: %s", "key: value", "urn:ietf:params:oauth:grant-type:saml2-bearer",
			"The session starts at 10:30 in room 204.", "unexpected token '}' at line 12", "Error: secret not found: my-secret",
			"The password is required.", "Das Passwort muss mindestens 12 Zeichen haben.", "Неверный пароль.", "パスワードを入力してください。", "Din adgangskode er forkert.",
			"Enter the code below to continue.", "Your temporary login is below.", "\\newcommand{\\token}{\\textbf{x}}", "SELECT 1 FROM u WHERE password = '",
		},
		"text/html": {`<span class="token keyword">const</span> <span class="token function">main</span>`, `<label for="password">Password</label><input type="password" id="password" name="password">`},
	} {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}
