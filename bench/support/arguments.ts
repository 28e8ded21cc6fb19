import { parseArgs } from 'node:util'

/** What every measurement takes: `--json` for machines, `--help`, which prints `help` and ends the process. */
export function benchArguments(help: string): { readonly json: boolean } {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } })
  if (values.help) {
    process.stdout.write(`${help.trim()}\n\n  --json  prints {bench, results} on one line\n`)
    process.exit(0)
  }
  return { json: values.json ?? false }
}
