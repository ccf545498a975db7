// tus-js-client as it comes. Reads one JSON line {endpoint, token, chunk, files: [{path, id, sha256}]}
// from stdin, uploads all at once, and says for each where it went and how often it had to try.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as tus from "tus-js-client";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { endpoint, token, chunk, files } = JSON.parse((await lines.next()).value);

function uploaded({ path, id, sha256 }) {
  return new Promise((resolve, reject) => {
    let tries = 0;
    const upload = new tus.Upload(readFileSync(path), {
      endpoint,
      headers: { Authorization: `Bearer ${token}` },
      metadata: { id, sha256, filename: "a.bin", filetype: "application/octet-stream" },
      chunkSize: chunk || Infinity,
      retryDelays: Array(100).fill(50),
      onBeforeRequest: () => (tries += 1),
      onSuccess: () => resolve({ id, url: upload.url, tries }),
      onError: reject,
    });
    upload.start();
  });
}

process.stdout.write(JSON.stringify(await Promise.all(files.map(uploaded))) + "\n");
process.exit(0);
