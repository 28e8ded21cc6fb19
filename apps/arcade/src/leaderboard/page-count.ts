/** At least one, also of nothing. */
export function pagesOf(total: number, rowsPerPage: number): number {
  return Math.max(1, Math.ceil(total / rowsPerPage))
}
