#!/bin/bash
# Puts the command orgcontract into a directory of its own, and names it in the output "command".
# It downloads the binary of the release that was made from the pinned commit, and otherwise builds
# the command.
set -euo pipefail

work=$(mktemp -d "$RUNNER_TEMP/orgcontract.XXXXXX")
command=$work/orgcontract

# download fails if there is no release of the commit, or nothing proves where its binary is from.
download() {
  local server=$GITHUB_SERVER_URL/$REPOSITORY os arch archive tag commit
  case $RUNNER_OS in
    Linux) os=linux archive=tar.gz ;;
    macOS) os=darwin archive=tar.gz ;;
    Windows) os=windows archive=zip ;;
    *) return 1 ;;
  esac
  case $RUNNER_ARCH in
    X64) arch=amd64 ;;
    ARM64) arch=arm64 ;;
    *) return 1 ;;
  esac
  archive=orgcontract_${os}_$arch.$archive

  # Of an annotated tag, the commit stands in the line that ends in ^{}, which comes last.
  read -r commit tag < <(GIT_TERMINAL_PROMPT=0 git ls-remote --tags "$server" 'v[0-9]*' | awk -v ref="$REF" '
    { tag = $2; sub("^refs/tags/", "", tag); sub(/\^\{\}$/, "", tag); commit[tag] = $1 }
    END { for (tag in commit) if (tag == ref || commit[tag] == ref) { print commit[tag], tag; exit } }') || return 1

  curl --fail --silent --show-error --location --retry 3 --output "$work/$archive" \
    "$server/releases/download/$tag/$archive" || return 1
  # Whoever can replace the files of a release can't sign for the commit that was pinned.
  gh attestation verify "$work/$archive" --repo "$REPOSITORY" --source-digest "$commit" \
    --signer-workflow "$REPOSITORY/.github/workflows/release.yml" >/dev/null || return 1
  case $archive in
    *.zip) unzip -q "$work/$archive" orgcontract.exe -d "$work" && mv "$work/orgcontract.exe" "$command" || return 1 ;;
    *) tar -xzf "$work/$archive" -C "$work" orgcontract || return 1 ;;
  esac
  echo "Downloaded orgcontract $tag."
}

# build uses the Go of the job, and lets it fetch a newer one for this build only. What the job
# sets for its own builds doesn't count here.
build() {
  if ! type go >/dev/null 2>&1; then
    echo "::error title=orgcontract not installed::there is no release of $REF for this machine, and no Go to build it; add actions/setup-go before this step, or pin the commit of a release"
    exit 2
  fi
  env -u GOOS -u GOARCH -u GOEXPERIMENT GOFLAGS= GOWORK=off GOTOOLCHAIN=auto CGO_ENABLED=0 \
    go -C "$GITHUB_ACTION_PATH/../../.." build -trimpath -ldflags='-s -w' -o "$command" ./contract/cmd/orgcontract
}

if [ -z "$REF" ] || ! download; then
  echo "There is no release that was proven to be made from ${REF:-this directory}, so the command is built."
  build
fi
echo "command=$command" >>"$GITHUB_OUTPUT"
