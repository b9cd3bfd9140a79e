package recording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// tradeBodies are responses with a secret, as the systems of hospitals, banks, networks and shops
// write them. %s stands for the secret.
var tradeBodies = map[string][]string{
	"application/json": {
		// An extension of FHIR, whose address names its value.
		`{"extension": [{"url": "https://clinic.example/ext#door-password", "valueString": "%s"}]}`, `{"url": "https://clinic.example/ext/app-token", "valueBase64Binary": "%s"}`,
		// Keys of networks and devices, of a search, and what a bank and a shop hand out.
		`{"securityKeys": {"S0_Legacy": "%s"}}`, `{"lamp": {"local_key": "%s"}}`, `{"value": "%s", "acl": ["browse"], "description": "For the shop"}`,
		`{"eci": "05", "authenticationValue": "%s"}`, `{"cavv": "%s"}`, `{"redeemCode": "%s"}`, `{"voucher": {"redemption_code": "%s"}}`,
		// An error about a token, and a link in the message.
		`{"code": "invalid_token", "message": "Ask <a href=\"https://a.example/x/%s\">again</a>"}`,
		`{"raw": "8=FIX.5.0\u000135=A\u0001925=%s\u000110=001\u0001"}`, `{"error": "Wrong value for tag 554=%s"}`,
	},
	"application/xml": {
		`<Entry><Name>GatewayOfTheHouse.ServerOfTheProvider.RequestsOfTheServer.ConnectionPassword</Name><Value>%s</Value></Entry>`,
	},
	"text/plain": {
		"8=FIX.4.2|35=A|553=me|554=%s|10=001|", "8=FIX.4.4^35=A^554=%s^10=001^",
		"MSH|^~\\&|A|B|C|D|20260101|%s|ADT^A08|1|P|2.3\r", "UNB+UNOA:2+ME:1+YOU:1+260101:0900+7+%s'UNH+1+INVOIC:D:01B:UN'",
		"ISA*00*          *01*%s*ZZ*ME*ZZ*YOU*260101*0900*U*00401*1*0*P*>~", "wg7\t%s\tPUB=\t51821\toff\n", "tun0\t%s\tPUB=\t443\t0xca6c\n",
		"Route: <sip:me:%s@10.0.0.3;lr>", "Your document is at the printer.\nRelease code: %s\n", "Unknown service account: me:%s", "Dial tel:+49.30.1234,,7306%s#", "Dial tel:+4930,,730641#,,*%s", "http://cam.example/shot.cgi?loginuse=me&loginpas=%s",
	},
}

// TestTradesSayASecret checks that redaction removes the secrets from tradeBodies.
func TestTradesSayASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range tradeBodies {
		for _, body := range all {
			y := redactedAnswer(t, mediaType, strings.ReplaceAll(body, "%s", plainHush))
			assert.NotContains(t, string(y.Response.Body), plainHush, body)
			assert.False(t, y.Response.BodyOmitted, body)
		}
	}
}

// tradeTexts are responses of the same systems without a secret.
var tradeTexts = map[string][]string{
	"application/json": {
		`{"extension": [{"url": "https://clinic.example/ext/blood-group", "valueString": "AB-2026"}]}`, `{"name": "code", "type": "token", "documentation": "A code of a clinic"}`,
		`{"resourceType": "SearchParameter", "type": "token", "expression": "AllergyIntolerance.code"}`, `{"resourceType": "SearchParameter", "type": "token", "base": ["Patient"]}`,
		`{"SessionService": {"@odata.id": "/redfish/v1/SessionService"}, "Tasks": {"@odata.id": "/redfish/v1/Tasks"}}`, `{"code": "wrong_cvv", "decline_code": "invalid_pin"}`,
		`{"seasonPass": "gold", "boarding_pass": "printed"}`, `{"items": [{"id": "cellar_key", "opens": "wine_cellar"}]}`,
		`{"secret": {"type": "char", "help": "Leave it empty for guests."}}`, `{"code": "wrong_password", "message": "No. <a href=\"https://a.example/start.php?do=forgotten\">Forgot it?</a>"}`,
		`{"value": "blue", "acl": ["browse"]}`, `{"localKey": "user_id", "foreignKey": "id"}`, `{"release_code": "R2026b"}`, `["pass", ["passport office", "pasta"], []]`, `{"mountain_pass": "Grimsel"}`, `{"next": "/redfish/v1/Systems/1/SecureBoot/2"}`,
	},
	"text/plain": {
		"8=FIX.4.2|35=8|55=ABC|44=41.5|10=001|", "UNB+UNOA:2+ME:1+YOU:1+260101:0900+7'UNH+1+INVOIC:D:01B:UN'", ":20:PAYMENT7\n:23B:CRED\n:32A:260101CHF250,\n",
		"2026-01-01 09:00:00 TUN: Opened again for [AF_INET]10.0.0.9:443\n2026-01-01 09:00:01 AUTH: Accepted control channel: AUTH_OK\n2026-01-01 09:00:01 SIGHUP received, starting again\n",
		"3|Jan 1 09:00|user|notice|Session closed for me.\n4|Jan 1 09:02|user|warning|Disk usage of 10.0.0.3 is high.\n",
		"MSH|^~\\&|A|B|C|D|20260101||ADT^A08|1|P|2.3\r", "ISA*00*          *00*          *ZZ*ME*ZZ*YOU*260101*0900*U*00401*1*0*P*>~",
	},
}

// TestTradesWithoutASecret checks that redaction doesn't change tradeTexts.
func TestTradesWithoutASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range tradeTexts {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}
