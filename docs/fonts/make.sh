#!/bin/sh
# Make the maths font again: STIX Two Math cut down to what equations here may hold.
# Needs npm, and pyftsubset on the path: run `make test` once, then
# PATH=$PWD/.venv/bin:$PATH docs/fonts/make.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent @fontsource/stix-two-math@5.3.0
tar xzf ./*.tgz
# ASCII, Greek, primes, arrows, operators, braces; then what <mi> maps letters to: maths bold and
# italic (U+210E is the italic h), Latin and Greek.
pyftsubset package/files/stix-two-math-latin-400-normal.woff2 \
    --unicodes="U+20-7E,U+A0,U+AF,U+B1,U+B7,U+BD,U+D7,U+391-3A9,U+3B1-3C9,U+2016,U+2026,\
U+2032-2034,U+203E,U+210E,U+2190-2193,U+21D2,U+2202,U+2207,U+2208,U+220F,U+2211,U+2212,U+2218,U+2299,\
U+221A,U+221E,U+2225,U+222B,U+2248,U+2260,U+2264,U+2265,U+226A,U+226B,U+22A4,U+22C5,U+22EF,\
U+23DE,U+23DF,U+1D400-1D467,U+1D6E2-1D71B" \
    --layout-features=ssty,flac,dtls --no-hinting --flavor=woff2 \
    --output-file="$here/stix-two-math.woff2"
cp package/LICENSE "$here/LICENSE.txt"
