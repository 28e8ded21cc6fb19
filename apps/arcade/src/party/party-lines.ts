import { client } from '../client.ts'
import { ChatLines } from '../gathering/chat-lines.ts'

export const partyLines = new ChatLines(client.party)
