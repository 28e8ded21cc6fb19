export { type Proposal, proposeMatches, type QuickMatchRules } from './quick-match.ts'
export type { Ticket } from './ticket.ts'
