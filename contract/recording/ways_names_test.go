package recording_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// secretNames are names that say that their value is a secret, whatever it looks like.
//
//nolint:gosmopolitan // They are in the languages of those who write them.
var secretNames = strings.Fields(`
	psw psw2 passw passd passwd2 pwrd psswd paswd PASSWORD_1 admin-pw db.primary.pwd userPass user_pass keypass storePass MYSQL_PWD PGPASSWORD REDISCLI_AUTH
	new_password confirmPassword password_again passphrase_hint password-hint plain_password pwds otps passwords passphrases Pass1 pwd_hash
	safeword safe_word memorableWord memorable_answer security_phrase unlockPattern watchword challenge_answer hint_answer duress_code
	kennwort contraseña contrasenia clave_acceso mot_de_passe mot_passe senhaAtual пароль пин_код ключ_api 密码 パスワード 비밀번호 şifre hasło codewort
	puk PUK2 pin2 userPin cvv2 cvn itan otpCode totp_seed totpSeed tfa_code 2fa_code twoFactorCode mfa_code one_time_pin verify_code confirmCode signin_code
	recovery_codes backupCodes scratch_codes rescue_code join_code enrollmentCode pairing-code setup_code linking_code epp_code giftCardCode keypad_code lockboxCode
	mnemonic seed_phrase seedWords recovery_words backup_phrase walletSeed private_seed masterSeed bip39_words xprv
	license_key licenceKey serial_key cd-key activation_key registration_key unlock_key recoveryKey unseal_key escrow_key developer_key ingest_key applicationKey
	wep_key wepkey wpapsk wifiKey dsa_key ecdsaKey ed25519_key wrapping_key key_material radius_key tacacs_key
	ssoTicket login_ticket casTicket kerberos_ticket ticket_granting_ticket saml_response oauth_verifier accesstok jwe authdata usercreds passhash
	community_string dockerconfigjson`)

// codeNames are names whose value is a secret if it looks like a code.
var codeNames = strings.Fields(`pat github_pat tan remember_me wif card_code emergency_codes pickup_code claim_code product_key gossip_key secondaryKey view_key
	kubeconfig security_key registration_code plaintext crumb`)

// TestSecretNames checks that redaction removes a value with such a name, in each place that has
// names.
func TestSecretNames(t *testing.T) {
	t.Parallel()
	const words, code = "velvet-river-barley", "Hush4711barley"
	for _, name := range secretNames {
		assertRemoved(t, name, words)
	}
	for _, name := range codeNames {
		assertRemoved(t, name, code)
	}
}

func assertRemoved(t *testing.T, name, value string) {
	t.Helper()
	quoted, err := json.Marshal(map[string]string{name: value})
	require.NoError(t, err)
	for mediaType, body := range map[string]string{
		"application/json": string(quoted), "text/plain": name + ": " + value + "\n", "application/x-www-form-urlencoded": url.QueryEscape(name) + "=" + value,
	} {
		assert.NotContains(t, string(redactedAnswer(t, mediaType, body).Response.Body), value, body)
	}
}

// TestNamesOfHeaders checks that redaction removes the values of headers that may be codes. The name
// of a header doesn't show where a word begins.
func TestNamesOfHeaders(t *testing.T) {
	t.Parallel()
	for name := range strings.FieldsSeq("X-Ticket X-License X-Refresh X-Unlock X-Magic X-Challenge X-Sso X-Verify X-Firebase-Appcheck Ssoticket Otpcode Userpin Totpseed X-Psw X-Puk X-License-Key") {
		for _, value := range []string{"velvet-river-barley", "Hush4711barley"} {
			x := without()
			answersHeader(name, value)(x)
			y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
			require.NoError(t, err, name)
			assert.NotEqual(t, value, y.Response.Header.Get(name), name)
		}
	}
}

