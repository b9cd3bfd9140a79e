package recording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// handedOver are sentences that hand a secret over. %s stands for the secret.
//
//nolint:gosmopolitan // They are in the languages of those who write them.
var handedOver = []string{
	"Use %s as your API key", "Set %s as the password", "Set %s as the password for bob", "Log in with bob and %s", "Log in with bob / %s", "Log in as bob with %s",
	"Sign in using bob and %s.", "%s is your new PIN", "%s is your new password", "%s is the password for bob.", "Use %s for the password", "Use %s as the password.",
	"Enter %s as password", "Type %s at the password prompt", "Please use %s as your temporary password", "Your password is %s", "Your new password is %s.",
	"The password is %s, keep it safe", "Your API key is %s", "Your API key: %s", "My PIN is %s", "The PIN has been changed to %s", "We set your password to %s",
	"I changed my password to %s yesterday", "Password changed from old to %s", "Reset the password to %s", "Choose %s as the passphrase", "The passphrase for the key is %s",
	"The password of bob is %s", "Password for bob: %s", "Your login is bob and your password is %s", "user bob, password %s", "User: bob, password: %s", "Login: bob / %s",
	"Credentials: bob / %s", "Your credentials are bob and %s", "Authenticate using the token %s", "The token %s was created", "Created token %s",
	"Generated password %s for bob", "Generated password: %s", "Generated a new API key: %s", "Here is your API key: %s", "Here's your password: %s", "Your secret is %s",
	"The secret word is %s", "Your access code is %s", "Your activation code is %s", "Please remember your password %s", "Do not share your password %s with anyone",
	"password=%s is wrong", `The password "%s" is wrong`, "The password %s is wrong", "Wrong password %s", "Wrong password: %s", `Wrong password "%s"`, "Invalid API key: %s",
	`Invalid API key "%s"`, "Invalid token: %s", `Unknown token "%s"`, "Unknown token: %s", "Unknown token %s", "Bad credentials: bob/%s",
	"Incorrect password '%s' for user bob", "The API key '%s' is not valid", "No such API key: %s", "API key not found: %s", "API key %s not found", "您的密码是 %s", "您的密码是%s",
	"您的密码是：%s", "密码：%s", "新密码为 %s", "您的新密码为：%s。", "您的验证码为 %s", "パスワードは %s です", "パスワードは%sです", "パスワードは「%s」です。", "パスワード: %s", "비밀번호는 %s 입니다", "비밀번호: %s", "Пароль: %s",
	"Ваш пароль %s", "Ваш пароль: %s", "Ваш пароль — %s", "Ваш новый пароль: %s", "Используйте %s как пароль", "Ihr Passwort lautet %s", "Ihr neues Passwort ist %s",
	"Ihr neues Passwort: %s", "Das Passwort für bob ist %s", "Verwenden Sie %s als Passwort", "Verwende %s als Kennwort", "Su contraseña es %s", "Su nueva contraseña es %s",
	"Tu contraseña temporal es: %s", "Use %s como contraseña", "Votre mot de passe est %s", "Votre mot de passe : %s", "Votre nouveau mot de passe est : %s",
	"Le mot de passe de bob est %s", "Utilisez %s comme mot de passe", "La tua password è %s", "La password è %s", "Sua senha é %s", "Sua nova senha: %s", "Use %s como senha",
	"Je wachtwoord is %s", "Twoje hasło to %s", "Ditt lösenord är %s", "Din adgangskode er %s", "Passordet ditt er %s", "Salasanasi on %s", "Vaše heslo je %s", "Şifreniz: %s",
	"Parolanız %s", "Mật khẩu của bạn là %s", "Kata sandi Anda adalah %s", "รหัสผ่านของคุณคือ %s", "كلمة المرور الخاصة بك هي %s", "הסיסמה שלך היא %s", "आपका पासवर्ड %s है",
	"Ο κωδικός πρόσβασης είναι %s", "Ваш пароль: <b>%s</b>",
	"Votre mot de passe provisoire est %s", "La tua password provvisoria è %s", "A sua nova senha provisória é %s", "Dein Kennwort für den ersten Login ist %s.",
	"La clave de acceso para tu cuenta es %s", "The password for the user bob@a.example has been set to %s", "Ο κωδικός πρόσβασης σας είναι %s",
}

