# shellcheck shell=bash
# The figures of src/bench/compare, and the part of the page that they become.

declare -A figures=()

figure() {
    figures[$1]=$2
    printf '%s: %s\n' "$1" "$2" >&2
}

median() {
    printf '%s\n' "$@" | sort -n | awk '{v[NR] = $1} END {m = int((NR + 1) / 2); print NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2}'
}

# The median that a benchmark has for a server; empty where there is none.
of() {
    local name=$1 label=$2 measure=$3
    [ -s "$work/$name.json" ] || return 0
    jq -r --arg l "$label" --arg m "$measure" '.targets[] | select(.label == $l) | .medians[$m] // empty' "$work/$name.json"
}

calculate() {
    awk "BEGIN {printf \"$1\", $2}"
}

# met or missed; $1 is "<=" or ">=".
verdict() {
    awk -v is="$2" -v target="$3" "BEGIN {print (is $1 target) ? \"met\" : \"**missed**\"}"
}

# A row of figures held against nginx's: TITLE FILE MEASURE FORMAT SIGN TARGET17 TARGET25
ratio_row() {
    local title=$1 name=$2 measure=$3 format=$4 sign=$5 base value ratio label row verdicts=
    declare -A target=([jdk17]=$6 [jdk25]=$7)
    base=$(of "$name" nginx "$measure")
    [ -n "$base" ] || return 0
    row="| $title | | $(calculate "$format" "$base") |"
    for label in jdk17 jdk25; do
        value=$(of "$name" "$label" "$measure")
        if [ -n "$value" ]; then
            ratio=$(calculate %.2f "$value / $base")
            row+=" $(calculate "$format" "$value") ($ratio ×) |"
            verdicts+=" $(verdict "$sign" "$ratio" "${target[$label]}")"
        else
            row+=" |"
        fi
    done
    printf '%s %s %s × and %s × |%s |\n' "$row" "${sign/<=/≤}" "${target[jdk17]}" "${target[jdk25]}" "$verdicts" | sed 's/>=/≥/'
}

# A row of milliseconds that are added to the direct ones: TITLE FILE MEASURE TARGET
added_row() {
    local title=$1 name=$2 measure=$3 target=$4 base value added label row verdicts=
    base=$(of "$name" direct "$measure")
    [ -n "$base" ] || return 0
    row="| $title | $(calculate %.2f "$base") |"
    for label in nginx jdk17 jdk25; do
        value=$(of "$name" "$label" "$measure")
        if [ -n "$value" ]; then
            added=$(calculate %.2f "$value - $base")
            row+=" $(calculate %+.2f "$added") |"
            [ "$label" = nginx ] || verdicts+=" $(verdict '<=' "$added" "$target")"
        else
            row+=" |"
        fi
    done
    printf '%s ≤ %s |%s |\n' "$row" "$target" "$verdicts"
}

# A row of figures of the gateways alone: TITLE FIGURE SIGN TARGET17 TARGET25
figure_row() {
    local title=$1 name=$2 label value row verdicts=
    declare -A target=([jdk17]=$4 [jdk25]=$5)
    [ -n "${figures[$name-jdk17]:-}${figures[$name-jdk25]:-}" ] || return 0
    row="| $title | | |"
    for label in jdk17 jdk25; do
        value=${figures[$name-$label]:-}
        row+=" $value |"
        [ -z "$value" ] || verdicts+=" $(verdict "$3" "$value" "${target[$label]}")"
    done
    if [ "$4" = "$5" ]; then
        printf '%s ≤ %s |%s |\n' "$row" "$4" "$verdicts"
    else
        printf '%s ≤ %s and %s |%s |\n' "$row" "$4" "$5" "$verdicts"
    fi
}

errors_row() {
    local label row="| errors in all of the above |" verdicts= name count
    for label in direct nginx jdk17 jdk25; do
        count=
        for name in answers streams-1000 streams-2000 first prompt; do
            [ ! -s "$work/$name.json" ] || count=$((${count:-0} + $(jq --arg l "$label" \
                '[.targets[] | select(.label == $l) | .errors] | add // 0' "$work/$name.json")))
        done
        [ -n "$count" ] || return 0
        row+=" $count |"
        [[ $label != jdk* ]] || verdicts+=" $(verdict '<=' "$count" 0)"
    done
    printf '%s 0 |%s |\n' "$row" "$verdicts"
}

table() {
    printf '| measure | direct | nginx | JDK 17 | JDK 25 | target on 17 and on 25 | |\n|---|---|---|---|---|---|---|\n'
    ratio_row 'answers/s, 64 connections' answers answers_per_s %.0f '>=' 0.50 0.60
    ratio_row 'events/s, 1,000 streams' streams-1000 events_per_s %.0f '>=' 1.0 1.0
    ratio_row 'events/s, 2,000 streams' streams-2000 events_per_s %.0f '>=' 1.0 1.0
    ratio_row 'gap p99 ms, 1,000 streams' streams-1000 gap_p99_ms %.1f '<=' 1.2 1.2
    added_row 'first event p50 ms, 100 streams' first first_event_p50_ms 1
    added_row 'first event p99 ms, 100 streams' first first_event_p99_ms 5
    added_row 'answer p50 ms, a prompt of 1 MiB' prompt answer_p50_ms 3
    errors_row
    figure_row "streams of $open lost, 1 event/s" open-lost '<=' 0 0
    figure_row "resident MiB, $open streams" open-rss '<=' 400 400
    figure_row "live heap KiB for each of $open streams" open-heap '<=' 40 40
    figure_row 'errors of 1,000 connections at a cold start' cold-errors '<=' 0 0
    figure_row 'seconds from start to first answer' start '<=' 1.2 0.8
    figure_row 'resident MiB, idle' idle-rss '<=' 130 130
}

section() {
    local label
    printf 'Measured on %s, %s cores shared by generator, backend and what is measured, %s MiB of memory. ' \
        "$(date -u +%F)" "$(nproc)" "$(awk '/^MemTotal/ {printf "%d", $2 / 1024}' /proc/meminfo)"
    printf 'Medians of %s rounds of %s s in turn, after %s s of load for each.\n\n' "$rounds" "$duration" "$warmup"
    printf '%s' "- $("$nginx_program" -v 2>&1 | sed 's/nginx version: //')"
    for label in "${gateways[@]}"; do
        printf '; gateway on Java %s' "$(full_version_of "${gateway_home[$label]}")"
    done
    printf '; generator and backend on %s\n' "$(sed -n 's/^java \([^,]*\),.*/Java \1/p' "$work/version")"
    printf -- '- JVM options: %s\n\n' "${ROLE_MESH_JAVA_OPTS:-none}"
    table
    printf '\nThe commands of that run, with nginx by `src/bench/nginx.conf`:\n\n```\n'
    printf 'JAVA_HOME=... ./rolemesh gateway --config models.yaml --port ... 2>log\n'
    printf '%s\n' "${commands[@]}"
    printf '```\n'
}

# Between the two marks of the page, in place of what was there.
put_into() {
    local page=$1 text=$2
    grep -q '<!-- figures -->' "$page" && grep -q '<!-- end of figures -->' "$page" || fail "$page has no marks for figures"
    awk -v text="$text" '
        /<!-- end of figures -->/ {inside = 0}
        !inside {print}
        /<!-- figures -->/ {inside = 1; while ((getline line < text) > 0) print line}
    ' "$page" >"$work/page" && cat "$work/page" >"$page"
}
