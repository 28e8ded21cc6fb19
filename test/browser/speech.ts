const samplesPerSecond = 48_000
const seconds = 4
const bytesPerSample = 2
const headerBytes = 44

/**
 * A WAV file that sounds like somebody speaking: a hum that glides and comes in syllables. A browser's noise suppression
 * would remove a steady tone, and LiveKit takes the short beep of Chromium's own fake microphone for silence.
 */
export function speech(): Buffer {
  const count = samplesPerSecond * seconds
  const file = Buffer.alloc(headerBytes + count * bytesPerSample)
  writeHeader(file, count * bytesPerSample)
  let phase = 0
  for (let i = 0; i < count; i++) {
    const time = i / samplesPerSecond
    phase += (140 + 50 * Math.sin(2 * Math.PI * 0.75 * time)) / samplesPerSecond
    const syllable = 0.25 + 0.75 * Math.max(0, Math.sin(2 * Math.PI * 3.5 * time))
    const hum = [1, 2, 3, 4, 6, 9].reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * phase) / k, 0)
    file.writeInt16LE(Math.round(hum * syllable * 0.3 * 0x7fff), headerBytes + i * bytesPerSample)
  }
  return file
}

function writeHeader(file: Buffer, dataBytes: number): void {
  file.write('RIFF', 0)
  file.writeUInt32LE(headerBytes - 8 + dataBytes, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(samplesPerSecond, 24)
  file.writeUInt32LE(samplesPerSecond * bytesPerSample, 28)
  file.writeUInt16LE(bytesPerSample, 32)
  file.writeUInt16LE(bytesPerSample * 8, 34)
  file.write('data', 36)
  file.writeUInt32LE(dataBytes, 40)
}
