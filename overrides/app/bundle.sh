#!/bin/sh
# Bundles the page's script, the workers and the styles: sh overrides/app/bundle.sh [MANIFEST] [OUTPUT_FOLDER]
# Their names change with their contents; script-name.html tells the templates the name of the page's script.
set -eu
cd "$(dirname "$0")/../.."
manifest=${1:-overrides/theme/assets/runtime/manifest.json}
output=${2:-overrides/theme/assets/app}

bundle() {
  esbuild --bundle --minify --format=esm --target=es2022 --legal-comments=none --log-level=warning \
    "--alias:runtime-manifest=$(realpath "$manifest")" "--outdir=$output" "--entry-names=[name]-[hash]" "$@"
}

rm -rf "$output"
# Pyodide imports Node's own modules only in Node.
bundle overrides/app/python-worker.ts --external:node:* --external:ws
worker=$(basename "$output"/python-worker-*.js)
bundle overrides/app/chart-worker.ts
charts=$(basename "$output"/chart-worker-*.js)
bundle overrides/app/app.ts --splitting "--define:WORKER_FILE=\"$worker\"" "--define:CHART_WORKER_FILE=\"$charts\""
basename "$output"/app-*.js >"$output/script-name.html"
esbuild overrides/styles/site.css --bundle --minify --target=es2022,chrome120,firefox121,safari17.2 \
  --external:../fonts/* --external:../images/* --log-level=warning "--outfile=$output/../stylesheets/site.css"
