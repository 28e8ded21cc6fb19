import { runBots } from './run-bots.ts'
import { runWorker } from './worker.ts'

if (process.argv[2] === 'worker') runWorker()
else process.exitCode = await runBots(process.argv.slice(2))
