package suspect

import (
	"slices"
	"strings"
	"sync"
)

// foreignNames are words for a password, a secret or a token in other languages, as people write
// them. An underscore stands for white space. They may be parts of longer names.
//
//nolint:gosmopolitan // These words are in other languages.
var foreignNames = strings.Fields(`geheimnis contraseña contrasenia código_de_verificación código_de_confirmación código_de_seguridad código_de_verificação código_de_confirmação codice_di_verifica codice_di_conferma code_de_vérification code_de_confirmation contrasenha contrasinal contrasenya código_de_acceso código_secreto hasło geslo heslo jelszó jelszav kodeord adgangskode lozinka lösenord
	mot_de_passe mot_passe code_d'accès code_secret clé_secrète clé_d'api jeton_d'accès clave_secreta clave_de_acceso clave_acceso clave_api chave_secreta chave_de_acesso chiave_segreta parola_d'ordine parolă parola şifre şifrə passord salasana tunnusluku schlüssel schluessel kennwort passwort zugangscode senha palavra-passe código_de_acesso wachtwoord
	toegangscode bestätigungscode sicherheitscode einmalcode verificatiecode bevestigingscode verifieringskod doğrulama_kodu kod_weryfikacyjny ověřovací_kód kode_verifikasi kode_otp lykilorð slaptažodis prieigos_raktas parool salasõna fjalëkalim pasahitza cyfrinair pasfhocal wagwoord nenosiri pasvorto kata_sandi kata_laluan mật_khẩu mã_truy_cập mã_xác_nhận mã_xác_minh
	парол секрет токен код_доступа код_подтверждения ключ_доступа api_ключ ключ_api пин_код лозинка шифра құпия_сөз құпиясөз нууц_үг κωδικός_πρόσβασης κωδικό_πρόσβασης συνθηματικό μυστικό გასაღები პაროლი գաղտնաբառ
	密码 密碼 密钥 密鑰 私钥 口令 令牌 秘密 验证码 驗證碼 访问码 APIキー アクセスキー パスワード パスコード トークン 暗証番号 合言葉 秘密鍵 認証コード API_키 비밀번호 비밀 암호 토큰 인증번호 인증코드
	كلمة_المرور كلمة_السر كلمة_مرور كلمه_عبور رمز_عبور رمز_المرور رمز_الدخول رمز_التحقق گذرواژه پاس_ورڈ סיסמה סיסמא ססמה ססמא סיסמת קוד_גישה
	รหัสผ่าน รหัสลับ โทเค็น पासवर्ड कूटशब्द पासकोड पासफ़्रेज़ टोकन পাসওয়ার্ড গোপন_সংকেত கடவுச்சொல் పాస్వర్డ్ ಪಾಸ್ವರ್ಡ್ പാസ്വേഡ് પાસવર્ડ ਪਾਸਵਰਡ මුරපදය ពាក្យសម្ងាត់ ລະຫັດຜ່ານ စကားဝှက် የይለፍ_ቃል`)

// foreignParts are foreignNames in the form that names are compared in.
var foreignParts = foldedAll(foreignNames)

// ForeignNames returns words for a password, a secret or a token in other languages, as people
// write them, in small letters. A blank stands for white space.
func ForeignNames() []string {
	names := make([]string, len(foreignNames))
	for i, name := range foreignNames {
		names[i] = strings.ReplaceAll(name, "_", " ")
	}
	return names
}

// isForeignWord reports whether a value is one of these words, as in a translation.
func isForeignWord(value string) bool {
	return foreignWords()[value]
}

var foreignWords = sync.OnceValue(func() map[string]bool { return setOf(ForeignNames()) })

// IsForeignName reports whether a name has one of these words.
func IsForeignName(name string) bool {
	joined := strings.Join(words(endsOf(name)), "")
	return slices.ContainsFunc(foreignParts, func(part string) bool { return strings.Contains(joined, part) })
}
