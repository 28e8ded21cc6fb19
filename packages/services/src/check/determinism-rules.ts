import ts from 'typescript'

/**
 * What a simulation must not use, because engines, machines or runs differ in it. Symbols are resolved by the compiler, so an
 * alias or a shadowed name deceives nobody: what is declared in a library is known by where it is declared.
 */

/** Defined to the bit by ECMAScript; sqrt on paper isn't, but all engines leave it to IEEE 754 hardware. */
const exactMath = new Set([
  ...['E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'PI', 'SQRT1_2', 'SQRT2'],
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'],
])

/** Parts of the language that are the same everywhere. Whatever isn't named here is refused. */
const allowedGlobals = new Set([
  ...['undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat', 'JSON', 'Symbol'],
  ...['Object', 'Number', 'String', 'Boolean', 'BigInt', 'Array', 'Map', 'Set', 'WeakMap', 'WeakSet'],
  ...['Error', 'RangeError', 'TypeError', 'ArrayBuffer', 'DataView'],
  ...[
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
  ],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
])

const noClock = 'a simulation has no clock: count ticks with ctx.tick'
const noTimer = 'a simulation has no timers: count ticks in the world'
const noChance = "chance comes from the match's seed: use ctx.random"
const noLocale = 'text depends on the language of the machine: compare with < and write numbers with String()'
const remedies: ReadonlyMap<string, string> = new Map([
  ...['Date', 'performance', 'Temporal'].map((name) => [name, noClock] as const),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'].map(
    (name) => [name, noTimer] as const,
  ),
  ['crypto', noChance],
  ['Intl', noLocale],
  ['Promise', 'a tick is made at once: nothing in it waits'],
  ['console', 'a simulation tells nobody but the world: use ctx.emit'],
])

export interface Breach {
  /** From 1. */
  readonly line: number
  readonly text: string
}

/** What a file breaks, in its order. `mayImport` judges a module's name as it is written. */
export function breachesOf(
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  mayImport: (specifier: string) => boolean,
): Breach[] {
  const breaches: Breach[] = []
  const tell = (node: ts.Node, text: string): void => {
    breaches.push({ line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1, text })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return
    for (const text of [
      syntaxBreach(node),
      importBreach(node, mayImport),
      globalBreach(node, checker),
      memberBreach(node, checker),
    ])
      if (text !== undefined) tell(node, text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return breaches
}

function syntaxBreach(node: ts.Node): string | undefined {
  if (ts.isForInStatement(node))
    return 'for…in walks in an order that depends on the object: use for…of over a list or a map of the schema'
  if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword) return remedies.get('Promise')
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
    return 'import.meta tells where the file lies, which is another place on each machine'
  if (
    ts.isVariableStatement(node) &&
    ts.isSourceFile(node.parent) &&
    !(node.declarationList.flags & ts.NodeFlags.Const)
  )
    return 'state outside the world is not taken back when a client goes back: put it into the world, or make it const'
  if (ts.isBinaryExpression(node) && isPower(node.operatorToken.kind) && !isWholeLiteral(node.right))
    return '** is exact for nothing but whole exponents written out: multiply, or use a table'
  return undefined
}

function importBreach(node: ts.Node, mayImport: (specifier: string) => boolean): string | undefined {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return 'import() loads while the match runs: import at the beginning of the file'
  if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return undefined
  if (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    return undefined
  const { moduleSpecifier } = node
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return undefined
  return mayImport(moduleSpecifier.text)
    ? undefined
    : `${moduleSpecifier.text} may not be imported: a game's rules use @gameserver/engine and files of their own folder`
}

/** For names that stand for themselves: neither what is behind a dot, nor a key, nor a declaration. */
function globalBreach(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  if (!ts.isIdentifier(node) || isKeyOrMember(node)) return undefined
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node)
  const name = node.text
  if (symbol !== undefined && !isOfLibrary(symbol) && name !== 'globalThis') return undefined
  if (name === 'Math')
    return ts.isPropertyAccessExpression(node.parent)
      ? undefined
      : 'Math has functions that engines round differently: name the one you need, or use ctx.math'
  if (allowedGlobals.has(name)) return undefined
  return (
    remedies.get(name) ??
    `${name} is not the same everywhere: a simulation knows its world and its inputs alone`
  )
}

function memberBreach(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  if (!ts.isPropertyAccessExpression(node)) return undefined
  const symbol = checker.getSymbolAtLocation(node.name)
  if (symbol === undefined || !isOfLibrary(symbol)) return undefined
  const name = node.name.text
  const owners = (symbol.declarations ?? []).map(({ parent }) => parent)
  const isOf = (owner: string): boolean =>
    owners.some((parent) => ts.isInterfaceDeclaration(parent) && parent.name.text === owner)
  if (isOf('Math') && name === 'random') return `Math.random: ${noChance}`
  if (isOf('Math') && !exactMath.has(name))
    return `engines round Math.${name} differently: use ctx.math, a table or + - * /`
  if (/^(toLocale|localeCompare)/.test(name)) return `${name}: ${noLocale}`
  if ((name === 'sort' || name === 'toSorted') && (isOf('Array') || isOf('ReadonlyArray')))
    return sortBreach(node, checker)
  return undefined
}

/** Without a comparator all is compared as text: that is an order for texts alone. */
function sortBreach(node: ts.PropertyAccessExpression, checker: ts.TypeChecker): string | undefined {
  const call = node.parent
  if (!ts.isCallExpression(call) || call.expression !== node || call.arguments.length > 0) return undefined
  const item = checker.getIndexTypeOfType(checker.getTypeAtLocation(node.expression), ts.IndexKind.Number)
  return item !== undefined && (item.flags & ts.TypeFlags.StringLike) !== 0
    ? undefined
    : `${node.name.text}() without a comparator puts 10 before 9: give it (a, b) => a - b`
}

function isKeyOrMember(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  if (ts.isBindingElement(parent)) return parent.propertyName === node || parent.name === node
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) return true
  if (ts.isShorthandPropertyAssignment(parent)) return false
  return (parent as Partial<ts.NamedDeclaration>).name === node
}

function isOfLibrary(symbol: ts.Symbol): boolean {
  const { declarations = [] } = symbol
  return declarations.every((declaration) => declaration.getSourceFile().isDeclarationFile)
}

function isPower(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken
}

function isWholeLiteral(node: ts.Expression): boolean {
  const literal = ts.isPrefixUnaryExpression(node) ? node.operand : node
  return ts.isNumericLiteral(literal) && Number.isInteger(Number(literal.text))
}