// ordinaryNames are names that are like those of secrets, with values that are none.
var ordinaryNames = map[string]string{
	"token_type": "bearer-token", "password_changed_at": "2026-02-03", "session_count": "4711", "secret_name": "shop-mail-relay", "passed": "all-unit-tests", "compass": "north-north-west",
	"passenger": "Ann Lee", "author": "ann-lee-books", "pinned": "yes-since-monday", "pinterest": "ann-lee-garden", "spinner": "dots-and-bars", "opinion": "rather-good-book",
	"passage": "second-floor-left", "passive": "no-active-part", "passport_country": "New Zealand", "passthrough": "all-other-headers", "bypass": "north-city-road", "encompass": "all-four-sides",
	"token_count": "4711", "tokenizer": "wordpiece-large-cased", "tokenization": "byte-pair-encoding", "token_limit": "4096", "token_symbol": "VELV", "max_tokens": "4096",
	"secretary": "Ann Lee", "secretariat": "second-floor-left", "secret_type": "opaque-key-value", "secret_rotation_days": "90", "secret_version": "v17", "secret_ref": "shop-mail-relay",
	"password_policy": "at-least-twelve", "password_strength": "rather-good-one", "password_reset_required": "no-not-yet", "password_expires": "2027-01-01", "password_field": "sign-in-form", "password_length": "12",
	"key_type": "rsa-with-oaep", "key_size": "4096", "keyboard": "german-without-dead", "keyword": "garden-and-flowers", "keywords": "garden-and-flowers", "keynote": "how-we-write", "turkey": "roast-with-plums",
	"sort_key": "created_at", "primary_key": "customer_id", "foreign_key": "shop_customer", "partition_key": "customer_id", "message_key": "order.created", "row_key": "customer-row-17", "project_key": "SHOP-MAIL",
	"session_duration": "30m", "session_title": "How we write", "sessions_total": "17", "obsession": "garden-and-flowers", "possession": "house-and-garden", "signed_by": "Ann Lee", "signal": "four-of-five", "design": "round-and-red",
	"signature_algorithm": "rsa-pss-sha", "authenticated": "yes-since-monday", "authority": "city-of-velvet", "auth_method": "password-and-totp", "authors": "ann-lee-books", "author_name": "Ann Lee", "oauth_provider": "velvet-identity-hub",
	"cookie_policy": "only-what-needed", "cookie_consent": "all-but-ads", "postal_code": "110001", "country_code": "DE", "status_code": "4711", "error_code": "E1816-04", "zip_code": "110001", "color_code": "RAL-3020", "currency_code": "EUR",
	"phone_code": "+49", "area_code": "0711", "source_code_url": "https://git.example/shop", "code_of_conduct": "be-kind-here", "barcode": "4006381333931", "decoder": "byte-pair-encoding", "promo_code": "SUMMER2026", "unicode": "U+1F511",
	"license": "Apache-2.0", "license_name": "GPL-3.0-only", "licensed_to": "Velvet Books", "serial_number": "SN-2026-000417", "serial": "C02XK0AAJG5J", "serialization": "json-with-dates", "seed_count": "12",
	"seedling": "garden-and-flowers", "community": "garden-and-flowers", "combination": "red-with-white", "mandate": "four-more-years", "titan": "moon-of-saturn", "puke_green": "RAL-6018", "pattern": "dots-and-bars", "path": "docs/guide2026.md",
	"patch": "v1.4.2-rc1", "tangent": "line-and-curve", "wifi_name": "Guests 2026", "wifi_enabled": "yes-since-monday", "network": "velvet-guest-net", "credit_limit": "4711", "credits_left": "4711", "accredited": "yes-since-monday",
	"paragraph": "one-of-many", "salted": "with-sea-salt", "hash_rate": "17-per-second", "hashtag": "garden-and-flowers", "otp_enabled": "yes-since-monday", "mfa_method": "totp-and-webauthn", "pin_count": "17", "pins": "GPIO4-GPIO17",
	"spin_code_name": "Velvet", "ticket": "SHOP-118", "tickets_left": "17", "session_chair": "Ann Lee", "paswd_note": "", "wordcount": "4711", "password_manager": "", "emergency_contact": "Ann Lee", "pickup_location": "north-city-road",
	"pairing_status": "done-since-monday", "setup_complete": "yes-since-monday", "recovery_rate": "17-per-day", "recovery_time": "30m", "backup_location": "north-city-site", "activation_date": "2026-02-03", "invite_count": "17",
}

