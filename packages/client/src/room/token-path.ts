/** Where a token is fetched: to come in anew, or back to a visit. */
export function tokenPath(path: string, visit: number | undefined): string {
  return visit === undefined ? path : `${path}?visit=${visit}`
}
