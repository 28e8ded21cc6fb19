import { LogReader } from './log-reader.ts'

const everyMs = 250
/** Of pino: below it is what passes by itself. */
const warning = 40

/** Says, as they are logged, what games have thrown, and where; returns what ends it. Logs hold one JSON object a line. */
export function tellGameFaults(logFiles: readonly string[], say: (text: string) => void): () => void {
  const readers = logFiles.map((file) => new LogReader(file))
  const read = () => {
    const faults = readers.flatMap((reader) => reader.newLines()).map(faultIn)
    // Several authorities may come upon the same one.
    for (const fault of new Set(faults)) if (fault) say(fault)
  }
  read()
  const timer = setInterval(read, everyMs)
  return () => clearInterval(timer)
}

/** What an author should know of a line: an error with the game that it belongs to. */
export function faultIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const { level, game, msg, err } = JSON.parse(line)
    if (level < warning || typeof game !== 'string' || typeof err?.stack !== 'string') return undefined
    return `${game}: ${msg}\n${err.stack.replace(/^/gm, '    ')}`
  } catch {
    return undefined // Cut off, by a crash.
  }
}