// TestOrdinaryNames checks that redaction doesn't change ordinaryNames.
func TestOrdinaryNames(t *testing.T) {
	t.Parallel()
	for name, value := range ordinaryNames {
		body, err := json.Marshal(map[string]string{name: value})
		require.NoError(t, err)
		assertKept(t, "application/json", string(body))
	}
}

// grantingLinks are links that let whoever has them log in or read something, and where they are.
// %s stands for the code in the link.
var grantingLinks = []string{
	`{"magic_link": "https://books.example/login/%s"}`, `{"invite_url": "https://books.example/i/%s"}`, `{"inviteLink": "/team/join/%s"}`, `{"share_link": "/share/%s"}`, `{"shareUrl": "https://books.example/s/%s"}`,
	`{"reset_url": "https://books.example/p?z=%s"}`, `{"unsubscribe": "https://books.example/u/%s"}`, `{"webhook_url": "https://hooks.books.example/services/T0/B0/%s"}`, `{"hookUrl": "https://books.example/in/%s"}`,
	`{"calendar_url": "https://books.example/ical/%s"}`, `{"confirm_link": "https://books.example/c#%s"}`, `{"private_url": "https://books.example/b/%s"}`, `{"text": "See https://books.example/sessions/%s"}`,
	`{"text": "https://hooks.books.example/services/T0A1/B0C2/%s"}`, `{"text": "https://books.example/api/webhooks/4711/%s"}`, `{"text": "https://books.example/login/%s"}`, `{"text": "/magic/%s"}`, `{"text": "/api-keys/%s"}`,
	`{"text": "/oauth/revoke/%s"}`,
}

// ordinaryLinks are links that anybody may have, under the same names and at the same places.
var ordinaryLinks = []string{
	`{"reset_url": "https://books.example/users/forgot-your-password"}`, `{"login_link": "/login/check-your-inbox"}`, `{"share_link": "https://books.example/books/7"}`, `{"invite_url": "https://books.example/team/invite"}`,
	`{"webhook_url": "https://books.example/webhooks/4711"}`, `{"text": "/webhooks/4711/deliveries"}`, `{"text": "/sessions/17"}`, `{"text": "/login/two-step-verification"}`, `{"text": "/books/velvet-river-barley"}`,
	`{"url": "https://books.example/velvet-river-barley"}`, `{"calendar_url": "https://books.example/calendar"}`, `{"text": "/services/books/orders/velvet-river-barley"}`,
}

// TestGrantingLinks checks that redaction removes the codes in grantingLinks, and knows them later.
func TestGrantingLinks(t *testing.T) {
	t.Parallel()
	const code = "velvet-river-barley"
	for _, body := range grantingLinks {
		body = strings.ReplaceAll(body, "%s", code)
		r := recording.NewRedactor(loadContract(t), recording.RedactorOptions{})
		for range 2 {
			x := without()
			answers("application/json", body)(x)
			answersHeader("Location", "/z/"+code)(x)
			y, err := r.Redact(x)
			require.NoError(t, err, body)
			assert.NotContains(t, string(y.Response.Body)+y.Response.Header.Get("Location"), code, body)
		}
	}
	for _, body := range ordinaryLinks {
		assertKept(t, "application/json", body)
	}
}

// TestAnswersWithLinks checks where the answer to a request for a link leads.
func TestAnswersWithLinks(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{"/invitations": true, "/books/7/share": true, "/share-links": true, "/books": false, "/login": false} {
		x := without()
		x.Request.URL.Path = path
		answersHeader("Location", "https://books.example/z/velvet-river-barley")(x)
		y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
		require.NoError(t, err, path)
		assert.Equal(t, want, !strings.Contains(y.Response.Header.Get("Location"), "velvet-river-barley"), path)
	}
}
