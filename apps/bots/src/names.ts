const names = [
  'Ada',
  'Bruno',
  'Cleo',
  'Dmitri',
  'Elif',
  'Farid',
  'Greta',
  'Hugo',
  'Imani',
  'Jonas',
  'Kira',
  'Luca',
  'Mei',
  'Nadia',
  'Oskar',
  'Priya',
  'Quinn',
  'Rosa',
  'Sanjay',
  'Tove',
  'Uma',
  'Viktor',
  'Wanda',
  'Ximena',
  'Yusuf',
  'Zora',
]

const mark = ' (bot)'

/** Bots look like players, and say what they are. */
export function botName(number: number): string {
  const round = Math.floor(number / names.length)
  return `${names[number % names.length]}${round > 0 ? ` ${round + 1}` : ''}${mark}`
}

export function isBotName(name: string): boolean {
  return name.endsWith(mark)
}
