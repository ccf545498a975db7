// The little of tus 1.0.0 (tus.io) that a phone needs: begin, ask how far, send the next bytes.
// Beginning again finds the same upload by its id, so an answer that was lost costs nothing.

import { bare } from "fieldbook/api";
import { bytes } from "fieldbook/seal";

const CHUNK = 1024 * 1024;
const PATIENCE = 180_000; // a chunk at 6 kB/s; what came before it is given up is kept
const VERSION = { "Tus-Resumable": "1.0.0" };

const base64 = (data) => btoa(String.fromCharCode(...new Uint8Array(data)));

const offsetIn = (headers) => {
  const offset = headers.get("Upload-Offset");
  return offset === null ? NaN : Number(offset);
};

/** Begins an upload, or finds it again; how many bytes the server has. */
export async function begin(token, { id, sealed, size }) {
  const told = Object.entries({ id, sealed }); // under that seal stands its hash as well
  const metadata = told.map(([name, value]) => `${name} ${base64(bytes(value))}`).join(",");
  const headers = { ...VERSION, "Upload-Length": String(size), "Upload-Metadata": metadata };
  await bare("/files/", { method: "POST", token, headers });
  // HEAD, not the offset of that answer: it stops an older request that is still being written.
  return offsetIn(await bare(`/files/${id}`, { method: "HEAD", token, headers: VERSION }));
}

/** Sends the next bytes of `blob`; how many the server has then. */
export async function append(token, id, { blob, offset, signal }) {
  const chunk = await blob.slice(offset, offset + CHUNK).arrayBuffer();
  const digest = await crypto.subtle.digest("SHA-256", chunk);
  const headers = {
    ...VERSION,
    "Upload-Offset": String(offset),
    "Upload-Checksum": `sha256 ${base64(digest)}`,
    "Content-Type": "application/offset+octet-stream",
  };
  const asked = { method: "PATCH", token, headers, body: chunk, patience: PATIENCE, signal };
  return offsetIn(await bare(`/files/${id}`, asked));
}
