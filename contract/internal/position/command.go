package position

import (
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// Commands maps the names of programs to their options that take a secret. The last character of an
// option says which part of its value is the secret. A colon, a percent sign or a comma says that
// the secret follows that character, as in -u name:secret. An equals sign says that the value
// consists of cookies. A star means every argument that looks like a code, and a number sign with a
// digit the argument of that number. A plus separates a program from its first argument.
//
//nolint:gosec,misspell // They are names of programs and of their options.
var Commands = commandOptions(map[string]string{
	"mysql mysqldump mysqlimport mysqlsh mariadb mariadb-dump sshpass mongo mongosh mongodump mongorestore mongoexport mongoimport":   "-p",
	"7z 7za 7zz rar unrar beeline cqlsh ncftp ncftpget ncftpput rabbitmqadmin rdesktop login impala-shell influx registry-login lftp": "-p -u,",
	"redis-cli valkey-cli": "-a",
	"ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldappasswd ldapcompare": "-w -s",
	"zip unzip sqlcmd bcp isql tsql ipmitool mosquitto_pub mosquitto_sub ftp":    "-P",
	"snmpwalk snmpget snmpset snmptrap snmpbulkwalk":                             "-c -A -X",
	"curl":                                 "-u: -b= -U: --user: --cookie= --proxy-user:",
	"wget http https xh":                   "-a: --auth:",
	"smbclient rpcclient smbmap":           "-U%",
	"xfreerdp wfreerdp mstsc cmdkey runas": "/p: /pass:",
	"openssl":                              "-k -K -pass -passin -passout",
	"keytool jarsigner":                    "-storepass -keypass -srcstorepass -deststorepass -srckeypass -destkeypass",
	"vncserver x11vnc":                     "-passwd",
	"psexec paexec winexe":                 "-p",
	"ssh-keygen":                           "-N -P",
	"vault+login net+use net+user sqlplus": "*",
	"openssl+passwd":                       "#1",
	"drush+upwd drush+user:password":       "#2",
	"az":                                   "-p",
	"caddy":                                "--plaintext",
	"rabbitmqctl+add_user rabbitmqctl+change_password wpa_passphrase":    "#2",
	"htpasswd mosquitto_passwd ejabberdctl+register prosodyctl+register": "* #3",
	"mysqladmin": "-p password",
	"nmcli":      "password",
	"twine docker+login podman+login useradd usermod": "-p",
})

func commandOptions(table map[string]string) map[string][]string {
	options := map[string][]string{}
	for names, list := range table {
		for name := range strings.FieldsSeq(names) {
			options[strings.ReplaceAll(name, "+", " ")] = strings.Fields(list)
		}
	}
	return options
}

// InCommands returns the secrets in command lines: the values of the options in commands, and the
// values of options whose names say that they are secrets.
func InCommands(text string, name Naming) []Span {
	var c commandSearch
	for at := 0; at < len(text); {
		word, next := shellWord(text, at)
		if word.Start == word.End {
			at = next
			c.end()
			continue
		}
		c.word(text, word, name)
		at = next
	}
	c.end()
	return c.found
}

// commandSearch is the state of InCommands.
type commandSearch struct {
	found   []Span
	options []string
	// before is the word before the current word.
	before string
	// option is the option to which the next word belongs. says is what the option's name says
	// about that word.
	option string
	says   Secrecy
	// arguments is how many arguments without an option there were.
	arguments int
	// words are the words of the command so far that are no options. One of them may be the name of
	// the value of an option such as -Value. named is what those before the last such option say.
	words []string
	named Secrecy
	// hasUser says that an option of the command is the name of a user.
	hasUser bool
	// sets says that a word of the command sets something, and isPath that the word before is a
	// path to a secret or the name of one, of several words.
	sets, isPath bool
	// early are the options before the name of the program, which some write behind them.
	early []Span
	// echoed are the arguments of an echo command. They are secrets if the echo is piped into a
	// program that reads a secret.
	echo, piped bool
	echoed      []Span
}

// end handles the end of a command.
func (c *commandSearch) end() {
	if c.piped {
		c.found = append(c.found, c.echoed...)
	}
	*c = commandSearch{found: c.found, words: c.words[:0]}
}

// word handles the next word of a command.
func (c *commandSearch) word(text string, word Span, name Naming) {
	content := text[word.Start:word.End]
	base := content[strings.LastIndexByte(content, '/')+1:]
	if c.use(text, word) || c.begin(text, base) {
		return
	}
	c.echo = c.echo || base == "echo" || base == "printf"
	c.name(content, name)
	c.hasUser = c.hasUser || content == "--user" || content == "--username" || content == "--login"
	c.sets = c.sets || settingWords[content]
	c.isPath = c.sets && content[0] != '-' && strings.ContainsAny(content, "/._") && name(content[strings.LastIndexAny(content, "/:.")+1:]) == Certain
	if c.options == nil && content[0] == '-' {
		c.early = append(c.early, word)
	}
	c.match(text, word, content)
}

// use takes a word for what the words before it say that it is. It reports whether they say it.
func (c *commandSearch) use(text string, word Span) bool {
	content := text[word.Start:word.End]
	option, says := c.option, c.says
	c.option, c.says = "", NoSecret
	switch {
	case content == "|" || content == "&&" || content == "||":
		c.options, c.echo = nil, false
		return true
	case strings.HasSuffix(content, "-stdin") || content == "--with-token" || content == "chpasswd" || content == "cryptsetup" || content == "<<<" || c.before == "sudo" && content == "-S":
		c.piped, c.echo = true, c.echo || content == "<<<"
	case option != "":
		c.value(text, word, option)
		return true
	case content[0] != '-' && (says.Hides(content) || says != NoSecret && (isOptionValue(text, word) || (c.hasUser || c.options != nil) && isPlainArgument(content) || suspect.IsUUID(strings.Trim(content, `"'`)))),
		c.sets && c.isPath && isOptionValue(text, word):
		c.found = append(c.found, bare(text, word))
		return true
	case c.echo && content[0] != '-':
		c.echoed = append(c.echoed, afterColon(text, word))
	default:
	}
	return false
}

// begin reports whether a word is the name of a program with known options, alone or together with
// the word before it.
func (c *commandSearch) begin(text, base string) bool {
	before := c.before
	c.before = base
	for _, program := range []string{before + " " + base, strings.TrimSuffix(base, ".exe")} {
		if options := Commands[program]; options != nil {
			c.options, c.arguments = options, 0
			for _, early := range c.early {
				c.match(text, early, text[early.Start:early.End])
			}
			c.early, c.option = nil, ""
			return true
		}
	}
	return false
}

// name notes what a word of the command says about the next word, or about a later value.
func (c *commandSearch) name(content string, name Naming) {
	switch {
	case content[0] == '-' && len(content) > 2 && !strings.Contains(content, "=") && name(strings.TrimLeft(content, "-")) == Certain:
		c.says = saysOption(content)
	case content[0] != '-':
		c.words = append(c.words, content)
	}
	if len(content) > 2 && strings.IndexByte("-/", content[0]) >= 0 && givingOptions[strings.ToLower(strings.TrimLeft(content, "-/"))] {
		for _, word := range c.words {
			at := strings.LastIndexAny(word, "/:\\.")
			c.named = max(c.named, min(Likely, name(strings.Trim(word[at+1:], `"'`))))
		}
		c.words, c.says = c.words[:0], max(c.says, c.named)
	}
}

// saysOption returns what an option with the name of a secret says about its value, which may be
// the file with the secret.
func saysOption(option string) Secrecy {
	if last := LastWord(option); last == "file" || last == "path" {
		return Likely
	}
	return Worded
}

// settingWords are words of commands that set a value.
var settingWords = suspect.WordSet(`set put configure config setenv store`)

// givingOptions are options whose value is the value of the name before it, as in Set-Item -Path
// Env:TOKEN -Value hush4711.
var givingOptions = suspect.WordSet(`value string-value secret-string secret-value body data`)

// isOptionValue reports whether a word behind an option is the option's value, and not a word of a
// sentence about the option: the command ends with it, or another option follows it.
func isOptionValue(text string, word Span) bool {
	next, _ := shellWord(text, word.End)
	value := bare(text, word)
	return (next.Start == next.End || strings.IndexByte("-|&>", text[next.Start]) >= 0) && isPlainArgument(text[value.Start:value.End])
}

// isPlainArgument reports whether a word may be the value of an option, and says nothing about it.
func isPlainArgument(content string) bool {
	return len(content) >= shortestOptionValue && plainArgument.MatchString(content) && !aboutOptions[content] && !suspect.IsFile(content) && !suspect.IsHarmlessValue(content)
}

// shortestOptionValue is the minimum length in bytes of a word that is the value of an option.
const shortestOptionValue = 6

// plainArgument matches a word of letters, and several that are joined.
var plainArgument = lazyregexp.New(`^[a-z][A-Za-z]*(?:[._-][A-Za-z]+)*$`)

// aboutOptions are words behind an option or the name of a secret, in a sentence about it.
var aboutOptions = suspect.WordSet(`argument arguments parameter parameters option options setting switch instead either field fields support header variable flag form page authentication login prompt protection reset expire`)

// match searches for an option of the program that takes a secret.
func (c *commandSearch) match(text string, word Span, content string) {
	for _, option := range c.options {
		flag := strings.TrimRight(option, "=%,:")
		switch {
		case option == "*":
			if content[0] != '-' && Worded.Hides(content) {
				c.found = append(c.found, word)
			}
		case option[0] == '#':
			if strings.IndexByte("-/", content[0]) >= 0 {
				continue
			}
			if c.arguments++; strconv.Itoa(c.arguments) == option[1:] && len(content) >= ShortestWord && !suspect.IsHarmlessValue(content) {
				c.found = append(c.found, bare(text, word))
			}
		case option[0] == '/':
			if strings.HasPrefix(content, option) {
				c.found = append(c.found, Span{word.Start + len(option), word.End})
			}
		case content == flag, len(flag) == 2 && isGroup(content) && content[len(content)-1] == flag[1]:
			c.option = option
		case len(flag) == 2 && strings.HasPrefix(content, flag) && (len(option) == 2 || strings.Contains(content, option[2:])):
			c.value(text, Span{word.Start + 2, word.End}, option)
		}
	}
}

// isGroup reports whether a word is a group of options of one letter each, such as -sSu.
func isGroup(word string) bool {
	return len(word) > 2 && len(word) < 8 && word[0] == '-' && strings.Trim(word[1:], suspect.Lowers+suspect.Uppers) == ""
}

// value adds the secret part of an option's value.
func (c *commandSearch) value(text string, value Span, option string) {
	value = bare(text, value)
	content := text[value.Start:value.End]
	switch kind := option[len(option)-1:]; kind {
	case ":", "%", ",":
		if before, _, found := strings.Cut(content, kind); found {
			c.found = append(c.found, Span{value.Start + len(before) + 1, value.End})
		}
	case "=":
		for start := 0; start < len(content); {
			pair, _, _ := strings.Cut(content[start:], ";")
			if name, _, isPair := strings.Cut(pair, "="); isPair {
				c.found = append(c.found, Span{value.Start + start + len(name) + 1, value.Start + start + len(pair)})
			}
			start += len(pair) + 1
		}
	default:
		content = strings.TrimPrefix(content, "pass:")
		if len(content) >= ShortestWord && content[0] != '-' && !suspect.IsHarmlessValue(content) {
			c.found = append(c.found, Span{value.End - len(content), value.End})
		}
	}
}

// afterColon returns the part of a word after its colon, as in user:password.
func afterColon(text string, word Span) Span {
	word = bare(text, word)
	if at := strings.IndexByte(text[word.Start:word.End], ':'); at >= 0 {
		word.Start += at + 1
	}
	return word
}

// bare returns the part without its surrounding quotes.
func bare(text string, s Span) Span {
	if s.End-s.Start >= 2 && strings.IndexByte(`"'`, text[s.Start]) >= 0 && text[s.End-1] == text[s.Start] {
		return Span{s.Start + 1, s.End - 1}
	}
	return s
}

// shellWord returns the first word of a command line at or after a byte, and the byte after the
// word. An empty word means the end of the command.
func shellWord(text string, at int) (word Span, next int) {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t' || text[at] == '\\' && at+1 < len(text) && text[at+1] == '\n') {
		if text[at] == '\\' {
			at++
		}
		at++
	}
	start := at
	var quote byte
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case c == '\n', quote == 0 && c == ';':
			return Span{start, at}, max(at, start+1)
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			if length := strings.IndexAny(text[at+1:], "\n"+string(c)); length >= 0 && text[at+1+length] == c {
				quote = c
			}
		case c == ' ' || c == '\t':
			return Span{start, at}, at
		}
	}
	return Span{start, at}, max(at, start+1)
}
