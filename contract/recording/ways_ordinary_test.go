package recording_test

import "testing"

// ordinaryBodies are responses without a secret. Each of them has something that is like one: the
// name of a secret with another meaning, a digest, a public key, or a program.
//
//nolint:gosmopolitan // They are in the languages of those who write them.
var ordinaryBodies = map[string][]string{
	"application/json": {
		`{"plan": "pro", "limits": {"api_keys": 5, "sessions": 100, "tokens_per_minute": 60000}}`, `{"max_tokens": 4096, "usage": {"reasoning_tokens": 1234}}`, `{"tokens": [15496, 995]}`,
		`{"id": "248df4b7-aa70-47b8-a036-33ac447e668d", "etag": "\"33a64df551425fcc55e4d42a148795d9f25f89d4\""}`, `{"integrity": "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="}`,
		`{"sha": "430fc24a1e0b2c3d4e5f60718293a4b5c6d7e8f9", "parents": [{"sha": "9ef0665a1e0b2c3d4e5f60718293a4b5c6d7e8f9"}]}`,
		`{"images": [{"digest": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "tag": "latest"}]}`,
		`{"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "use": "sig"}`,
		`{"flows": {"clientCredentials": {"tokenUrl": "https://a.example/token", "scopes": {"read:keys": "Read keys"}}}}`, `{"properties": {"token": {"type": ["string", "null"], "description": "A token."}}}`,
		`{"name": "password", "in": "body", "required": true, "type": "string"}`, `{"columns": ["id", "password_hash", "created_at"], "rows": []}`, `{"supported": ["client_secret_basic", "private_key_jwt"]}`,
		`{"session": {"title": "Keynote", "room": "A1", "starts": "2026-01-01T10:00:00Z"}}`, `{"pin": {"latitude": 52.52, "longitude": 13.4, "color": "red"}}`,
		`{"signature": {"type": "function", "params": ["a", "b"], "returns": "int"}}`, `{"secretary": "Maria Lopez", "tokenizer": "wordpiece", "cookies_accepted": ["statistics"]}`,
		`{"name": "api_key", "set": true, "updated_at": "2026-01-01T00:00:00Z"}`, `{"secrets": [{"name": "db", "created_at": "2026-01-01T00:00:00Z", "version": 3}]}`, `{"cookies": {"secure": true, "sameSite": "lax"}}`,
		`{"fields": [{"name": "user", "value": "ann"}, {"name": "password", "value": ""}], "titles": ["Fine art", "Prints-4711x"]}`,
		`{"auth": {"enabled": true, "providers": ["github", "google"]}}`, `{"token": {"expires_in": 3600, "type": "bearer"}}`,
		`{"auth_type": "api_key", "passport_required": true, "bypass": false, "monkey": "capuchin"}`, `{"secretRef": "db-credentials", "password": "${{ secrets.PASSWORD }}"}`,
	},
	"text/plain": {
		"430fc24 Rename the token\n9ef0665 Allow a second key\na0d4e88 Expect the password field\n", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  release.tar.gz\n",
		"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "commit 430fc24a1e0b2c3d4e5f60718293a4b5c6d7e8f9\nAuthor: Ann <ann@a.example>\n",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIQx7velvetRiverQx7velvetRiver0123 ann@a", "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n",
		"Started GET \"/password/new\" for 127.0.0.1 at 2026-01-01 00:00:00", "Parameters: {\"user\"=>{\"password\"=>\"[FILTERED]\"}}", "Tokens: 1234 in, 567 out", "max_tokens = 4096", "total tokens: 123456",
		"curl -H \"Authorization: Bearer $TOKEN\" https://a.example", "curl -H 'X-Api-Key: <your-api-key>' https://a.example", "Authorization: Bearer YOUR_API_KEY", "export API_KEY=$(cat key.txt)",
		"password: {{ .Values.password }}", "password: os.environ[\"PASSWORD\"]", "env:\n  TOKEN: ${{ secrets.GITHUB_TOKEN }}\n", "token: %API_TOKEN%", "if token == \"\" { return errNoToken }",
		"env:\n- name: PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password\n", "variable \"token\" {\n  type        = string\n  description = \"The token of the provider.\"\n}\n",
		"var ErrToken = errors.New(\"invalid token\")", "export const selectToken = (state) => state.auth.token;", "user.password = await hash(password, 10);", "password: z.string().min(8)",
		"token := r.Header.Get(\"Authorization\")", "const token = req.headers.authorization.split(' ')[1];", "password = input(\"Password: \")", "self.password = password\nthis.token = token;\n",
		"WHERE token = $1 AND expires_at > NOW()", "type Config struct {\n\tPassword string `yaml:\"password\"`\n\tToken    string `yaml:\"token\"`\n}\n", "map[token]int", "token<T> is generic", "Token{Kind: 1, Pos: 12}",
		"--token string     The token to use (default \"\")\n--password string  The password\n", "| Field | Type | Description |\n|---|---|---|\n| password | string | The password of the user. |\n| token | string | A token. |\n",
		"name,key,value\nwidth,w,12\nheight,h,7\n", "name;role;session\nAnn;chair;morning\nBob;speaker;evening\n", "\"password\" = \"Passwort\";\n\"token\" = \"Token\";\n",
		"Session 3: How to write documentation", "Session chair: Ann Lee", "Key findings: sales grew by 12 percent.", "Major key: C major; minor key: A minor", "Pass the salt. Pass: 12, fail: 3", "Pin: 7, function: GPIO4",
		"Secretary: Maria Lopez", "HTTP basic auth: user name and password", "Token economy: an overview", "Secret Santa: 12 people, 20 euros each", "U: 12 P: 7 (updated / pending)", "u/p: uplink per port", "Log in / Sign up",
		"password:\n  type: string\n  description: The password of the user.\n  minLength: 12\n", "Key (id)=(12) already exists.", "TokenTool/1.2 (auth test)", "</tokens?page=2>; rel=\"next\"",
		"password: too short", "auth: failed", "secret: not set", "password = nil", "password = settings.DB_PASSWORD", "$token = bin2hex(random_bytes(32));", "PASSWORD=\"$2\"", "token: Token | null",
		"TOKEN=$(curl -s https://a.example/token | jq -r .access_token)", "session 12345 closed", "Der Kunde hat sein Passwort geheim zu halten.", "El usuario se compromete a mantener en secreto su contraseña.", "Пользователь обязан хранить пароль в тайне.", "用户应妥善保管自己的密码，不得转让。",
		"사용자는 비밀번호를 안전하게 관리해야 합니다.", "يجب على المستخدم الحفاظ على سرية كلمة المرور.", "パスワードをお忘れですか？", "Şifrenizi mi unuttunuz?", "Zapomniałeś hasła?",
	},
	"image/svg+xml": {`<svg xmlns="http://www.w3.org/2000/svg"><path d="M12 1a5 5 0 0 0-5 5v4H5v12h14V10h-2V6a5 5 0 0 0-5-5z"/></svg>`},
}

// TestOrdinaryBodies checks that redaction doesn't change ordinaryBodies.
func TestOrdinaryBodies(t *testing.T) {
	t.Parallel()
	for mediaType, all := range ordinaryBodies {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}
