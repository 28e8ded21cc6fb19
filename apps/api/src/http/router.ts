import { type Player, problemSchema } from '@gameserver/protocol/http'
import { OpenAPIHono } from '@hono/zod-openapi'
import { badBody } from './refusal.ts'

export interface ApiEnvironment {
  Variables: {
    /** Set by `signedIn`. */
    player: Player
    sessionId: string
    accessExpiresAtMs: number
  }
}

export type Router = OpenAPIHono<ApiEnvironment>

/** A router that answers a body, path or query that is not as documented with the fields at fault. */
export function createRouter(): Router {
  return new OpenAPIHono<ApiEnvironment>({
    defaultHook: (result) => {
      if (result.success) return
      throw badBody(result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })))
    },
  })
}

export function jsonBody<Schema>(schema: Schema) {
  return { content: { 'application/json': { schema } }, required: true } as const
}

export function jsonResponse<Schema>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } } as const
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})

const explanations = {
  400: 'The request is not as documented; `fields` says where',
  401: 'No valid access token',
  403: "Another player's to read or to do",
  404: 'There is none',
  409: 'Not in the present state; `code` says why',
  413: 'The body is too large',
  415: 'The body is not declared as JSON',
  429: 'Too many requests; Retry-After says when to come back',
} as const

type Explained = keyof typeof explanations

/** The documented refusals of a route. Any may also be answered by 503. */
export function refusals<Status extends Explained>(...statuses: Status[]) {
  const documented = statuses.map((status) => [status, problem(explanations[status])])
  const away = problem('Storage is away; try again after Retry-After')
  return Object.fromEntries([...documented, [503, away]]) as Record<Status | 503, ReturnType<typeof problem>>
}
