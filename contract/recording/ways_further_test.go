package recording_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// saidBodies are further answers of which the position of the secret says that it is one; see
// bodies.
var saidBodies = map[string]map[string]string{
	"application/json": {
		"par request_uri":     `{"request_uri":"urn:ietf:params:oauth:request_uri:%p","expires_in":60}`,
		"aws ssm":             `{"Parameter":{"Name":"/prod/db","Type":"SecureString","Value":"%s"}}`,
		"vault kv2":           `{"request_id":"1","data":{"data":{"db":"%s"},"metadata":{"created_time":"2026-01-01T00:00:00Z","deletion_time":"","destroyed":false,"version":1}}}`,
		"graphql error ext":   `{"errors":[{"message":"Variable \"$password\" got invalid value \"%s\"; too short"}]}`,
		"sql pos params":      `{"sql":"UPDATE u SET password=$1 WHERE id=$2","params":["%s",1]}`,
		"sql qmark update":    `{"sql":"UPDATE u SET name=?, password=? WHERE id=?","bindings":["a","%s",1]}`,
		"sql qmark select":    `{"query":"select * from u where token = ?","args":["%s"]}`,
		"gitlab ci":           `{"key":"K1","value":"%s","masked":true,"variable_type":"env_var"}`,
		"audit list":          `{"changes":[{"attr":"password","was":"a","is":"%s"}]}`,
		"activity text":       `{"text":"me changed password from a to %s"}`,
		"form schema default": `{"fields":[{"ref":"password","label":"x","defaultValue":"%s"}]}`,
		"typeform answers":    `{"answers":[{"field":{"ref":"password"},"type":"text","text":"%s"}]}`,
		"selenium":            `{"using":"name","selector":"#password","keys":"%s"}`,
		"sql in list":         `{"sql":"SELECT 1 FROM t WHERE token IN ($1, $2)","params":["a","%s"]}`,
		"sql update function": `{"sql":"UPDATE u SET password = crypt(?, ?) WHERE id = ?","params":["%s","salt",1]}`,
		"sql insert rows":     `{"sql":"INSERT INTO u (id, password) VALUES (?, ?), (?, ?)","params":[1,"x",2,"%s"]}`,
	},
	"application/yaml": {
		"yaml flow seq":               "tokens: [\"%s\", 'x']\n",
		"yaml value before name":      "env:\n- value: %s\n  name: DB_PASSWORD\n",
		"yaml value before key":       "- value: \"%s\"\n  key: api_token\n",
		"k8s secret, data of strings": "kind: Secret\nstringData:\n  db: %s\n",
	},
	"text/plain": {
		"toml dotted":           "db.\"pass word\" = '%s'\n",
		"redis conf acl":        "user alice on ><%s ~* +@all\n",
		"redis acl setuser":     "ACL SETUSER alice on >%s ~* +@all\n",
		"neo4j":                 `GraphDatabase.driver("bolt://h", auth=("neo4j", "%s"))`,
		"python requests auth":  `requests.get(u, auth=('me', '%s'))`,
		"putty key":             "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n%s\nPrivate-MAC: 00ff\n",
		"ipsec secrets":         "@a @b : PSK \"%s\"\n",
		"ipsec xauth":           "me : XAUTH \"%s\"\n",
		"pap secrets":           "# client server secret IP\nme * \"%s\" *\n",
		"sql log hibernate":     "insert into users (name, password) values (?, ?)\nbinding parameter [1] as [VARCHAR] - [me]\nbinding parameter [2] as [VARCHAR] - [%s]\n",
		"sql log pg detail":     "LOG: execute <unnamed>: UPDATE u SET password = $1 WHERE id = $2\nDETAIL: parameters: $1 = '%s', $2 = '7'\n",
		"sql exec proc":         `EXEC sp_addlogin 'me', '%s'`,
		"stack trace php args":  "#0 /a.php(3): mysqli_connect('h', 'me', '%s', 'db')\n",
		"stack trace pdo":       "#0 /a.php(3): PDO->__construct('mysql:host=h', 'me', '%s')\n",
		"terraform plan change": "  ~ password = \"old\" -> \"%s\"\n",
		"gha add-mask":          "::add-mask::%s\n",
		"teamcity":              "##teamcity[setParameter name='env.TOKEN' value='%s']\n",
		"prototext block":       "credentials {\n  value: \"%s\"\n}\n",
		"chat":                  `the wifi password's %s`,
		"question mark":         `password? %s`,
		"slash command":         `/login me %s`,
		"latex":                 `\password{%s}`,
		"java setter":           `ds.setPassword("%s");`,
		"java builder":          `.apiKey("%s").build()`,
		"c wifi begin":          `WiFi.begin("ssid", "%s");`,
		"erlang tuple":          `{password, "%s"}.`,
		"nginx":                 `proxy_set_header Authorization "Bearer %s";`,
		"caddy":                 "basicauth /* {\n  bob %s\n}\n",
		"squid":                 "cache_peer h parent 3128 0 login=me:%s\n",
		"svn":                   "K 8\npassword\nV 20\n%s\nEND\n",
		"playwright":            `await page.fill('#password', '%s');`,
		"playwright getby":      `await page.getByLabel('Password').fill('%s');`,
		"cypress":               `cy.get('[name=password]').type('%s')`,
		"gherkin":               "When I fill in \"password\" with \"%s\"\n",
		"sql log hibernate 6":   "update users set password=? where id=?\nbinding parameter (1:VARCHAR) <- [%s]\n",
		"sql log mybatis":       "==>  Preparing: update users set password=? where id=?\n==> Parameters: %s(String), 1(Long)\n",
		"sql log typeorm":       "query: UPDATE users SET password = $1 WHERE id = $2 -- PARAMETERS: [\"%s\",1]\n",
		"sql log gorm":          "UPDATE `users` SET `password`='%s' WHERE id = 1\n",
		"mysql connect":         `new mysqli("h", "me", "%s", "db");`,
		"imap":                  `imap_open("{h}", "me", "%s")`,
		"auth array js":         `axios.get(u, {auth: ["me", "%s"]})`,
		"rename":                "password updated: old -> %s\n",
		"slash register":        "/msg NickServ IDENTIFY %s\n",
		"erlang 2":              `{secret, <<"%s">>}.`,
		"protobuf block 2":      `secret { key: "a" data: "%s" }`,
		"add-mask old":          "##[add-mask]%s\n",
		"cypress data":          `cy.get('[data-test="password"]').type('%s')`,
		"puppeteer":             `await page.type('input[name="password"]', '%s');`,
		"gherkin 2":             "And I enter \"%s\" into \"Password\"\n",
	},
	"text/html": {
		"html href js":            `<a href="javascript:login('me','%h')">x</a>`,
		"error page echo headers": `<table><tr><td>HTTP_AUTHORIZATION</td><td>Bearer %h</td></tr></table>`,
	},
	"application/xml": {
		"xml patch": `<replace sel="/user/password/text()">%h</replace>`,
	},
	"text/markdown": {
		"markdown kv": "**Password**\n: %s\n",
	},
	"text/event-stream": {
		"sse multi": "event: t\ndata: {\ndata: \"token\": \"%s\"\ndata: }\n\n",
	},
}

