import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Router } from '../http/router.ts'

/**
 * Everything on the page comes from this server: no fonts, no proxy, no telemetry, no assistant. The policy below makes
 * the browser refuse what a new version of Scalar might want to load besides.
 */
const settings = {
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
}

const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
].join('; ')

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Game server API</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="reference"></div>
    <script src="/docs/scalar.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

const startScript = `Scalar.createApiReference('#reference', ${JSON.stringify(settings)})\n`

/** The API's reference as pages: Scalar out of our own dependencies. */
export function serveDocs(router: Router): void {
  const script = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=3600' }
  router.get('/docs', (context) =>
    context.html(page, 200, { 'content-security-policy': contentSecurityPolicy }),
  )
  router.get('/docs/start.js', (context) => context.body(startScript, 200, script))
  router.get('/docs/scalar.js', async (context) => context.body(await scalar(), 200, script))
}

let loaded: Promise<string> | undefined

/** 3.6 MB, read when somebody opens the page. */
function scalar(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@scalar/api-reference')
  loaded ??= readFile(join(dirname(entry), 'browser', 'standalone.js'), 'utf8')
  return loaded
}
