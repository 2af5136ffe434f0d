#!/bin/sh
# Bundles the page's script, the workers and the styles: sh overrides/app/bundle.sh [MANIFEST [OUTPUT_FOLDER [PYTHON_WORKER]]]
# Also mends the search worker of the theme. Their names change with their contents; script-name.html tells the templates the name of the page's script.
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
bundle "${3:-overrides/app/python-worker.ts}" --external:node:* --external:ws
worker=$(basename "$output"/*.js)
bundle overrides/app/chart-worker.ts
charts=$(basename "$output"/chart-worker-*.js)
bundle overrides/app/app.ts --splitting "--define:WORKER_FILE=\"$worker\"" "--define:CHART_WORKER_FILE=\"$charts\""
basename "$output"/app-*.js >"$output/script-name.html"
esbuild overrides/styles/site.css --bundle --minify --target=es2022,chrome120,firefox121,safari17.2 \
  --external:../fonts/* --external:../images/* --log-level=warning "--outfile=$output/../stylesheets/site.css"

# Lunr names a set of word endings by labels and numbers without a mark between them. Where labels are digits, two sets
# can get one name, and every search that meets it fails. A comma after each number tells them apart.
search=$(ls .venv/lib/python3.*/site-packages/material/templates/assets/javascripts/workers/search.*.min.js)
grep -q 'e=e+s+o\.id}' "$search" || { echo "bundle.sh: the theme's search worker has changed: look again" >&2; exit 1; }
mkdir -p "$output/../javascripts/workers"
sed 's/e=e+s+o\.id}/e=e+s+o.id+","}/' "$search" >"$output/../javascripts/workers/$(basename "$search")"