// saidElsewhere are secrets in headers, queries and the bodies of requests. Without a media type,
// the text is a header of the response, or the query of the request.
var saidElsewhere = []struct{ name, mediaType, text string }{
	{"challenge opaque", "", `WWW-Authenticate: Digest realm="a", opaque="%s"`},
	{"auth-info nextnonce", "", `Authentication-Info: nextnonce="%s"`},
	{"multipart pair", "multipart/form-data; boundary=x", "--x\nContent-Disposition: form-data; name=\"key\"\n\npassword\n--x\nContent-Disposition: form-data; name=\"value\"\n\n%s\n--x--\n"},
	{"form pair not adjacent", "application/x-www-form-urlencoded", `f.0.name=password&f.0.type=text&f.0.value=%q`},
	{"graphql vars string", "application/json", `{"query":"mutation($p:String){login(password:$p){id}}","variables":"{\"p\":\"%s\"}"}`},
	{"graphql form vars", "application/x-www-form-urlencoded", `query=mutation(%24p%3AString)%7Blogin(password%3A%24p)%7Bid%7D%7D&variables=%7B%22p%22%3A%22%q%22%7D`},
	{"graphql get vars linked", "", `?query=mutation(%24p%3AString)%7Blogin(password%3A%24p)%7D&variables=%7B%22p%22%3A%22%q%22%7D`},
}

func TestFurtherWaysToSayASecret(t *testing.T) {
	t.Parallel()
	fill := strings.NewReplacer("%s", hush, "%p", url.PathEscape(hush), "%h", html.EscapeString(hush), "%q", url.QueryEscape(hush))
	for mediaType, all := range saidBodies {
		for name, body := range all {
			t.Run(mediaType+", "+name, func(t *testing.T) {
				t.Parallel()
				saysNothing(t, answers(mediaType, fill.Replace(body)))
			})
		}
	}
	for _, tt := range saidElsewhere {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := fill.Replace(tt.text)
			switch name, value, _ := strings.Cut(text, ": "); {
			case tt.mediaType != "":
				saysNothing(t, sendsBody(tt.mediaType, text))
			case strings.HasPrefix(text, "?"):
				saysNothing(t, func(x *contract.Exchange) { x.Request.URL.RawQuery = text[1:] })
			default:
				saysNothing(t, answersHeader(name, value))
			}
		})
	}
}
