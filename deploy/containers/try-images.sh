#!/usr/bin/env bash
# Builds the images of deploy/containers/Dockerfile and runs them, where there is neither a Docker engine nor a registry: with
# buildah, on bases made from Debian's packages that stand in for node:…-slim and distroless/cc. As root, on Debian 12:
#   apt-get install buildah mmdebstrap bubblewrap && bash deploy/containers/try-images.sh [FOLDER]
# Each image runs as process 1 of its own, as user 65532, on a read-only root, without capabilities and environment.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${1:-$(mktemp -d)}
mkdir -p "$work"
chmod 755 "$work"
node=$PWD/node_modules/node/bin/node
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
b() { buildah --root "$work/storage" --runroot "$work/run" --storage-driver "${STORAGE_DRIVER:-overlay}" "$@"; }

base() { # NAME FOLDER: an image of a folder, that trusts whom this machine trusts
  local container
  container=$(b from scratch)
  b add "$container" "$2" / >/dev/null
  b copy "$container" /etc/ssl/certs/ca-certificates.crt /etc/ssl/machine.crt >/dev/null
  [ "$1" = run ] || b config --env NODE_EXTRA_CA_CERTS=/etc/ssl/machine.crt "$container"
  b commit "$container" "localhost/base-$1" >/dev/null 2>&1
  b rm "$container" >/dev/null
}

if ! b inspect --type image localhost/base-node >/dev/null 2>&1; then
  mmdebstrap --quiet --variant=extract --include=libc6,libstdc++6,libgcc-s1 bookworm "$work/base-run"
  mmdebstrap --quiet --variant=minbase --include=ca-certificates bookworm "$work/base-node"
  mkdir -p "$work/base-node/usr/local/lib/node_modules"
  cp "$node" "$work/base-node/usr/local/bin/node"
  cp -r "$npm" "$work/base-node/usr/local/lib/node_modules/npm"
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$work/base-node/usr/local/bin/npm"
  base run "$work/base-run"
  base node "$work/base-node"
fi

for app in gateway emulator bench; do
  b bud --quiet --isolation chroot --layers --pull-never --format docker --ignorefile deploy/containers/Dockerfile.dockerignore \
    --file deploy/containers/Dockerfile --target "$app" --tag "localhost/slipstream-$app" \
    --build-arg NODE_IMAGE=localhost/base-node --build-arg RUN_IMAGE=localhost/base-run .
  container=$(b from --pull-never "localhost/slipstream-$app")
  rm -rf "${work:?}/$app"
  cp -a "$(b mount "$container")" "$work/$app"
  b rm "$container" >/dev/null
  # What an engine makes: the places to mount at.
  mkdir -p "$work/$app"/{proc,dev,etc/slipstream}
  chmod 755 "$work/$app"
done
b images --filter reference='localhost/slipstream-*'

mkdir -p "$work/data" "$work/config"
chown 65532:65532 "$work/data"
cat >"$work/config/slipstream.yaml" <<'YAML'
listen: 127.0.0.1:18080
database: { path: /data/slipstream.db }
models: { tgi: { variants: { baseline: { engine: tgi, model: meta-llama/Meta-Llama-3-8B-Instruct, replicas: ['http://127.0.0.1:18081'] } } } }
YAML

contained() { # APP ARGUMENTS…
  local app=$1
  shift
  exec setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs \
    bwrap --ro-bind "$work/$app" / --proc /proc --dev /dev --ro-bind "$work/config" /etc/slipstream \
    $([ "$app" = gateway ] && echo --bind "$work/data" /data) --unshare-user --unshare-pid --unshare-ipc --unshare-uts \
    --as-pid-1 --cap-drop ALL --clearenv --setenv NODE_ENV production --chdir /slipstream /nodejs/bin/node "$@"
}
until_healthy() { # APP URL
  for _ in $(seq 60); do
    if (contained "$1" /slipstream/app/healthcheck.js "$2") 2>/dev/null; then return; fi
    sleep 0.5
  done
  echo "$1 never became healthy" && exit 1
}
expect() { [ "$2" = "$3" ] && echo "ok: $1" || { echo "FAILED: $1: $2 is not $3" && exit 1; }; }
terminate() { # the process that bwrap PID $1 started: process 1 of its namespace
  kill -TERM "$(pgrep -P "$1" || echo "$1")"
}

(contained emulator /slipstream/app/emulator.js --host 127.0.0.1 --port 18081) &
emulator=$!
until_healthy emulator http://127.0.0.1:18081/health
(contained gateway /slipstream/app/gateway.js --config /etc/slipstream/slipstream.yaml) >"$work/gateway.log" 2>&1 &
gateway=$!
until_healthy gateway http://127.0.0.1:18080/ready

written=$(contained gateway --eval '
  const { writeFileSync } = require("node:fs");
  const end = (file) => { try { writeFileSync(file, ""); return "written"; } catch (error) { return error.code; } };
  console.log(["/slipstream/app/x", "/x", "/tmp/x", "/data/x"].map(end).join(), process.pid, process.getuid());' & wait $!)
expect 'nothing can be written but data; process 1, user 65532' "$written" 'EROFS,EROFS,EROFS,written 1 65532'

body='{"model":"tgi","stream":true,"max_tokens":100,"messages":[{"role":"user","content":"What is deep learning?"}]}'
curl --silent --no-buffer http://127.0.0.1:18080/v1/chat/completions -H 'Content-Type: application/json' -d "$body" >"$work/stream" &
stream=$!
sleep 1
terminate "$gateway"
wait "$stream"
expect 'a stream under way ends well after SIGTERM' "$(tail -n 2 "$work/stream" | head -n 1)" 'data: [DONE]'
status=0 && wait "$gateway" || status=$?
expect 'the gateway ends with 0' "$status" 0
usage=$(contained gateway /slipstream/app/slipstream.js usage --config /etc/slipstream/slipstream.yaml --format csv & wait $!)
expect 'the ledger has it' "$(grep -c ',100,' <<<"$usage")" 1
terminate "$emulator"
status=0 && wait "$emulator" || status=$?
expect 'the emulator ends with 0' "$status" 0
expect 'the bench says how it is used' "$(contained bench /slipstream/app/bench.js run --help | head -c 16 & wait $!)" 'Usage: bench run'
