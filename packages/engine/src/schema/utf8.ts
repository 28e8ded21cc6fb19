// The engine runs where neither TextEncoder nor TextDecoder is certain, so it has its own.

const replacement = 0xfffd

/** UTF-8 of `text`, cut between characters to `bytesMax` bytes. Lone surrogates become U+FFFD. */
export function encodeUtf8(text: string, bytesMax: number): number[] {
  const bytes: number[] = []
  for (const character of text) {
    let code = character.codePointAt(0) as number
    if (code >= 0xd800 && code <= 0xdfff) code = replacement
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (bytes.length + size > bytesMax) break
    if (size === 1) bytes.push(code)
    else if (size === 2) bytes.push(0xc0 | (code >> 6), tail(code))
    else if (size === 3) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code))
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code))
  }
  return bytes
}

/** `undefined` if the bytes aren't the shortest form of legal characters. */
export function decodeUtf8(bytes: ArrayLike<number>, at: number, length: number): string | undefined {
  let text = ''
  const end = at + length
  while (at < end) {
    const first = bytes[at] as number
    const size = first < 0x80 ? 1 : first >> 5 === 6 ? 2 : first >> 4 === 14 ? 3 : first >> 3 === 30 ? 4 : 0
    if (size === 0 || at + size > end) return undefined
    let code = size === 1 ? first : first & (0xff >> (size + 1))
    for (let index = 1; index < size; index++) {
      const next = bytes[at + index] as number
      if (next >> 6 !== 2) return undefined
      code = (code << 6) | (next & 0x3f)
    }
    if (code < (leastOfSize[size - 1] as number) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      return undefined
    text += String.fromCodePoint(code)
    at += size
  }
  return text
}

const leastOfSize = [0, 0x80, 0x800, 0x10000]

function tail(code: number): number {
  return 0x80 | (code & 0x3f)
}
