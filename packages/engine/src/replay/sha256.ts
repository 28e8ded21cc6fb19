/**
 * SHA-256 (FIPS 180-4, 6.2), for the hash chain of replays: the engine runs where neither Node's nor the browser's cryptography is
 * certain, and the browser's makes its caller wait.
 */
export class Sha256 {
  private readonly state = Uint32Array.from(firstState)
  private readonly block = new Uint8Array(blockBytes)
  private readonly schedule = new Int32Array(64)
  private blockLength = 0
  private bytes = 0

  update(bytes: Uint8Array): this {
    this.bytes += bytes.length
    let at = 0
    while (at < bytes.length) {
      const count = Math.min(blockBytes - this.blockLength, bytes.length - at)
      this.block.set(bytes.subarray(at, at + count), this.blockLength)
      this.blockLength += count
      at += count
      if (this.blockLength === blockBytes) this.compress()
    }
    return this
  }

  /** The hash of all bytes so far, 32 bytes; ends it. */
  digest(): Uint8Array {
    const { block, bytes } = this
    block[this.blockLength++] = 0x80
    if (this.blockLength > blockBytes - 8) {
      block.fill(0, this.blockLength)
      this.compress()
    }
    block.fill(0, this.blockLength)
    const view = new DataView(block.buffer)
    view.setUint32(blockBytes - 8, Math.floor(bytes / 2 ** 29))
    view.setUint32(blockBytes - 4, bytes << 3)
    this.compress()
    const hash = new Uint8Array(32)
    const words = new DataView(hash.buffer)
    this.state.forEach((word, index) => {
      words.setUint32(index * 4, word)
    })
    return hash
  }

  private compress(): void {
    const { state, block, schedule } = this
    const view = new DataView(block.buffer)
    for (let index = 0; index < 16; index++) schedule[index] = view.getInt32(index * 4)
    for (let index = 16; index < 64; index++) {
      const early = schedule[index - 15] as number
      const late = schedule[index - 2] as number
      const mixed = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
      const mixedLate = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
      schedule[index] = (schedule[index - 16] as number) + mixed + (schedule[index - 7] as number) + mixedLate
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    for (let index = 0; index < 64; index++) {
      const choice = (e & f) ^ (~e & g)
      const majority = (a & b) ^ (a & c) ^ (b & c)
      const first =
        (h +
          (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
          choice +
          (roundConstants[index] as number) +
          (schedule[index] as number)) |
        0
      const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    const after = [a, b, c, d, e, f, g, h]
    for (let index = 0; index < 8; index++) state[index] = (state[index] as number) + (after[index] as number)
    this.blockLength = 0
  }
}

const blockBytes = 64

/** Fractional parts of the square roots of the first 8 primes, and of the cube roots of the first 64: 5.3.3 and 4.2.2. */
const firstState = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]
const roundConstants = Int32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
])

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}