// notHandedOver are sentences about secrets that hand none over.
//
//nolint:gosmopolitan // They are in the languages of those who write them.
var notHandedOver = []string{
	"Password must be 8 characters", "Password must be at least 8 characters", "token expired", "Unknown token", "Unexpected token < in JSON",
	`Unexpected token "x" in JSON at position 3`, `Unexpected token "}" at line 3`, `Unknown token "foo" at line 3`, "Your password is required",
	"Your password is case-sensitive", "Your password is auto-generated", "The password is too short", "The password is read-only", "Your password is well-protected.",
	"The API key is server-side", "The key is user-defined", "The secret is write-only and self-managed", "Your password is not up-to-date", "Use this as your API key",
	"Use it as the password", "Use your email as the password", "Use the access-token as the API key", "Use the one-time-code as your password", "Set a strong password",
	"Set the password to a random value", "Log in with your email and password", "Log in with Google and GitHub", "Sign in with bob and alice", "Log in with single-sign-on",
	"Log in with your user-name and password", "Log in with user-name and password", "Sign in with Google or Single-Sign-On", "Authenticate with client-credentials",
	"Authenticate using client-credentials", "Use client-credentials as the grant", "The name is the key", "This is your key", "organization-id is the key",
	"created-at is the sort key", "The tenant-id is the primary key", "user-agent is the key of the header", "The field customer-id is used as key",
	"The sort key is created-at", "The partition key is customer-id", "The session is read-only", "The session is long-running.", "The session token is short-lived",
	"The token is short-lived", "Token is single-use", "The secret is cluster-wide", "Your PIN is invalid", "Is this your new password?", "Invalid API key",
	"Invalid API key: must be a string", "Invalid API key: missing", "Wrong password", "Wrong password for bob", "Wrong password entered", "Wrong password, try-again later",
	`Unknown key "name" in object`, "Unknown token: EOF", "Unknown token 'foo' in expression", "Invalid session: closed", "Session closed", "Token not found",
	`secret "db-credentials" not found`, "Secrets are stored in HashiCorp-Vault", "Your password is managed by single-sign-on", "Use single-sign-on for the password",
	"Ihr Passwort muss mindestens 8 Zeichen haben", "Ihr Passwort ist abgelaufen", "Ihr Passwort ist case-sensitive", "Das Passwort ist ungültig",
	"Das Passwort wird per E-Mail gesendet", "Votre mot de passe est incorrect", "Votre mot de passe est requis", "Votre mot de passe a expiré", "Su contraseña es incorrecta",
	"Su contraseña es obligatoria", "您的密码是必填项", "您的密码不正确", "密码必须至少8个字符", "密码错误", "パスワードは必須です", "パスワードは8文字以上です", "パスワードが間違っています", "비밀번호는 필수입니다", "Пароль неверный",
	"Ваш пароль истёк", "La password è obbligatoria", "Sua senha é inválida", "Je wachtwoord is verlopen", "Twoje hasło to za mało", "Ditt lösenord är fel",
	"The password was changed from the admin-console", "The key was moved from us-east to eu-west", "Password reset link sent to bob@a.example",
	"Password reset by administrator", "The password of bob is being reset", "Your access code is on its way", "Your activation code is in the e-mail",
	"The code is open-source", "Our code is open-source and the key is well-known", "Use open-source as the key argument", "The key to success is hard-work",
	"Cookie is third-party", "The cookie is same-site", "The session cookie is http-only", "Bearer authentication is built-in", "Use e-mail as the login",
	"Enter your user-name as the key", "Pass user-id as the key", "Use x-api-key as the header", "The header is x-api-key", "The API key header is x-api-key",
	"The name of the secret is db-credentials", "The secret name is db-credentials", "The token type is access-token", "The token is an access-token",
	"The token is a refresh-token", "The password field is read-only", "Password is a must-have",
	"Use one of the following tokens:\n\nread-only\nread-write", "The password is checked as follows:\n\nlength",
}

// TestHandedOverSecrets checks that redaction removes two joined words, three joined words and a
// password from sentences that hand them over, as texts and as messages in JSON.
func TestHandedOverSecrets(t *testing.T) {
	t.Parallel()
	for _, sentence := range handedOver {
		for _, secret := range []string{"velvet-river", "velvet-river-barley", "Tr0ub4dor&3xyz"} {
			said := strings.ReplaceAll(sentence, "%s", secret)
			assert.NotContains(t, string(redactedAnswer(t, "text/plain", said).Response.Body), secret, said)
		}
		message := `{"message": "` + strings.ReplaceAll(strings.ReplaceAll(sentence, `"`, `\"`), "%s", "velvet-river") + `"}`
		assert.NotContains(t, string(redactedAnswer(t, "application/json", message).Response.Body), "velvet-river", message)
	}
}

// TestSentencesAboutSecrets checks that sentences which hand no secret over stay.
func TestSentencesAboutSecrets(t *testing.T) {
	t.Parallel()
	for _, sentence := range notHandedOver {
		assertKept(t, "text/plain", sentence)
	}
}
