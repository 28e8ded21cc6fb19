/** What one way to get a program came to: its path, or why there is none. */
export type Attempt = { binary: string } | { refused: string }
