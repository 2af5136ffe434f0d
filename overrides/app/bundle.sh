#!/bin/sh
# Bundles the page's script and the worker: sh overrides/app/bundle.sh [MANIFEST] [OUTPUT_FOLDER]
set -eu
cd "$(dirname "$0")/../.."
manifest=${1:-overrides/theme/assets/runtime/manifest.json}
output=${2:-overrides/theme/assets/app}

bundle() {
  esbuild --bundle --minify --format=esm --target=es2022 --legal-comments=none --log-level=warning \
    "--alias:runtime-manifest=$(realpath "$manifest")" "$@"
}

rm -rf "$output"
# The worker's name changes with its contents; Pyodide imports Node's own modules only in Node.
bundle overrides/app/python-worker.ts --external:node:* --external:ws \
  "--outdir=$output" "--entry-names=[name]-[hash]"
worker=$(basename "$output"/python-worker-*.js)
bundle overrides/app/chart-worker.ts "--outdir=$output" "--entry-names=[name]-[hash]"
charts=$(basename "$output"/chart-worker-*.js)
bundle overrides/app/app.ts "--define:WORKER_FILE=\"$worker\"" "--define:CHART_WORKER_FILE=\"$charts\"" \
  "--outfile=$output/app.js"
