import { Fault } from "../words.js";

/** What the gateway takes of a picture. */
export const most = { bytes: 5 << 20, side: 4096 };

/** A picture that the gateway takes. */
export interface Picture {
  dataUrl: string;
  width: number;
  height: number;
}

/**
 * A picture within the gateway's bounds: as it is if it fits, else smaller, as
 * PNG while that is small enough, then as JPEG.
 */
export async function fit(dataUrl: string, bounds = most): Promise<Picture> {
  const blob = fromDataUrl(dataUrl);
  const bitmap = await createImageBitmap(blob);
  try {
    const { width, height } = bitmap;
    if (!width || !height) throw new Fault("There is nothing to be seen.");
    let scale = Math.min(1, bounds.side / Math.max(width, height));
    if (scale === 1 && blob.size <= bounds.bytes) return { dataUrl, width, height };
    for (; scale * Math.max(width, height) >= 200; scale *= 0.75) {
      const canvas = drawn(bitmap, scale);
      for (const type of ["image/png", "image/jpeg"]) {
        const smaller = await canvas.convertToBlob({ type, quality: 0.85 });
        if (smaller.size <= bounds.bytes)
          return { dataUrl: await toDataUrl(smaller), width: canvas.width, height: canvas.height };
      }
    }
  } finally {
    bitmap.close();
  }
  throw new Fault("The picture is too large. Make the window smaller, and try again.");
}

function drawn(bitmap: ImageBitmap, scale: number): OffscreenCanvas {
  const side = (length: number) => Math.max(1, Math.floor(length * scale));
  const canvas = new OffscreenCanvas(side(bitmap.width), side(bitmap.height));
  const context = canvas.getContext("2d");
  if (!context) throw new Fault("The browser cannot make the picture smaller.");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff"; // JPEG knows nothing transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function fromDataUrl(dataUrl: string): Blob {
  const [head = "", data = ""] = dataUrl.split(",", 2);
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: head.slice(5, head.indexOf(";")) });
}

async function toDataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000)
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return `data:${blob.type};base64,${btoa(text)}`;
}
