package recording_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// wordedBodies are responses whose secret is several words that are joined. %s stands for them.
var wordedBodies = map[string][]string{
	"text/plain": {
		"Hi, the new password for the test shop is %s, thanks", "The generated password is %s", "SHOP_PASSWORD is %s", "Token %s was not recognised", "The API key %s has expired", "invalid api token %s",
		"helm repo add a https://a.example --username me --password %s\n\"a\" was added\n", "join 192.0.2.1:6443 --token %s \\\n\t--hash sha256:1234\n", "unknown option\n  --pasword=%s (--password?)\n",
		"set system login user me authentication plain-text-password-value %s\nset system host-name a\n", "userlist a\n  user me insecure-password %s\n", "[domain/a]\nldap_default_authtok = %s\n",
		"| API Key | 4TGHPQ2XWZ5CEEY7 |\n| API Secret | %s |\n", "│ token │ %s │\n├───┼───┤\n│ scope │ all │\n", "Binding Login { User = me, Password = %s, Remember = True }\n",
	},
	"application/json": {
		`{"Variables": {"STAGE": "test", "MAILER_KEY": "%s"}}`, `{"keys": [{"keyName": "key1", "value": "%s", "permissions": "FULL"}]}`, `{"github-oauth": {"github.com": "%s"}}`,
	},
}

// TestWordedWaysToSayASecret checks that redaction removes the secrets from wordedBodies.
func TestWordedWaysToSayASecret(t *testing.T) {
	t.Parallel()
	const words = "amber-barley-river"
	for mediaType, all := range wordedBodies {
		for _, body := range all {
			body = strings.ReplaceAll(body, "%s", words)
			assert.NotContains(t, string(redactedAnswer(t, mediaType, body).Response.Body), words, body)
		}
	}
	header := create(func(x *contract.Exchange) {
		x.Response.Header.Set("WWW-Authenticate", `Bearer error_description="The token `+words+` expired"`)
	})
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(header)
	require.NoError(t, err)
	assert.NotContains(t, dump(y), words)
}

