# Functions for scripts. build builds the sandbox into the folder $home. serve starts it on a free port and sets $url to its base URL, $key to its
# partner key, $user to its user key and $pid to its process, which ends with the script.

build() {
	${GO:-go} build -o "$home/orgcontract" ./contract/cmd/orgcontract
}

serve() {
	: >"$home/out"
	"$home/orgcontract" serve --addr 127.0.0.1:0 >"$home/out" 2>"$home/log" &
	pid=$!
	trap 'kill $pid 2>/dev/null || true' EXIT INT TERM
	while ! grep -q '^curl' "$home/out"; do
		kill -0 $pid || { cat "$home/log" >&2; exit 2; }
	done
	url=$(sed -n 's/^base URL *//p' "$home/out")
	key=$(sed -n 's/^partner key *\([^ ]*\).*/\1/p' "$home/out")
	user=$(sed -n 's/^user key *\([^ ]*\).*/\1/p' "$home/out")
}
