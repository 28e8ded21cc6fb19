import type { ZodType } from 'zod'
import type { Router } from '../http/router.ts'

/** Throws unless the route documents this status with this content type, and the body is as the schema says. */
export function documentedResponse(
  app: Router,
  method: string,
  path: string,
  response: Response,
  body: unknown,
): void {
  const operation = operationOf(app, method, path)
  if (operation === undefined) {
    if (response.status === 404) return
    throw new Error(`${method} ${path} answers ${response.status} without being documented`)
  }
  const documented = operation.responses[response.status]
  if (documented === undefined) throw new Error(`${method} ${path} does not document ${response.status}`)
  if (!('content' in documented) || documented.content === undefined) {
    if (body !== undefined) throw new Error(`${method} ${path} has a body where none is documented`)
    return
  }
  const type = response.headers.get('content-type')?.split(';')[0] ?? 'none'
  const media = documented.content[type]
  const schema = media && 'schema' in media ? (media.schema as ZodType) : undefined
  if (schema === undefined)
    throw new Error(`${method} ${path} does not document ${response.status} as ${type}`)
  const checked = schema.safeParse(body)
  if (!checked.success) throw new Error(`${method} ${path} ${response.status}: ${checked.error.message}`)
}

/** `/players/me` before `/players/{id}`: the routes are registered in that order. */
function operationOf(app: Router, method: string, path: string) {
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route' || definition.route.method !== method.toLowerCase()) continue
    const expression = new RegExp(`^${definition.route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    if (expression.test(new URL(path, 'http://test').pathname)) return definition.route
  }
  return undefined
}
