// JavaScript leaves sin, cos, atan2 and their kind to each engine, and engines differ in the last bits. These use nothing
// but operations that IEEE 754 defines to the bit, with fdlibm's reductions and polynomials (Sun Microsystems, 1993).

const halfPi = Math.PI / 2
/** π/2 in two parts: the first has zeros at its end, so that small multiples of it are exact. */
const halfPiHigh = 1.5707963267341256
const halfPiLow = 6.077100506506192e-11

/** Deterministic mathematics for games: the same bits on every machine. */
export const math = {
  pi: Math.PI,
  sin(radians: number): number {
    return quarter(radians, 0)
  },
  cos(radians: number): number {
    return quarter(radians, 1)
  },
  atan2(y: number, x: number): number {
    if (x === 0 && y === 0) return 0
    const absoluteX = Math.abs(x)
    const absoluteY = Math.abs(y)
    const steep = absoluteY > absoluteX
    const acute = arctangent(steep ? absoluteX / absoluteY : absoluteY / absoluteX)
    const first = steep ? halfPi - acute : acute
    const right = x < 0 ? Math.PI - first : first
    return y < 0 ? -right : right
  },
  /** Left to engines on paper, correctly rounded hardware in all of them; the golden hashes would tell. */
  sqrt: Math.sqrt,
  /** Without the rescaling of Math.hypot: squares must not overflow. */
  hypot(x: number, y: number): number {
    return Math.sqrt(x * x + y * y)
  },
  abs: Math.abs,
  sign: Math.sign,
  min: Math.min,
  max: Math.max,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  trunc: Math.trunc,
  clamp(value: number, min: number, max: number): number {
    return Math.min(Math.max(value, min), max)
  },
  lerp(from: number, to: number, share: number): number {
    return from + (to - from) * share
  },
  /** The turn of least size from one angle to another: from -π to π. */
  turnBetween(from: number, to: number): number {
    const turns = (to - from) / (2 * Math.PI)
    return (turns - Math.floor(turns + 0.5)) * 2 * Math.PI
  },
} as const

/** sin(radians + quarterTurns x π/2), good to about 1e-15 for angles within ±100,000. */
function quarter(radians: number, quarterTurns: number): number {
  const count = Math.round(radians / halfPi)
  const rest = radians - count * halfPiHigh - count * halfPiLow
  const quadrant = (((count + quarterTurns) % 4) + 4) % 4
  const size = quadrant % 2 === 0 ? sinKernel(rest) : cosKernel(rest)
  return quadrant < 2 ? size : -size
}

/** For ±π/4. */
function sinKernel(x: number): number {
  const z = x * x
  const series =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 +
        z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)))
  return x + x * z * (-0.16666666666666632 + z * series)
}

/** For ±π/4. */
function cosKernel(x: number): number {
  const z = x * x
  const series =
    0.0416666666666666 +
    z *
      (-0.001388888888887411 +
        z *
          (2.480158728947673e-5 +
            z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11))))
  return 1 - 0.5 * z + z * z * series
}

const arctangentSeries = [
  0.3333333333333293, -0.19999999999876483, 0.14285714272503466, -0.11111110405462356, 0.09090887133436507,
  -0.0769187620504483, 0.06661073137387531, -0.058335701337905735, 0.049768779946159324,
  -0.036531572744216916, 0.016285820115365782,
]

/** For 0 to 1; above 7/16 by way of atan(1/2) or atan(1). */
function arctangent(x: number): number {
  if (x < 7 / 16) return arctangentKernel(x)
  if (x < 11 / 16) return 0.4636476090008061 + arctangentKernel((2 * x - 1) / (2 + x))
  return 0.7853981633974483 + arctangentKernel((x - 1) / (x + 1))
}

function arctangentKernel(x: number): number {
  const z = x * x
  let sum = 0
  for (let index = arctangentSeries.length - 1; index >= 0; index--)
    sum = (arctangentSeries[index] as number) + z * sum
  return x - x * z * sum
}
