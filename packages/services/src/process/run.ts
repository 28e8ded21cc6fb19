import { spawn } from 'node:child_process'

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  timeoutMs: number
  onLine?: (line: string) => void
}

export interface RunResult {
  /** Null when the program could not be run, or took too long. */
  code: number | null
  /** Standard output and error, as they came. */
  output: string
}

/** Runs a program to its end, without input and without showing its output. */
export function runQuietly(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    })
    let output = ''
    const take = (chunk: Buffer) => {
      output += chunk
      if (!options.onLine) return
      for (const line of String(chunk).split('\n')) if (line.trim()) options.onLine(line)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code) => resolve({ code, output }))
  })
}
