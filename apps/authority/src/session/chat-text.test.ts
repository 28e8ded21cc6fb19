import { expect, it } from 'vitest'
import { cleanChatText } from './chat-text.ts'

it.each([
  ['hello', { text: 'hello' }],
  ['  two\twords\n', { text: 'two words' }],
  ['na\u0000me\u202etxt.exe', { text: 'nametxt.exe' }],
  ['👩‍🚀 привет', { text: '👩‍🚀 привет' }],
  ['', 'empty_chat'],
  [' \u0007\u2066 ', 'empty_chat'],
  ['x'.repeat(200), { text: 'x'.repeat(200) }],
  ['x'.repeat(201), 'chat_too_long'],
])('makes %j %o', (text, cleaned) => {
  expect(cleanChatText(text)).toEqual(cleaned)
})
