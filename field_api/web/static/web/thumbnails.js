// Small pictures of photos, made once: drawing twelve million pixels for each list would stall it.

import { h } from "fieldbook/dom";
import { icon } from "fieldbook/icons";

const SIDE = 160;
const SIGNS = { image: "photo", audio: "mic" };

/** A small JPEG of a photo; undefined for what this browser cannot show. */
export async function thumbnail(blob) {
  if (!blob.type.startsWith("image/")) return undefined;
  try {
    const picture = await createImageBitmap(blob);
    const scale = SIDE / Math.min(picture.width, picture.height);
    const canvas = h("canvas", { width: SIDE, height: SIDE });
    const [width, height] = [picture.width * scale, picture.height * scale];
    const where = [(SIDE - width) / 2, (SIDE - height) / 2, width, height];
    canvas.getContext("2d").drawImage(picture, ...where);
    picture.close();
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
  } catch {
    return undefined;
  }
}

/** The small picture of a file, or a sign for what it is. */
export function picture({ thumb, type = "" }) {
  if (!thumb) return h("span.file__sign", icon(SIGNS[type.split("/")[0]] ?? "clip"));
  const url = URL.createObjectURL(thumb);
  const free = () => URL.revokeObjectURL(url);
  return h("img.file__picture", { src: url, alt: "", onload: free, onerror: free });
}
