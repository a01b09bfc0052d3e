#!/usr/bin/env bash
# DuckDB 1.5.6: a file that COPY may write once it may not write again.
#
# With external access switched off and one path allowed, COPY ... TO that path succeeds while nothing stands there. The same statement over
# the file it has just written is refused: an existing file is replaced through a second file, tmp_NAME beside it, which the setting
# allowed_paths does not name. With USE_TMP_FILE false both succeed, and the file is then written in place.
#
# Seen: "1 written", "2 refused", "in place: 1 written", "in place: 2 written". Exits with 1 when that changes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @duckdb/node-api@1.5.6-r.1 >/dev/null

cat >copy.mjs <<'JS'
import { DuckDBInstance } from '@duckdb/node-api';

const [folder] = process.argv.slice(2);
for (const [label, option] of [['', ''], ['in place: ', ', use_tmp_file false']]) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const file = `${folder}/out${label.length}.parquet`;
  await connection.run(`set allowed_paths = ['${file}']`);
  await connection.run('set enable_external_access = false');
  for (const time of [1, 2]) {
    try {
      await connection.run(`copy (select ${time} as n) to '${file}' (format parquet${option})`);
      console.log(`${label}${time} written`);
    } catch (error) {
      console.log(`${label}${time} refused`);
      console.error(error.message.replaceAll(folder, 'FOLDER').split('\n')[0]);
    }
  }
}
JS

node copy.mjs "$work" | tee seen
diff seen - <<'TXT'
1 written
2 refused
in place: 1 written
in place: 2 written
TXT
