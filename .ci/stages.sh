# Sourced: runs named stages and says at the end how long each took.
# The whole of `.ci/run` is reported once, by whoever opened the list.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p target
# Where cargo puts what it builds.
built=$(realpath -m "${CARGO_TARGET_DIR:-target}")

# What is done however the script ends.
ends=()
at_end() {
	local status=$? end
	for end in "${ends[@]}"; do $end || true; done
	exit "$status"
}
trap at_end EXIT

if [ -z "${SALDO_STAGES:-}" ]; then
	SALDO_STAGES=$(mktemp target/stages.XXXXXX)
	export SALDO_STAGES
	ends+=(report)
fi

report() {
	[ ! -s "$SALDO_STAGES" ] || awk -F'\t' '
		BEGIN { print "\nTime per stage (budget in minutes)" }
		{
			printf "%8.1f min  %-26s %s%s\n", $2 / 60, $1, ($3 ? "budget " $3 : ""),
				($3 && $2 > 60 * $3 ? "  OVER" : "") ($4 ? "  FAILED" : "")
			all += $2
		}
		END { printf "%8.1f min  in all\n", all / 60 }' "$SALDO_STAGES"
	rm -f "$SALDO_STAGES"
}

# stage NAME MINUTES COMMAND…
stage() {
	local name=$1 budget=$2 began ended status=0
	shift 2
	printf '\n== %s\n' "$name"
	began=$(date +%s.%N)
	"$@" || status=$?
	ended=$(date +%s.%N)
	awk -v OFS='\t' -v n="$name" -v a="$began" -v b="$ended" -v m="$budget" -v s="$status" \
		'BEGIN { print n, b - a, m, s }' >>"$SALDO_STAGES"
	return "$status"
}
