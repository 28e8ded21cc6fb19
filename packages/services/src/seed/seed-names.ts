/** Names of people who never played here. */
export const seedNames =
  `Ada Alan Anita Barbara Cecilia Cynthia Donald Dorothy Edsger Evelyn Frances Grace Hedy Ivan Jean Joan John Katherine Ken Leslie
  Lynn Margaret Mary Maurice Niklaus Ole Peter Radia Robin Shafi Sophie Stephanie Thelma Tony Ursula Vint Whitfield Wilma
  Yukihiro Zuse`.split(/\s+/)
