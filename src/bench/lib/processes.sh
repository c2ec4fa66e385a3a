# shellcheck shell=bash
# The processes of src/bench/compare: each is ended by its id, whatever becomes of the script.

work=$(mktemp -d)
# nginx's workers look for their folders in it, as another user.
chmod 711 "$work"
commands=()
pids=()
nginx_pid=
gateways=()
declare -A gateway_pid=() gateway_home=()
ulimit -n "$(ulimit -Hn)"

fail() {
    printf '%s\n' "compare: $1" >&2
    exit 1
}

need() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || fail "$program is needed, and is not here"
    done
}

end() {
    local pid=$1 i
    kill "$pid" 2>/dev/null || return 0
    for i in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || break
        [ "$i" -lt 100 ] || kill -9 "$pid" 2>/dev/null || true
        sleep 0.1
    done
    wait "$pid" 2>/dev/null || true
}

clean_up() {
    local pid
    for pid in "${gateway_pid[@]}" $nginx_pid "${pids[@]}" $(jobs -p); do
        end "$pid"
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# An installed copy, so that no start looks whether it has to build.
install_rolemesh() {
    ./rolemesh --version >"$work/version"
    mkdir "$work/rolemesh"
    cp rolemesh target/rolemesh-gateway.jar "$work/rolemesh"
    local label
    for label in "${gateways[@]}"; do
        JAVA_HOME=${gateway_home[$label]} "$work/rolemesh/rolemesh" prepare
    done
}

# Bounded, in seconds.
run_bench() {
    local limit=$1
    shift
    env -u ROLE_MESH_JAVA_OPTS timeout "$limit" "$work/rolemesh/rolemesh" bench "$@"
}

feature_of() {
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1
}

full_version_of() {
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1
}

# A JDK of this version: where the variable says, else among those that are installed.
find_gateway() {
    local version=$1 home=$2 candidate
    if [ -z "$home" ]; then
        for candidate in /usr/lib/jvm/*; do
            if [ -x "$candidate/bin/java" ] && [ -x "$candidate/bin/jcmd" ] &&
                [ "$(feature_of "$candidate")" = "$version" ]; then
                home=$candidate
            fi
        done
    fi
    if [ -n "$home" ]; then
        gateways+=("jdk$version")
        gateway_home[jdk$version]=$home
    else
        printf '*** no JDK %s: set JDK%s_HOME\n' "$version" "$version" >&2
    fi
}

find_gateways() {
    find_gateway 17 "${JDK17_HOME:-}"
    find_gateway 25 "${JDK25_HOME:-}"
    [ ${#gateways[@]} -gt 0 ] || fail "no JDK to run the gateway with"
    local label
    for label in "${gateways[@]}"; do
        mkdir "$work/$label"
        cat >"$work/$label/models.yaml" <<YAML
version: 1
default_model: fast
auth:
  client_api_keys: [$key]
  node_api_keys: [bench-node-key]
  admin_api_keys: [bench-admin-key]
models:
  fast: {type: proxy, proxy_url: "http://127.0.0.1:$fast"}
  slow: {type: proxy, proxy_url: "http://127.0.0.1:$slow"}
YAML
    done
}

# Returns at once; its log goes to a file.
start_gateway() {
    local label=$1
    JAVA_HOME=${gateway_home[$label]} "$work/rolemesh/rolemesh" gateway --config "$work/$label/models.yaml" \
        --port "${gateway_port[$label]}" --routes routes --state-dir "$work/$label/state" \
        >/dev/null 2>>"$work/$label/log" &
    gateway_pid[$label]=$!
}

accepts() {
    (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

await_port() {
    local i
    for i in $(seq 3000); do
        ! accepts "$1" || return 0
        sleep 0.01
    done
    tail -n 5 "$work"/*.log "$work"/*/log >&2 || true
    fail "nothing listens on port $1"
}

await_answer() {
    local label=$1 i
    await_port "${gateway_port[$label]}"
    for i in $(seq 300); do
        if curl -sf -o /dev/null -m 5 "http://127.0.0.1:${gateway_port[$label]}/v1/chat/completions" \
            -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
            -d '{"model":"fast","messages":[{"role":"user","content":"hello"}]}'; then
            return 0
        fi
        sleep 0.01
    done
    tail -n 20 "$work/$label/log" >&2
    fail "the gateway on $label does not answer"
}

stop_gateways() {
    local label
    for label in "${!gateway_pid[@]}"; do
        end "${gateway_pid[$label]}"
        unset "gateway_pid[$label]"
    done
}

start_backend() {
    local model=$1 port=$2
    shift 2
    commands+=("./rolemesh bench-backend --port $port --model $model $*")
    env -u ROLE_MESH_JAVA_OPTS "$work/rolemesh/rolemesh" bench-backend --port "$port" --model "$model" "$@" \
        >/dev/null 2>"$work/backend-$model.log" &
    pids+=("$!")
    await_port "$port"
}

# Unpacked and not installed, which would start it on every address.
find_nginx() {
    nginx_program=${NGINX_PROGRAM:-$(command -v nginx || true)}
    [ -n "$nginx_program" ] || [ ! -x /usr/sbin/nginx ] || nginx_program=/usr/sbin/nginx
    if [ -z "$nginx_program" ]; then
        mkdir "$work/unpacked"
        (cd "$work/unpacked" && timeout 60 apt-get -qq download nginx && dpkg -x nginx_*.deb .) >&2 ||
            fail "no nginx here, and it could not be fetched: set NGINX_PROGRAM"
        nginx_program=$work/unpacked/usr/sbin/nginx
    fi
}

nginx_config() {
    sed -e "s/@BACKEND@/$fast/" -e "s/@PORT@/$nginx_fast/" src/bench/nginx.conf
}

start_nginx() {
    mkdir -p "$work/nginx"
    nginx_config >"$work/nginx/nginx.conf"
    "$nginx_program" -p "$work/nginx" -e stderr -c "$work/nginx/nginx.conf" 2>"$work/nginx/log" &
    nginx_pid=$!
    await_port "$nginx_fast"
}

stop_nginx() {
    end "$nginx_pid"
    nginx_pid=
}

# They have been written, which is what costs; kept, they would fill the disk.
forget_logs() {
    local label
    for label in "${gateways[@]}"; do
        [ ! -f "$work/$label/log" ] || : >"$work/$label/log"
    done
}

resident_mib() {
    awk '/^VmRSS/ {printf "%d", $2 / 1024}' "/proc/${gateway_pid[$1]}/status"
}

# What is left of the heap after a collection.
live_bytes() {
    local jcmd=${gateway_home[$1]}/bin/jcmd
    "$jcmd" "${gateway_pid[$1]}" GC.run >/dev/null
    "$jcmd" "${gateway_pid[$1]}" GC.class_histogram | awk '/^Total/ {print $3}'
}
