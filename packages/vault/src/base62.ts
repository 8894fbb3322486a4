const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const digitOf = new Map(Array.from(alphabet, (character, digit) => [character, BigInt(digit)]));

/** Bytes as a big-endian number in base62, of one length for one count of bytes: 4 -> 6, 16 -> 22, 32 -> 43 characters. */
export function encodeBase62(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
  let text = "";
  for (let left = base62Length(bytes.length); left > 0; left--) {
    text = alphabet.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

/** The bytes of a base62 text; null when it has another length, holds other characters, or stands for a larger number. */
export function decodeBase62(text: string, sizeBytes: number): Buffer | null {
  if (text.length !== base62Length(sizeBytes)) return null;
  let value = 0n;
  for (const character of text) {
    const digit = digitOf.get(character);
    if (digit === undefined) return null;
    value = value * 62n + digit;
  }
  if (value >> BigInt(sizeBytes * 8) !== 0n) return null;
  return Buffer.from(value.toString(16).padStart(sizeBytes * 2, "0"), "hex");
}

function base62Length(sizeBytes: number): number {
  return Math.ceil((sizeBytes * 8) / Math.log2(62));
}