// commandedBodies are responses with a command, a statement or a file in which also a plain word is
// the secret. %s stands for the word.
var commandedBodies = map[string][]string{
	"text/plain": {
		"htpasswd -b .htpasswd me %s\n", "net user me %s /add\n", "rabbitmqctl add_user me %s\n", "mysqladmin -u root password '%s'\n", "twine upload -u me -p %s dist/*\n", "gpg --batch --passphrase %s -c a.sql\n",
		"sudo a register --url https://a.example/ --registration-token %s --executor shell\n", "a --password %s\n", "mvn sonar:sonar -Dsonar.login=%s\n", "expect \"password:\"\nsend \"%s\\r\"\n", "p.expect('Password: ')\np.sendline('%s')\n",
		"crypto isakmp key %s address 192.0.2.7\n", "tacacs server A\n address ipv4 192.0.2.9\n key %s\n", "listen a\n  stats auth admin:%s\n", "<VirtualHost *:80>\n  SetEnv DB_PASSWORD %s\n</VirtualHost>\n", "ENV API_TOKEN %s\n",
		"[admins]\nroot = %s\n\n[httpd]\nport = 5984\n", "[passwords]\nme = %s\n", "BUNDLE_GEMS__EXAMPLE__COM: \"me:%s\"\n", "PASS %s\nNICK me\n", "name\tvalue\nmailer_password\t%s\n",
		"SET PASSWORD FOR 'me'@'localhost' = '%s';", "ALTER CURRENT USER SET PASSWORD FROM 'old' TO '%s'", "ALTER CURRENT USER SET PASSWORD FROM '%s' TO 'other'", "SELECT * FROM remote('192.0.2.4:9000', 'db', 'events', 'default', '%s')",
		"CREATE TABLE `u` (`id` int, `name` varchar(50), `password` varchar(80));\nINSERT INTO `u` VALUES (1,'me','%s'),(2,'you','x');\n", "'UPDATE u SET password = ? WHERE id = ?' with params [\"%s\", 7]:\n",
		"A temporary password is generated for root@localhost: %s\n", "1) \"masterauth\"\n2) \"\"\n3) \"requirepass\"\n4) \"%s\"\n", "*2\r\n$4\r\nAUTH\r\n$10\r\n%s\r\n+OK\r\n", "form map[user:[me] password:[%s]]\n",
		"Violation{message='too short', propertyPath=apiSecret, root=class a.Client, invalidValue='%s'}\n", "Please use the following password to go on:\n\n%s\n\nIt is also in a file.\n", "Authorization code '%s' has already been used",
		"channels:\n  - https://conda.a.example/t/%s/main\n", "https://hooks.slack.com/services/T1/B1/%s", "https://discord.com/api/webhooks/223704706495545344/%s", "https://a.webhook.example/webhookb2/1@2/IncomingWebhook/%s/3",
		"Location: https://a.example/cb?code=%s&state=af0ifjsldkj", "urn:ietf:params:oauth:request_uri:%s",
		"login('me', '%s')", "requests.get(url, auth=(\"me\", \"%s\"))", "setx DB_PASSWORD %s\n", "wget --user me --password %s https://a.example\n", "User me with password %s.\n", "login me, password %s\n", "Your password has been reset to %s.\n",
		"password '%s' is too common",
		"aws configure set aws_secret_access_key %s\n", "npm config set //a.example/:_authToken %s\n", "consul kv put app/db/password %s\n", "redis-cli config set requirepass %s\n", "composer config http-basic.a.example me %s\n",
		"openssl passwd -6 %s\n", "caddy hash-password --plaintext %s\n", "az sql server create -u admin -p %s\n", "drush upwd me %s\n", "CREATE DATABASE LINK l CONNECT TO me IDENTIFIED BY %s USING 'x'\n",
		"CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET '%s')\n", "EXEC sp_password NULL, '%s', 'me'\n", "snmp-server user me g v3 auth sha %s priv aes 128 x\n", "snmp-server user me g v3 auth sha x priv aes 128 %s\n",
		"neighbor 192.0.2.1 password %s\n", "ppp chap password 0 %s\n", "wpa-psk ascii 0 %s\n", "ntp authentication-key 1 md5 %s\n", "set security ike policy p pre-shared-key ascii-text \"%s\"\n", "set snmp community %s authorization read-only\n",
		"config wlan security wpa akm psk set-key ascii %s 1\n", "base dc=a\nbindpw %s\n", "spark.ssl.keyPassword %s\n", "hive.metastore.password\t%s\n", "userdb me:{PLAIN}%s\n", "- {name: DB_PASSWORD, value: %s}\n", "(password \"%s\")",
	},
	"application/json": {`{"security": {"question": "Pet?", "answer": "%s"}}`},
	"text/html":        {"<p>Your one-time password:</p><h2 class=\"x\">%s</h2><p>It expires.</p>"},
}

// TestCommandedWaysToSayASecret checks that redaction removes the secrets from commandedBodies.
func TestCommandedWaysToSayASecret(t *testing.T) {
	t.Parallel()
	const word = "barleycorn"
	for mediaType, all := range commandedBodies {
		for _, body := range all {
			body = strings.ReplaceAll(body, "%s", word)
			assert.NotContains(t, string(redactedAnswer(t, mediaType, body).Response.Body), word, body)
		}
	}
}

// TestTheResultOfALoginIsASecret checks that the answer to a call of a login has no session.
func TestTheResultOfALoginIsASecret(t *testing.T) {
	t.Parallel()
	for method, isSecret := range map[string]bool{"user.login": true, "user.count": false} {
		y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(create(func(x *contract.Exchange) {
			x.Request.Method, x.Request.Body = http.MethodPost, []byte(`{"jsonrpc": "2.0", "method": "`+method+`", "params": {"username": "me"}}`)
			x.Response.Body = []byte(`{"jsonrpc": "2.0", "result": "hush4711", "id": 1}`)
		}))
		require.NoError(t, err)
		assert.Equal(t, isSecret, !strings.Contains(string(y.Response.Body), "hush4711"), method)
	}
}
