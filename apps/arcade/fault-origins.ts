import { SourceMap, type SourceMapPayload } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin, ViteDevServer } from 'vite'

const repository = fileURLToPath(new URL('../..', import.meta.url))
/** A stack of ten calls is a tenth of it. */
const stackBytesMax = 64 * 1024

/**
 * What a game throws in the page has the lines of the code that was served. Answers such a stack, posted to `/@fault`, with
 * the lines of the files that were written, and puts it into the dev server's log.
 */
export function faultOrigins(): Plugin {
  return {
    name: 'fault-origins',
    configureServer(server) {
      server.middlewares.use('/@fault', (request, response) => {
        let stack = ''
        request.setEncoding('utf8').on('data', (chunk: string) => {
          if (stack.length < stackBytesMax) stack += chunk
        })
        request.on('end', async () => {
          const traced = await traceBack(stack, server)
          server.config.logger.error(traced)
          response.setHeader('content-type', 'text/plain; charset=utf-8').end(traced)
        })
      })
    },
  }
}

async function traceBack(stack: string, server: ViteDevServer): Promise<string> {
  const lines = stack.split('\n').map(async (line) => {
    const [place, url = '', row, column] = /(https?:\/\/[^\s()]+?):(\d+):(\d+)/.exec(line) ?? []
    if (!place) return line
    const { pathname, search } = new URL(url)
    const module = await server.environments.client.moduleGraph.getModuleByUrl(pathname + search)
    const map = module?.transformResult?.map
    if (!module?.file || !map || !('version' in map)) return line
    const origin = new SourceMap(map as unknown as SourceMapPayload).findOrigin(Number(row), Number(column))
    return 'lineNumber' in origin
      ? line.replace(
          place,
          `${relative(repository, module.file)}:${origin.lineNumber}:${origin.columnNumber}`,
        )
      : line
  })
  return (await Promise.all(lines)).join('\n')
}
