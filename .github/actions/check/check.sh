#!/bin/bash
# Checks the recordings that the variables of the environment name, and shows the job the result:
# annotations, a summary and outputs. What is recorded is printed only where it is escaped, or while
# the runner reads no commands.
set -euo pipefail
work=$(dirname "$ORGCONTRACT")

# unusable ends the step because of an input.
unusable() {
  echo "::error title=contract not checked::$1"
  printf '## Contract not checked\n\n%s\n' "$1" >>"$GITHUB_STEP_SUMMARY"
  echo "verdict=not-checked" >>"$GITHUB_OUTPUT"
  exit 2
}

# A line break in an output would begin another output.
for input in "$SPEC" "$BASELINE" "$HTML" "$SARIF" "$ARTIFACT"; do
  case $input in
    *$'\n'* | *$'\r'*) unusable "an input other than recordings has a line break" ;;
  esac
done

arguments=(--report "github=$work/annotations" --report "markdown=$work/summary.md" --report "json=$work/report.json")
if [ -n "$SPEC" ]; then arguments+=(--spec "$SPEC"); fi
case $STRICT in
  [Tt]rue | TRUE) arguments+=(--strict) ;;
  [Ff]alse | FALSE | '') ;;
  *) unusable "the input strict is neither true nor false" ;;
esac
if [ -n "$BASELINE" ]; then arguments+=(--baseline "$BASELINE"); fi
if [ -z "$HTML" ] && [ -n "$ARTIFACT" ]; then HTML=$work/report.html; fi
if [ -n "$HTML" ]; then arguments+=(--report "html=$HTML"); fi
if [ -n "$SARIF" ]; then arguments+=(--report "sarif=$SARIF"); fi

# Bash expands patterns, and only patterns: what a variable holds is not read as a command.
case $RECORDINGS in
  *'**'*) shopt -s globstar 2>/dev/null || unusable "this runner's bash doesn't know **; name the directory, which is read with all below it" ;;
esac
shopt -s nullglob
words=()
read -r -d '' -a words <<<"$RECORDINGS" || true
arguments+=(--)
for word in ${words[@]+"${words[@]}"}; do
  case $word in
    *[*?[]*)
      matches=($word)
      if [ ${#matches[@]} = 0 ]; then unusable "no file matches a pattern of the input recordings"; fi
      arguments+=("${matches[@]}")
      ;;
    *) arguments+=("$word") ;;
  esac
done

# The runner takes a line as a command wherever it begins with two colons.
resume=orgcontract-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
status=0
echo "::stop-commands::$resume"
"$ORGCONTRACT" check "${arguments[@]}" 2>"$work/errors" || status=$?
cat "$work/errors"
echo "::$resume::"

# The runner shows ten annotations of a step. The verdict is the first of them.
verdict='^::(error|notice) title=contract (holds|fails)::'
case $status in
  0 | 1) grep -E "$verdict" "$work/annotations" ;;
  *) printf '::error title=contract not checked::%s\n' "$(tail -n 1 "$work/errors" | tr -d '\r' | sed 's/%/%25/g')" ;;
esac
if [ -f "$work/annotations" ]; then
  grep -Ev "$verdict" "$work/annotations" >"$work/others" || true
  head -n 9 "$work/others"
  count=$(($(wc -l <"$work/others")))
  if [ "$count" -gt 9 ]; then echo "The summary of this job has all findings; $((count - 9)) are not annotated."; fi
fi

# In Markdown the command escapes and fences what is recorded. It leaves some room for the errors in
# a summary, which may have 1 MiB.
if [ "$status" -gt 1 ]; then
  title="Contract not checked"
  if [ -f "$work/summary.md" ]; then title="Not everything was checked"; fi
  printf '## %s\n\n<pre>\n' "$title"
  head -c 10000 "$work/errors" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
  printf '</pre>\n\n'
fi >>"$GITHUB_STEP_SUMMARY"
if [ -f "$work/summary.md" ]; then cat "$work/summary.md" >>"$GITHUB_STEP_SUMMARY"; fi

# number prints a member of an object that stands at the top of the JSON report.
number() {
  sed -n "/^  \"$1\": {/,/^  }/ s/^    \"$2\": \([0-9]*\),*\$/\1/p" "$work/report.json"
}
{
  case $status in
    0) echo "verdict=holds" ;;
    1) echo "verdict=fails" ;;
    *) echo "verdict=not-checked" ;;
  esac
  if [ -f "$work/report.json" ]; then
    echo "exchanges=$(number exchanges total)"
    echo "violations=$(number findings violation)"
    echo "rejected=$(number findings rejected)"
    echo "drift=$(number findings drift)"
    echo "json=$work/report.json"
    if [ -n "$HTML" ]; then echo "html=$HTML"; fi
    if [ -n "$SARIF" ]; then echo "sarif=$SARIF"; fi
  fi
} >>"$GITHUB_OUTPUT"
exit "$status"
