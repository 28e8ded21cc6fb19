import type { Problem } from '@gameserver/protocol/http'

export interface FieldError {
  path: string
  message: string
}

/** A request that the API refused, or that never got an answer (then `status` is 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** Of `cooling_down`: an ISO time. */
  readonly endsAt: string | undefined

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** Machine-readable: a code of the API, or `unreachable`, `timeout`, `cancelled`, `malformed_answer`. */
    readonly code: string,
    readonly detail: string,
    /** The fields at fault, when a body was refused. */
    readonly fields: readonly FieldError[] = [],
    { endsAt, ...options }: ErrorOptions & { endsAt?: string | undefined } = {},
  ) {
    super(detail, options)
    this.endsAt = endsAt
  }

  static unreachable(url: string, cause: unknown): ApiError {
    return new ApiError(0, 'unreachable', `No answer from ${url}`, [], { cause })
  }

  static timeout(url: string, timeoutMs: number): ApiError {
    return new ApiError(0, 'timeout', `No answer from ${url} within ${timeoutMs} ms`)
  }

  static cancelled(url: string): ApiError {
    return new ApiError(0, 'cancelled', `The request to ${url} was cancelled`)
  }

  /** Reads problem+json; anything else (a proxy's page, say) still becomes an error with its status. */
  static async fromResponse(response: Response): Promise<ApiError> {
    const problem = await readProblem(response)
    const detail = problem.detail ?? problem.title ?? `${response.status} ${response.statusText}`
    return new ApiError(
      response.status,
      problem.code ?? `http_${response.status}`,
      detail,
      problem.fields ?? [],
      { endsAt: problem.endsAt },
    )
  }
}

async function readProblem(response: Response): Promise<Partial<Problem>> {
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  if (!isJson) return {}
  try {
    return (await response.json()) as Partial<Problem>
  } catch {
    return {}
  }
}
